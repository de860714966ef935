"""Who a mail is from: the customer behind an address, made on first sight, once."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from inbox.models import Customer

_FIND = """
SELECT customer.id, customer.name FROM customer JOIN customer_identity identity ON identity.customer_id = customer.id
 WHERE identity.kind = 'email' AND lower(identity.value) = %(address)s
"""
# The identity decides the race: only its winner makes the customer. Its foreign key is checked at commit.
_CREATE = """
WITH fresh AS (SELECT nextval(pg_get_serial_sequence('customer', 'id')) AS id),
     claimed AS (
  INSERT INTO customer_identity (customer_id, kind, value, is_primary, created_at)
  SELECT id, 'email', %(address)s, true, %(at)s FROM fresh
  ON CONFLICT DO NOTHING RETURNING customer_id)
INSERT INTO customer (id, name, language, country, time_zone, is_vip, note, created_at)
SELECT customer_id, %(name)s, '', '', '', false, '', %(at)s FROM claimed
RETURNING id, name
"""


def customer_of_address(address: str, name: str, *, at: datetime) -> int:
    """The id of the customer who writes from `address` (lower case), new ones with the name they gave.

    A mail without a readable sender gets a customer of its own: strangers must not share a history.
    """
    if not address:
        return Customer.objects.create(name=name[:200], created_at=at).pk
    values: dict[str, str | datetime] = {"address": address[:320], "name": name[:200], "at": at}
    with connection.cursor() as cursor:
        for statement in (_FIND, _CREATE, _FIND):  # the last one after a lost race: the winner has committed
            cursor.execute(statement, values)
            if row := cursor.fetchone():
                break
        else:
            raise LookupError("the customer vanished while a mail was filed")
    customer_id, known_name = row
    if name and not known_name:
        Customer.objects.filter(pk=customer_id, name="").update(name=name[:200])
    return int(customer_id)
