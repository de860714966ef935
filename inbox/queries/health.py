"""How a mailbox fares, for its page: one account of every mail, and what is wrong in words."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q

from inbox.models import (
    InboundMail,
    InboundState,
    Mailbox,
    MailFolder,
    OutboundMail,
    OutboundState,
    OutboxHold,
)
from inbox.queries.alarms import AlarmRow, alarms_of

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """One folder: what its server said it has, and what became of the mails we took. `counts`: by ledger state."""

    name: str
    on_server: int | None
    counts: Mapping[str, int]
    unaccounted: int

    @property
    def with_us(self) -> int:
        return sum(self.counts.values())

    @property
    def waiting(self) -> int:
        return self.counts.get(InboundState.FETCHED, 0)


@dataclass(frozen=True, slots=True)
class MailboxHealth:
    """`state`: paused | failing | trouble | new | working. `canary_seconds`: the last round trip, if it came back."""

    state: str
    failing_since: datetime | None
    next_try_at: datetime | None
    last_success_at: datetime | None
    last_mail_at: datetime | None
    mails_of_a_day: int
    quarantined: int
    to_send: int
    not_sent: int
    is_held: bool
    folders: tuple[FolderAccount, ...]
    reconciled_at: datetime | None
    has_canary: bool
    canary_sent_at: datetime | None
    canary_seconds: int | None
    alarms: tuple[AlarmRow, ...]

    @property
    def open_alarms(self) -> tuple[AlarmRow, ...]:
        return tuple(one for one in self.alarms if one.closed_at is None)

    @property
    def past_alarms(self) -> tuple[AlarmRow, ...]:
        return tuple(one for one in self.alarms if one.closed_at is not None)


def health_of(mailbox: Mailbox, now: datetime) -> MailboxHealth:
    """The mailbox's health in five queries."""
    alarms = alarms_of(mailbox.pk, limit=8)
    ledger, of_a_day = _ledger(mailbox, now)
    outbox = _outbox(mailbox)
    folders = MailFolder.objects.filter(mailbox=mailbox).order_by("id")
    return MailboxHealth(
        state=state_of(mailbox, has_alarm=any(one.closed_at is None for one in alarms)),
        failing_since=mailbox.failing_since,
        next_try_at=mailbox.next_poll_at if mailbox.failing_since else None,
        last_success_at=mailbox.last_success_at,
        last_mail_at=mailbox.last_mail_at,
        mails_of_a_day=of_a_day,
        quarantined=sum(one.get(InboundState.QUARANTINED, 0) for one in ledger.values()),
        to_send=sum(outbox[one] for one in (*OutboundMail.WAITING, OutboundState.SENDING)),
        not_sent=outbox[OutboundState.FAILED] + outbox[OutboundState.UNKNOWN],
        is_held=OutboxHold.objects.filter(Q(mailbox=None) | Q(mailbox=mailbox)).exists(),
        folders=tuple(
            FolderAccount(
                one.name, one.server_exists, ledger.get((one.name, one.uidvalidity), {}), one.unaccounted
            )
            for one in folders
        ),
        reconciled_at=mailbox.reconciled_at,
        has_canary=mailbox.has_canary,
        canary_sent_at=mailbox.canary_sent_at,
        canary_seconds=_round_trip(mailbox),
        alarms=alarms,
    )


def state_of(mailbox: Mailbox, *, has_alarm: bool) -> str:
    """One word for the mailbox: what stands beside its dot."""
    if not mailbox.is_active:
        return "paused"
    if mailbox.failing_since is not None:
        return "failing"
    if has_alarm:
        return "trouble"
    return "working" if mailbox.last_success_at else "new"


def _ledger(
    mailbox: Mailbox, now: datetime
) -> tuple[Mapping[tuple[str, int | None], Mapping[str, int]], int]:
    """Counts by folder as it is numbered now, and how many mails came within a day."""
    lately = Count("pk", filter=Q(fetched_at__gt=now - DAY, import_job=None))
    rows = (
        InboundMail.objects.filter(mailbox=mailbox)
        .order_by()
        .values_list("folder", "uidvalidity", "state")
        .annotate(count=Count("pk"), lately=lately)
    )
    found: dict[tuple[str, int | None], dict[str, int]] = defaultdict(dict)
    of_a_day = 0
    for folder, uidvalidity, state, count, recent in rows:
        found[folder, uidvalidity][state] = count
        of_a_day += recent
    return found, of_a_day


def _outbox(mailbox: Mailbox) -> Counter[str]:
    open_states = (*OutboundMail.WAITING, OutboundState.SENDING, OutboundState.FAILED, OutboundState.UNKNOWN)
    rows = OutboundMail.objects.filter(mailbox=mailbox, state__in=open_states).order_by()
    return Counter(dict(rows.values_list("state").annotate(count=Count("pk"))))


def _round_trip(mailbox: Mailbox) -> int | None:
    sent, seen = mailbox.canary_sent_at, mailbox.canary_seen_at
    if sent is None or seen is None or seen < sent:
        return None
    return max(1, round((seen - sent).total_seconds()))
