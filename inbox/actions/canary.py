"""The canary: every hour a mailbox writes to itself, and an alarm is raised when that does not come back.

It is the only proof that covers the whole way: submission, the provider's delivery, fetching and filing.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db.models import F, Q
from django.utils.translation import gettext as _

from helpdesk.core.ids import derived_key
from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.hold import is_held
from inbox.channels.email.account import smtp_account
from inbox.channels.email.smtp import submit
from inbox.mail.canary import CANARY_HEADER, canary_token, read_canary
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingMail
from inbox.models import Mailbox

logger = logging.getLogger(__name__)
EVERY = timedelta(hours=1)
_SECONDS = 60.0
_AT_ONCE = 50
_HEADERS = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))


def claim_due_canaries(now: datetime) -> list[int]:
    """Mailboxes whose hour is over, each to one caller: one guarded UPDATE per mailbox.

    A mailbox that cannot be read is left alone: its test mail would only wait with the others.
    """
    due = Q(canary_sent_at=None) | Q(canary_sent_at__lte=now - EVERY)
    rows = Mailbox.objects.filter(
        due, is_active=True, has_canary=True, failing_since=None, last_success_at__isnull=False
    )
    ids = rows.order_by(F("canary_sent_at").asc(nulls_first=True)).values_list("pk", flat=True)[:_AT_ONCE]
    return [
        pk
        for pk in ids
        if not is_held(pk) and Mailbox.objects.filter(due, pk=pk).update(canary_sent_at=now, canary_token="")
    ]


def send_canary(mailbox_id: int, *, now: datetime) -> bool:
    """Send the test mail of a claimed mailbox; False when its server did not take it (the alarm says so)."""
    mailbox = Mailbox.objects.get(pk=mailbox_id)
    token = canary_token(mailbox_id, now, derived_key("canary"))
    # Before the mail: on a fast machine it is back before submission has ended.
    Mailbox.objects.filter(pk=mailbox_id).update(canary_token=token, canary_sent_at=now)
    try:
        outcome = submit(
            smtp_account(mailbox),
            sender=mailbox.address,
            recipients=[mailbox.address],
            content=compose(_mail(mailbox, token, now)),
            on_data=lambda: None,
            total_seconds=_SECONDS,
        )[mailbox.address]
    except (SecretUnreadable, ValueError) as error:
        return _not_sent(mailbox_id, token, str(error))
    if outcome.state in ("sent", "unknown"):
        return True
    return _not_sent(mailbox_id, token, outcome.detail)


def came_back(text: str, mailbox_id: int, now: datetime) -> bool:
    """Whether a header's `text` is of a test mail of this desk, which then makes no conversation; notes that it came.

    One that arrives in another mailbox (a catch-all, a forward) is ours too, and proves nothing for its own.
    """
    found = read_canary(text, derived_key("canary"))
    if found == mailbox_id:
        canary_seen(mailbox_id, text.strip(), now)
    return found is not None


def note_mail(mailbox_id: int, now: datetime) -> None:
    """Mail was filed: the mailbox is not silent."""
    Mailbox.objects.filter(pk=mailbox_id).update(last_mail_at=now)


def canary_seen(mailbox_id: int, token: str, now: datetime) -> bool:
    """The test mail came back; one of an earlier hour changes nothing. Returns whether it was the last one."""
    waiting = Mailbox.objects.filter(pk=mailbox_id, canary_token=token).exclude(
        canary_seen_at__gte=F("canary_sent_at")
    )
    return bool(waiting.update(canary_seen_at=now))


def _not_sent(mailbox_id: int, token: str, why: str) -> bool:
    logger.warning("the test mail of mailbox %s was not sent: %s", mailbox_id, why)
    Mailbox.objects.filter(pk=mailbox_id, canary_token=token).update(canary_token="")
    return False


def _mail(mailbox: Mailbox, token: str, now: datetime) -> OutgoingMail:
    return OutgoingMail(
        from_address=mailbox.address,
        from_name="Crossdesk",
        to=(mailbox.address,),
        subject=_("Test mail of the helpdesk"),
        text=_(
            "The helpdesk wrote this mail to itself, to prove that mail leaves, arrives and is read. "
            "It makes no conversation, and may be deleted."
        ),
        message_id=f"canary.{token}@{mailbox.domain}",
        date=now,
        headers=((CANARY_HEADER, token), *_HEADERS),
    )
