"""The languages of messages, their tickets and their customers."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection, transaction

from helpdesk.core.events import publish
from inbox.events import TicketChanged, TicketsChanged

# Tickets first and in one order, as every action locks them; a message's own row is nobody else's.
_LOCK = """
SELECT ticket.id FROM ticket
 WHERE id IN (SELECT ticket_id FROM message WHERE id = ANY(%(ids)s)) ORDER BY ticket.id FOR UPDATE
"""
_MESSAGES = """
UPDATE message SET language = given.code FROM unnest(%(ids)s::bigint[], %(codes)s::text[]) AS given(id, code)
 WHERE message.id = given.id
"""
_TICKETS = """
UPDATE ticket SET language = given.code, version = version + 1
  FROM unnest(%(ids)s::bigint[], %(codes)s::text[]) AS given(id, code)
 WHERE ticket.last_inbound_id = given.id AND ticket.id = ANY(%(tickets)s) AND ticket.language <> given.code
RETURNING ticket.id, ticket.mailbox_id, ticket.version
"""
_CUSTOMERS = """
UPDATE customer SET language = spoken.code
  FROM (SELECT DISTINCT ON (ticket.customer_id) ticket.customer_id, given.code
          FROM unnest(%(ids)s::bigint[], %(codes)s::text[]) AS given(id, code)
          JOIN message ON message.id = given.id JOIN ticket ON ticket.id = message.ticket_id
         ORDER BY ticket.customer_id, given.id) AS spoken
 WHERE customer.id = spoken.customer_id AND customer.language IN ('', 'und')
"""


@transaction.atomic
def set_languages(codes: Mapping[int, str]) -> None:
    """Write the languages of messages (id -> code); the newest message's becomes its ticket's, and the customer's
    if they had none.

    Classification is no change by a person: it leaves no audit event.
    """
    if not codes:
        return
    values: dict[str, list[int] | list[str]] = {"ids": list(codes), "codes": list(codes.values())}
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, values)
        values["tickets"] = [row[0] for row in cursor.fetchall()]
        cursor.execute(_MESSAGES, values)
        cursor.execute(_TICKETS, values)
        changed = cursor.fetchall()
        cursor.execute(_CUSTOMERS, values)
    publish(TicketsChanged(tuple(TicketChanged("status", *one) for one in changed)))
