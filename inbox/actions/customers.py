"""Who a mail is from: the customer behind an address, made on first sight, once."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from inbox.models import Customer

# Finds, or makes: the identity decides the race, only its winner makes the customer (the foreign key is checked
# at commit). The loser gets no row, and finds the winner's at the second try.
_FIND_OR_MAKE = """
WITH known AS (
  SELECT customer.id, customer.name
    FROM customer JOIN customer_identity identity ON identity.customer_id = customer.id
   WHERE identity.kind = 'email' AND lower(identity.value) = lower(%(address)s)),
fresh AS (
  SELECT nextval(pg_get_serial_sequence('customer', 'id')) AS id WHERE NOT EXISTS (SELECT FROM known)),
claimed AS (
  INSERT INTO customer_identity (customer_id, kind, value, is_primary, created_at)
  SELECT id, 'email', %(address)s, true, %(at)s FROM fresh
  ON CONFLICT DO NOTHING RETURNING customer_id),
made AS (
  INSERT INTO customer (id, name, language, country, time_zone, is_vip, note, created_at)
  SELECT customer_id, %(name)s, '', '', '', false, '', %(at)s FROM claimed
  RETURNING id, name)
SELECT id, name FROM known UNION ALL SELECT id, name FROM made
"""


def customer_of_address(address: str, name: str, *, at: datetime) -> int:
    """The id of the customer who writes from `address` (lower case), new ones with the name they gave.

    A mail without a readable sender gets a customer of its own: strangers must not share a history.
    """
    if not address:
        return Customer.objects.create(name=name[:200], created_at=at).pk
    values: dict[str, str | datetime] = {"address": address[:320], "name": name[:200], "at": at}
    with connection.cursor() as cursor:
        for _try in range(2):
            cursor.execute(_FIND_OR_MAKE, values)
            if row := cursor.fetchone():
                break
        else:
            raise LookupError("the customer vanished while a mail was filed")
    customer_id, known_name = row
    if name and not known_name:
        Customer.objects.filter(pk=customer_id, name="").update(name=name[:200])
    return int(customer_id)
