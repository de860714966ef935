"""The outbox: queued with the message, and settled by people where the desk cannot know (SECURITY.md 2.2, rule 4).

queued -> sending -> sent | retry | failed | unknown; queued -> cancelled. Every step is one guarded UPDATE, or
one under the locks of ticket and row. Claiming is in `claim`, holding in `hold`, taking back in `take_back`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from audit.log import record
from helpdesk.accounts.models import User
from inbox.actions.change import lock_ticket, save_ticket
from inbox.actions.claim import Claimed, claim_due, sweep_expired
from inbox.actions.delivery import refused_at, show_delivery
from inbox.actions.hold import is_held
from inbox.actions.take_back import cancel_on_answer
from inbox.models import Message, OutboundMail, OutboundState

__all__ = [
    "Claimed",
    "NotResendable",
    "cancel_on_answer",
    "claim_due",
    "mark_sent",
    "queue_mail",
    "resend",
    "send_now",
    "sweep_expired",
]


class NotResendable(Exception):
    """The mail is in a state in which it cannot be sent again, or now."""


def queue_mail(
    message: Message,
    *,
    recipients: Sequence[str],
    send_after: datetime,
    now: datetime,
    is_automatic: bool = False,
    cancels_on_answer: bool = False,
) -> OutboundMail:
    """Put a message into the outbox, in the caller's transaction; it leaves at `send_after` or a little later.

    `is_automatic` mail says so in its header and comes back to nobody (RFC 3834). `cancels_on_answer`: it is
    given back to its writer when the customer writes before it left.
    ValueError when there is no recipient: such a row could never end.
    """
    if not recipients:
        raise ValueError("A mail needs a recipient.")
    return OutboundMail.objects.create(
        message=message,
        mailbox_id=message.ticket.mailbox_id,
        send_after=send_after,
        recipients={address: {"state": "waiting", "detail": ""} for address in dict.fromkeys(recipients)},
        is_automatic=is_automatic,
        cancels_on_answer=cancels_on_answer,
        created_at=now,
    )


def send_now(outbound: OutboundMail, *, actor: User | None, now: datetime) -> None:
    """Let a mail that was to leave later leave now. Raises NotResendable when it has left or was cancelled."""
    with transaction.atomic():
        ticket = lock_ticket(outbound.message.ticket_id)
        waiting = OutboundMail.objects.filter(pk=outbound.pk, state=OutboundState.QUEUED)
        if not waiting.update(send_after=now, cancels_on_answer=False):
            raise NotResendable("This mail does not wait any more.")
        _record("mail.sent_early", outbound, actor)
        save_ticket(ticket, [], kind="delivery")


def resend(outbound: OutboundMail, *, actor: User | None, now: datetime) -> OutboundMail:
    """Send again what failed or may not have arrived, with the same Message-ID, to those who did not get it.

    Raises NotResendable in every other state.
    """
    with transaction.atomic():
        row = _lock(outbound)
        is_refused = row.state == OutboundState.SENT and refused_at(row)
        if row.state not in (OutboundState.FAILED, OutboundState.UNKNOWN) and not is_refused:
            raise NotResendable(f"This mail is {row.get_state_display()}: there is nothing to send again.")
        row.recipients = {
            address: one
            if one["state"] in ("sent", "delivered", "delayed")
            else {"state": "waiting", "detail": ""}
            for address, one in row.recipients.items()
        }
        row.state, row.send_after, row.attempts = OutboundState.RETRY, now, 0
        row.created_at = now  # the 48 hours of trying begin again
        row.lease_until, row.data_started_at = None, None
        row.save()
        _record("mail.resent", row, actor)
        show_delivery(row, now=now)
    return row


def mark_sent(outbound: OutboundMail, *, actor: User | None, now: datetime) -> OutboundMail:
    """Settle a mail of unknown fate as sent, after a look at the server; so too one that waits in a held
    outbox, because a restored database may have forgotten its sending. Raises NotResendable otherwise."""
    with transaction.atomic():
        row = _lock(outbound)
        forgotten = row.state in OutboundMail.WAITING and is_held(row.mailbox_id)
        if row.state != OutboundState.UNKNOWN and not forgotten:
            raise NotResendable(f"This mail is {row.get_state_display()}: its fate is known.")
        row.recipients = {
            address: {"state": "sent", "detail": one["detail"]}
            if one["state"] == "unknown" or (forgotten and one["state"] == "waiting")
            else one
            for address, one in row.recipients.items()
        }
        row.state, row.sent_at = OutboundState.SENT, row.data_started_at or now
        row.save(update_fields=["recipients", "state", "sent_at"])
        _record("mail.marked_sent", row, actor)
        show_delivery(row, now=now)
    return row


def _lock(outbound: OutboundMail) -> OutboundMail:
    """The row as it is now, its ticket locked before it: the order in which every action locks."""
    lock_ticket(outbound.message.ticket_id)
    return OutboundMail.objects.select_for_update(of=("self",)).select_related("message").get(pk=outbound.pk)


def _record(action: str, outbound: OutboundMail, actor: User | None) -> None:
    record(
        action,
        actor=actor,
        actor_label="" if actor else "command line",
        object_kind="outbound_mail",
        object_id=outbound.pk,
        mailbox_id=outbound.mailbox_id,
    )
