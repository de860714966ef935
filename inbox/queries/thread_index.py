"""What threading asks about one mailbox (the shell's side of `inbox.mail.threading.ThreadIndex`)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import connection

from inbox.mail.threading import Topic
from inbox.models import Message, Ticket

_PARTICIPANTS = """
SELECT lower(identity.value)
  FROM customer_identity identity JOIN ticket ON ticket.customer_id = identity.customer_id
 WHERE ticket.id = %(ticket)s AND ticket.mailbox_id = %(mailbox)s AND identity.kind = 'email'
UNION
SELECT lower(message.from_address)
  FROM message JOIN ticket ON ticket.id = message.ticket_id
 WHERE ticket.id = %(ticket)s AND ticket.mailbox_id = %(mailbox)s AND message.direction = 'in'
   AND NOT message.is_from_stranger AND message.automatic_kind <> 'bounce' AND message.from_address <> ''
UNION
SELECT lower(address.value)
  FROM message JOIN ticket ON ticket.id = message.ticket_id,
       jsonb_array_elements_text(message."to" || message.cc) AS address(value)
 WHERE ticket.id = %(ticket)s AND ticket.mailbox_id = %(mailbox)s AND message.direction = 'out'
"""
# Each half has its index. Together with a join and a limit the planner would rather walk the whole table in
# order, hoping for an early hit.
_ANSWERS = """
WITH answer AS MATERIALIZED (
  SELECT id, ticket_id FROM message WHERE direction = 'in' AND "references" @> %(ids)s::jsonb
  UNION ALL
  SELECT id, ticket_id FROM message WHERE direction = 'in' AND in_reply_to <> '' AND in_reply_to = %(id)s)
SELECT answer.ticket_id FROM answer JOIN ticket ON ticket.id = answer.ticket_id
 WHERE ticket.mailbox_id = %(mailbox)s GROUP BY answer.ticket_id ORDER BY min(answer.id) LIMIT 5
"""


class MailboxThreadIndex:
    """Answers about one mailbox only: the same thread in two mailboxes is two tickets (SECURITY.md A14)."""

    def __init__(self, mailbox_id: int) -> None:
        self.mailbox_id = mailbox_id

    def tickets_of_message_ids(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Tickets of the messages with these ids; of several with one id the first that came."""
        found = Message.objects.filter(message_id__in=ids, ticket__mailbox_id=self.mailbox_id)
        return dict(found.order_by("-id").values_list("message_id", "ticket_id"))

    def tickets_referencing(self, message_id: str) -> Sequence[int]:
        """Tickets that hold an answer to a mail which arrives only now."""
        values: dict[str, str | int] = {
            "id": message_id,
            "ids": json.dumps([message_id]),
            "mailbox": self.mailbox_id,
        }
        with connection.cursor() as cursor:
            cursor.execute(_ANSWERS, values)
            return [ticket for (ticket,) in cursor.fetchall()]

    def tickets_with_key(self, key: str, since: datetime | None) -> Sequence[int]:
        """Tickets with a message that bears this thread key and came at `since` or later."""
        found = Message.objects.filter(thread_keys__contains=[key], ticket__mailbox_id=self.mailbox_id)
        if since is not None:
            found = found.filter(created_at__gte=since)
        return list(found.order_by("-id").values_list("ticket_id", flat=True)[:20])

    def topic(self, ticket: int) -> Topic | None:
        """The ticket's subject and its last message."""
        found = Ticket.objects.filter(pk=ticket, mailbox_id=self.mailbox_id)
        row = found.values_list("subject", "last_activity_at").first()
        return Topic(*row) if row else None

    def participants(self, ticket: int) -> Collection[str]:
        """The customer's addresses, everybody who already writes in it, and everybody we wrote to."""
        with connection.cursor() as cursor:
            cursor.execute(_PARTICIPANTS, {"ticket": ticket, "mailbox": self.mailbox_id})
            return {address for (address,) in cursor.fetchall()}
