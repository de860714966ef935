"""One mail to two mailboxes is a ticket in each, and each says so (SECURITY.md A14)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from inbox.actions.change import note_on_timeline, save_ticket
from inbox.actions.filing.rows import LABEL
from inbox.models import Ticket, TimelineKind

# The same sender and Message-ID in another mailbox, and only tickets that these mails opened: a forged id must
# not tie a ticket to strangers.
_PAIRS = """
SELECT DISTINCT mine.ticket_id, theirs.ticket_id
  FROM message mine
  JOIN message theirs ON theirs.message_id = mine.message_id AND theirs.id <> mine.id
   AND theirs.direction = 'in' AND theirs.from_address = mine.from_address
  JOIN ticket here ON here.id = mine.ticket_id
  JOIN ticket there ON there.id = theirs.ticket_id
 WHERE mine.inbound_id = ANY(%s) AND mine.direction = 'in' AND mine.message_id <> ''
   AND mine.from_address <> '' AND theirs.message_id <> '' AND there.mailbox_id <> here.mailbox_id
   AND NOT here.related @> ARRAY[there.id]
 LIMIT 200
"""


def link_namesakes(inbound_ids: Sequence[int], *, now: datetime) -> int:
    """Tie the tickets of mails that other mailboxes got too; returns how many pairs. Safe to run twice.

    It runs after the commit of the filing: of two mailboxes that file one mail at the same time, the later
    commit sees both.
    """
    if not inbound_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, [list(inbound_ids)])
        pairs = cursor.fetchall()
    return sum(_link(here, there, now) for here, there in pairs)


@transaction.atomic
def _link(here: int, there: int, now: datetime) -> bool:
    tickets = {
        one.pk: one for one in Ticket.objects.select_for_update().filter(pk__in=(here, there)).order_by("pk")
    }
    changed = False
    for one, other in ((here, there), (there, here)):
        ticket = tickets.get(one)
        if ticket is None or other not in tickets or other in ticket.related:
            continue
        ticket.related = [*ticket.related, other]
        save_ticket(ticket, ["related"], kind="status")
        note_on_timeline(
            ticket, TimelineKind.LINKED, actor=None, actor_label=LABEL, now=now, data={"related": str(other)}
        )
        changed = True
    return changed
