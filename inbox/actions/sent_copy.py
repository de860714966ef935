"""A copy of what was sent, in the mailbox's own Sent folder: for those who also read it with a mail program.

At most one copy: the row is claimed before APPEND, and given free again only when APPEND cannot have happened.
What goes wrong here never touches the state of the mail, which has been sent.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F

from inbox.actions.outgoing import wire_bytes
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.imap import connect
from inbox.models import OutboundMail, OutboundState

logger = logging.getLogger(__name__)
# A folder that could not be written to for a day is somebody's decision by now.
_TRIED_FOR = timedelta(hours=24)
# A sender's own hint comes at once; the scanner takes what was left behind.
_LEFT_BEHIND = timedelta(minutes=2)
_CLAIMED_AT_ONCE = 50


def copies_left_behind(now: datetime) -> list[int]:
    """Sent mails of the last day whose copy is still to be made."""
    rows = OutboundMail.objects.filter(
        state=OutboundState.SENT,
        sent_copy_at=None,
        sent_at__range=(now - _TRIED_FOR, now - _LEFT_BEHIND),
    ).exclude(mailbox__sent_folder="")
    return list(rows.order_by("sent_at").values_list("pk", flat=True)[:_CLAIMED_AT_ONCE])


def copy_to_sent_folder(outbound_id: int, *, now: datetime) -> bool:
    """Append the mail to its mailbox's Sent folder, once; False when there is nothing to do or it did not work.

    Only a mail that was sent gets a copy: one of unknown fate, or refused, would be a lie in the folder.
    """
    ours = OutboundMail.objects.filter(pk=outbound_id, state=OutboundState.SENT, sent_copy_at=None)
    if not ours.exclude(mailbox__sent_folder="").update(sent_copy_at=now):
        return False
    outbound = OutboundMail.objects.select_related("mailbox__store", "message").get(pk=outbound_id)
    mailbox = outbound.mailbox
    has_begun = False
    try:
        content = wire_bytes(outbound.message, mailbox, is_automatic=outbound.is_automatic)
        with connect(imap_account(mailbox)) as connection:
            has_begun = True
            connection.append_seen(mailbox.sent_folder, content, outbound.sent_at or now)
    except (MailServerProblem, OSError, ValueError) as error:
        # A refusal is an answer: no copy was made. A line lost behind APPEND is none.
        can_try_again = not has_begun or (isinstance(error, MailServerProblem) and error.code in _REFUSALS)
        if can_try_again:
            OutboundMail.objects.filter(pk=outbound_id, sent_copy_at=F("sent_copy_at")).update(
                sent_copy_at=None
            )
        logger.warning("no copy of mail %s in folder %r: %s", outbound_id, mailbox.sent_folder, error)
        return False
    return True


_REFUSALS = frozenset({"server_said_no", "no_folder", "bad_setting"})
