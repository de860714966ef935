"""Telling the targets of an alarm, once each: a row per telling, claimed before it is tried.

1. an alarm that opens gets a notice per target, later where the same trouble ended a moment ago (flapping)
2. one that closes takes back what was not told, and tells its end to those who were told its start
3. a claim is one guarded UPDATE; what fails is tried again for a day
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from inbox.actions.alarms.by_mail import tell_by_mail
from inbox.actions.alarms.by_webhook import tell_by_webhook
from inbox.actions.alarms.untold import Untold
from inbox.models import AlarmNotice, AlarmTarget, Mailbox, MailboxAlarm, TargetKind
from inbox.queries.alarms import TEST

logger = logging.getLogger(__name__)
QUIET_AFTER_END = timedelta(minutes=15)
LEASE = timedelta(minutes=3)
# A day in all.
_RETRY_MINUTES = (1, 5, 15, 60, 120, 240, 240, 240, 480)
_TRIES = len(_RETRY_MINUTES) + 1
_AT_ONCE = 100
_TELL: dict[str, Callable[[AlarmNotice, datetime], None]] = {
    TargetKind.MAIL: tell_by_mail,
    TargetKind.WEBHOOK: tell_by_webhook,
}


@dataclass(frozen=True, slots=True)
class ClaimedNotice:
    """A notice that the caller may tell, as its `attempt`th try."""

    notice_id: int
    attempt: int


def announce_start(alarm: MailboxAlarm, now: datetime) -> None:
    """Queue the start of an alarm for every target in use, in the caller's transaction."""
    last = (
        MailboxAlarm.objects.filter(mailbox_id=alarm.mailbox_id, kind=alarm.kind, closed_at__isnull=False)
        .order_by("-closed_at")
        .values_list("closed_at", flat=True)
        .first()
    )
    due_at = max(now, last + QUIET_AFTER_END) if last is not None else now
    _queue(alarm, list(AlarmTarget.objects.filter(is_active=True)), due_at, is_over=False)


def announce_end(alarm: MailboxAlarm, now: datetime) -> None:
    """Take back what nobody was told, and queue the end for those who know of the start."""
    AlarmNotice.objects.filter(alarm=alarm, is_over=False, sent_at=None, attempts=0).delete()
    told = AlarmNotice.objects.filter(alarm=alarm, is_over=False, sent_at__isnull=False)
    _queue(alarm, [one.target for one in told.select_related("target")], now, is_over=True)


def claim_due_notices(now: datetime) -> list[ClaimedNotice]:
    """Claim what is due; of two callers, each notice goes to one."""
    due = AlarmNotice.objects.filter(
        due_at__lte=now, sent_at=None, attempts__lt=_TRIES, target__is_active=True
    )
    # Trouble that ended before anybody could be told of it is no news any more.
    due.filter(is_over=False, alarm__closed_at__isnull=False).delete()
    with transaction.atomic():
        rows = list(due.select_for_update(skip_locked=True, of=("self",)).order_by("due_at")[:_AT_ONCE])
        AlarmNotice.objects.filter(pk__in=[one.pk for one in rows]).update(
            due_at=now + LEASE, attempts=F("attempts") + 1
        )
    return [ClaimedNotice(one.pk, one.attempts + 1) for one in rows]


def tell(notice_id: int, attempt: int, now: datetime) -> bool:
    """Tell one claimed notice; returns whether it arrived. A failure is written on its row and tried again."""
    notice = (
        AlarmNotice.objects.select_related("alarm__mailbox", "target")
        .filter(pk=notice_id, attempts=attempt, sent_at=None)
        .first()
    )
    if notice is None:
        return False
    try:
        _TELL[notice.target.kind](notice, now)
    except Untold as error:
        pause = _RETRY_MINUTES[min(attempt, len(_RETRY_MINUTES)) - 1]
        logger.warning("alarm notice %s could not be told: %s", notice_id, error)
        AlarmNotice.objects.filter(pk=notice_id, attempts=attempt, sent_at=None).update(
            due_at=now + timedelta(minutes=pause), last_error=str(error)[:300]
        )
        return False
    _note_told(notice, now)
    return True


def tell_test(target: AlarmTarget, now: datetime) -> str:
    """Tell a target of an alarm that is none, without a row; returns "" when it arrived, else why not."""
    mailbox = Mailbox.objects.filter(is_active=True, failing_since=None).order_by("pk").first()
    mailbox = mailbox or Mailbox.objects.order_by("pk").first()
    if mailbox is None:
        return _("Add a mailbox first.")
    alarm = MailboxAlarm(pk=0, mailbox=mailbox, kind=TEST, opened_at=now)
    try:
        _TELL[target.kind](AlarmNotice(alarm=alarm, target=target), now)
    except Untold as error:
        return str(error)
    return ""


def tell_due(now: datetime) -> int:
    """Claim and tell what is due, here and now; returns how many arrived."""
    return sum(tell(one.notice_id, one.attempt, now) for one in claim_due_notices(now))


@transaction.atomic
def _note_told(notice: AlarmNotice, now: datetime) -> None:
    alarm = MailboxAlarm.objects.select_for_update().get(pk=notice.alarm_id)
    AlarmNotice.objects.filter(pk=notice.pk).update(sent_at=now, last_error="")
    if alarm.closed_at is not None and not notice.is_over:  # it ended while it was told
        _queue(alarm, [notice.target], now, is_over=True)


def _queue(alarm: MailboxAlarm, targets: list[AlarmTarget], due_at: datetime, *, is_over: bool) -> None:
    rows = [AlarmNotice(alarm=alarm, target=one, is_over=is_over, due_at=due_at) for one in targets]
    AlarmNotice.objects.bulk_create(rows, ignore_conflicts=True)
