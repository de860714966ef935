"""The outbox: queued with the message, claimed under a lease, and never sent twice (SECURITY.md 2.2, rule 4).

queued -> sending -> sent | retry | failed | unknown; queued -> cancelled. Every step is one guarded UPDATE.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import DateTimeField, Func

from audit.log import record
from helpdesk.accounts.models import User
from helpdesk.core.ids import random_token
from inbox.actions.delivery import show_delivery
from inbox.models import Message, OutboundMail, OutboundState

# Longer than a session may take (120 s): a lease that ran out belongs to a sender that is dead.
LEASE = timedelta(seconds=180)
_CLAIM = """
UPDATE outbound_mail
   SET state = 'sending', attempts = attempts + 1, lease_token = %(prefix)s || id, data_started_at = NULL,
       lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
 WHERE id IN (SELECT id FROM outbound_mail
               WHERE state IN ('queued', 'retry') AND send_after <= %(now)s
               ORDER BY send_after LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
RETURNING id, lease_token
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One mail to send now, and the token that proves who claimed it."""

    outbound_id: int
    token: str


class NotResendable(Exception):
    """The mail is in a state in which it cannot be sent again."""


def queue_mail(
    message: Message, *, recipients: Sequence[str], send_after: datetime, now: datetime
) -> OutboundMail:
    """Put a message into the outbox, in the caller's transaction; it leaves at `send_after` or a little later.

    ValueError when there is no recipient: such a row could never end.
    """
    if not recipients:
        raise ValueError("A mail needs a recipient.")
    outbound = OutboundMail.objects.create(
        message=message,
        mailbox_id=message.ticket.mailbox_id,
        send_after=send_after,
        recipients={address: {"state": "waiting", "detail": ""} for address in dict.fromkeys(recipients)},
        created_at=now,
    )
    return outbound


def cancel_mail(outbound: OutboundMail, *, actor: User | None, now: datetime) -> bool:
    """Take a mail back while its window is open by the database's clock; False when it was too late (R54)."""
    changed = OutboundMail.objects.filter(
        pk=outbound.pk, state=OutboundState.QUEUED, send_after__gt=_DatabaseNow()
    ).update(state=OutboundState.CANCELLED)
    if changed:
        _record("mail.cancelled", outbound, actor)
    return bool(changed)


def claim_due(now: datetime, *, limit: int = 50) -> list[Claimed]:
    """Claim what is due at `now` (the database's time); of two callers, each mail goes to one."""
    values: dict[str, str | int | float | datetime] = {
        "prefix": f"{random_token(9)}.",
        "lease": LEASE.total_seconds(),
        "now": now,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        return [Claimed(row_id, token) for row_id, token in cursor.fetchall()]


def sweep_expired(now: datetime) -> int:
    """End the leases of dead senders: retry where DATA had not begun, `unknown` where it had."""
    expired = OutboundMail.objects.filter(state=OutboundState.SENDING, lease_until__lt=now)
    swept = 0
    for row_id in list(expired.values_list("pk", flat=True)[:200]):
        with transaction.atomic():
            row = (
                OutboundMail.objects.select_for_update(skip_locked=True)
                .filter(pk=row_id, state=OutboundState.SENDING, lease_until__lt=now)
                .first()
            )
            if row is None:
                continue
            if row.data_started_at is None:
                row.state, row.send_after = OutboundState.RETRY, now
                row.last_error = "the sending process was stopped before it sent anything"
            else:
                row.state = OutboundState.UNKNOWN
                row.last_error = "the sending process was stopped while it sent; the mail may have arrived"
            row.lease_until = None
            row.save(update_fields=["state", "send_after", "last_error", "lease_until"])
        with transaction.atomic():
            show_delivery(row, now=now)
        swept += 1
    return swept


def resend(outbound: OutboundMail, *, actor: User | None, now: datetime) -> OutboundMail:
    """Send again what failed or may not have arrived, with the same Message-ID, to those who did not get it.

    Raises NotResendable in every other state.
    """
    with transaction.atomic():
        row = OutboundMail.objects.select_for_update().get(pk=outbound.pk)
        if row.state not in (OutboundState.FAILED, OutboundState.UNKNOWN):
            raise NotResendable(f"This mail is {row.get_state_display()}: there is nothing to send again.")
        row.recipients = {
            address: one if one["state"] == "sent" else {"state": "waiting", "detail": ""}
            for address, one in row.recipients.items()
        }
        row.state, row.send_after, row.attempts = OutboundState.RETRY, now, 0
        row.created_at = now  # the 48 hours of trying begin again
        row.lease_until, row.data_started_at = None, None
        row.save()
        _record("mail.resent", row, actor)
    _show(row, now)
    return row


def mark_sent(outbound: OutboundMail, *, actor: User | None, now: datetime) -> OutboundMail:
    """Settle a mail of unknown fate as sent, after a look at the server. Raises NotResendable otherwise."""
    with transaction.atomic():
        row = OutboundMail.objects.select_for_update().get(pk=outbound.pk)
        if row.state != OutboundState.UNKNOWN:
            raise NotResendable(f"This mail is {row.get_state_display()}: its fate is known.")
        row.recipients = {
            address: {"state": "sent", "detail": one["detail"]} if one["state"] == "unknown" else one
            for address, one in row.recipients.items()
        }
        row.state, row.sent_at = OutboundState.SENT, row.data_started_at or now
        row.save(update_fields=["recipients", "state", "sent_at"])
        _record("mail.marked_sent", row, actor)
    _show(row, now)
    return row


def _show(outbound: OutboundMail, now: datetime) -> None:
    with transaction.atomic():
        show_delivery(outbound, now=now)


def _record(action: str, outbound: OutboundMail, actor: User | None) -> None:
    record(
        action,
        actor=actor,
        actor_label="" if actor else "command line",
        object_kind="outbound_mail",
        object_id=outbound.pk,
        mailbox_id=outbound.mailbox_id,
    )


class _DatabaseNow(Func):
    """`clock_timestamp()`: the time when the row is looked at, also after waiting for its lock."""

    template = "clock_timestamp()"
    output_field = DateTimeField()
