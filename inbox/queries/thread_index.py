"""What threading asks about one mailbox (the shell's side of `inbox.mail.threading.ThreadIndex`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Q

from inbox.models import Direction, Message

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
        answers = Q(references__contains=[message_id]) | Q(in_reply_to=message_id)
        found = Message.objects.filter(answers, direction=Direction.IN, ticket__mailbox_id=self.mailbox_id)
        return list(dict.fromkeys(found.order_by("id").values_list("ticket_id", flat=True)[:5]))

    def participants(self, ticket: int) -> Collection[str]:
        """The customer's addresses, everybody who already writes in it, and everybody we wrote to."""
        with connection.cursor() as cursor:
            cursor.execute(_PARTICIPANTS, {"ticket": ticket, "mailbox": self.mailbox_id})
            return {address for (address,) in cursor.fetchall()}
