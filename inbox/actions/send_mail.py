"""Sending one claimed mail and writing down, per recipient, what became of it.

1. compose; what cannot be composed fails now, not in a loop
2. hand it to the submission server; the start of DATA is committed before DATA
3. one transaction: outcome on the row, line on the timeline, audit event, live update
"""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from audit.log import record
from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.change import lock_ticket
from inbox.actions.claim import put_back
from inbox.actions.delivery import show_delivery
from inbox.actions.outgoing import envelope, wire_bytes
from inbox.channels.email.account import smtp_account
from inbox.channels.email.errors import explain
from inbox.channels.email.smtp import Outcome, submit
from inbox.models import OutboundMail, OutboundState, OutboxHold

logger = logging.getLogger(__name__)
# Minutes until the next try (SECURITY.md R45), the last one repeated until the mail is two days old.
_RETRY_MINUTES = (1, 5, 15, 60, 120, 240)
GIVE_UP_AFTER = timedelta(hours=48)
_REPORTED = ("bounced", "delivered", "delayed")


class LeaseLost(Exception):
    """Somebody else decided about this mail meanwhile, or holds the outbox; nothing is sent any more."""


def send_claimed(outbound_id: int, token: str, *, now: datetime) -> OutboundMail:
    """Send a mail claimed with `token`; a mail that is not ours any more stays as it is."""
    outbound = OutboundMail.objects.select_related("mailbox__store", "message__ticket").get(pk=outbound_id)
    if outbound.state != OutboundState.SENDING or outbound.lease_token != token:
        return outbound
    waiting = [address for address, one in outbound.recipients.items() if one["state"] == "waiting"]
    try:
        outcomes = _send(outbound, waiting, token)
    except LeaseLost:
        put_back(outbound_id, token)
        return OutboundMail.objects.get(pk=outbound_id)
    return _write_down(outbound, outcomes, token, now)


def _send(outbound: OutboundMail, waiting: list[str], token: str) -> dict[str, Outcome]:
    mailbox = outbound.mailbox
    try:
        content = wire_bytes(outbound.message, mailbox, is_automatic=outbound.is_automatic)
        around = envelope(outbound, mailbox)
    except ValueError as error:
        return dict.fromkeys(waiting, Outcome("failed", str(error)))
    except OSError:
        return dict.fromkeys(waiting, Outcome("retry", "an attachment of this mail cannot be read"))
    try:
        account = smtp_account(mailbox)
    except SecretUnreadable as error:
        problem = explain(error, f"{mailbox.smtp_host}:{mailbox.smtp_port}")
        return dict.fromkeys(waiting, Outcome("retry", str(problem)))
    return submit(
        account,
        sender=around.sender,
        plain_sender=around.plain_sender,
        envelope_id=around.envelope_id,
        recipients=waiting,
        content=content,
        on_data=lambda: _commit_data_start(outbound.pk, token),
    )


def _commit_data_start(outbound_id: int, token: str) -> None:
    """Its own commit: from here on a silent end means "maybe sent". A hold counts up to this moment."""
    held = OutboxHold.objects.filter(Q(mailbox=None) | Q(mailbox=OuterRef("mailbox")))
    ours = OutboundMail.objects.filter(
        ~Exists(held), pk=outbound_id, state=OutboundState.SENDING, lease_token=token, lease_until__gt=Now()
    )
    if not ours.update(data_started_at=Now()):
        raise LeaseLost


def _write_down(
    outbound: OutboundMail, outcomes: dict[str, Outcome], token: str, now: datetime
) -> OutboundMail:
    with transaction.atomic():
        lock_ticket(outbound.message.ticket_id)  # the order in which every action locks: ticket, then outbox
        row = (
            OutboundMail.objects.select_for_update()
            .select_related("message")
            # A sweeper may have called it unknown; we are the one who knows.
            .filter(
                pk=outbound.pk, lease_token=token, state__in=(OutboundState.SENDING, OutboundState.UNKNOWN)
            )
            .first()
        )
        if row is None:
            return OutboundMail.objects.get(pk=outbound.pk)
        is_too_old = now - row.created_at > GIVE_UP_AFTER
        for address, outcome in outcomes.items():
            if row.recipients[address]["state"] not in _REPORTED:  # a report may be quicker than we are
                row.recipients[address] = _recipient(outcome, is_too_old)
        states = Counter(one["state"] for one in row.recipients.values())
        row.state = _state(states)
        row.last_error = _last_error(row.recipients, row.state)
        row.lease_until = None
        if row.state == OutboundState.RETRY:
            row.send_after = now + retry_pause(row.attempts)
            row.data_started_at = None
        if row.state == OutboundState.SENT:
            row.sent_at = now
        row.save(
            update_fields=[
                "recipients",
                "state",
                "last_error",
                "lease_until",
                "send_after",
                "data_started_at",
                "sent_at",
            ]
        )
        show_delivery(row, now=now)
        record(
            f"mail.{row.state}",
            actor=None,
            actor_label="mail out",
            object_kind="outbound_mail",
            object_id=row.pk,
            mailbox_id=row.mailbox_id,
            payload={"message": row.message_id, "attempt": row.attempts, **states},
        )
    return row


def retry_pause(attempts: int) -> timedelta:
    """How long to wait after the given number of tries."""
    return timedelta(minutes=_RETRY_MINUTES[min(max(attempts, 1), len(_RETRY_MINUTES)) - 1])


def _recipient(outcome: Outcome, is_too_old: bool) -> dict[str, str]:
    if outcome.state == "retry":
        return {"state": "failed" if is_too_old else "waiting", "detail": outcome.detail}
    return {"state": outcome.state, "detail": outcome.detail}


def _state(states: Counter[str]) -> str:
    """The state of the whole mail. Doubt outweighs everything; who still waits is tried again; one of
    several refused does not undo what was sent, the timeline tells of it."""
    for state, result in (
        ("unknown", OutboundState.UNKNOWN),
        ("waiting", OutboundState.RETRY),
        ("sent", OutboundState.SENT),
    ):
        if states[state]:
            return result
    return OutboundState.FAILED


def _last_error(recipients: dict[str, dict[str, str]], state: str) -> str:
    """The words about those who did not get it, for one line; empty when all did."""
    words = [one["detail"] for one in recipients.values() if one["state"] != "sent"]
    return next((one for one in words if one), "")[:300] if words or state != OutboundState.SENT else ""
