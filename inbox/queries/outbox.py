"""The outbox as people look at it: what waits or failed, and what is held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from inbox.models import OutboundMail, OutboundState, OutboxHold

_ENDED = (OutboundState.SENT, OutboundState.CANCELLED)


@dataclass(frozen=True, slots=True)
class HoldRow:
    """What is held: `mailbox` is an address, "" for the whole desk; `reason`: operator | restored."""

    mailbox_id: int | None
    mailbox: str
    reason: str
    detail: str
    since: datetime
    waiting: int  # mails of it that would leave now


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """One mail on its way. `held`: the reason why it does not leave, "" when nothing holds it."""

    id: int
    state: str
    mailbox: str
    ticket: int
    subject: str
    send_after: datetime
    attempts: int
    recipients: tuple[str, ...]
    error: str
    held: str


def holds(now: datetime) -> tuple[HoldRow, ...]:
    """Everything that is held, the whole desk first: one query when nothing is."""
    rows = []
    for one in OutboxHold.objects.select_related("mailbox").order_by("mailbox__address"):
        due = OutboundMail.objects.filter(state__in=OutboundMail.WAITING, send_after__lte=now)
        if one.mailbox_id:
            due = due.filter(mailbox_id=one.mailbox_id)
        address = one.mailbox.address if one.mailbox else ""
        rows.append(HoldRow(one.mailbox_id, address, one.reason, one.detail, one.since, due.count()))
    return tuple(sorted(rows, key=lambda row: row.mailbox))


def outbox_rows(state: str = "", *, limit: int | None = None) -> Iterator[OutboxRow]:
    """What has not ended, the oldest first; or the mails of one state."""
    reasons = {one.mailbox_id: one.reason for one in OutboxHold.objects.all()}
    mails = OutboundMail.objects.select_related("mailbox", "message").order_by("send_after", "pk")
    mails = mails.filter(state=state) if state else mails.exclude(state__in=_ENDED)
    for mail in mails[:limit].iterator():
        held = reasons.get(None) or reasons.get(mail.mailbox_id, "")
        yield OutboxRow(
            id=mail.pk,
            state=mail.state,
            mailbox=mail.mailbox.address,
            ticket=mail.message.ticket_id,
            subject=mail.message.subject,
            send_after=mail.send_after,
            attempts=mail.attempts,
            recipients=tuple(sorted(mail.recipients)),
            error=mail.last_error,
            held=held if mail.state in OutboundMail.WAITING else "",
        )
