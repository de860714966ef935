"""What every change of a ticket has in common: a lock, a version, a line on the timeline, an event.

Actions lock the ticket first, so that two of them on one ticket happen one after the other.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from audit.log import record
from helpdesk.accounts.models import User
from helpdesk.core.events import publish
from inbox.events import TicketChanged
from inbox.models import Direction, Message, Ticket, TimelineEvent, TimelineKind

_PREVIEW_CHARACTERS = 160


def lock_ticket(ticket_id: int) -> Ticket:
    """The ticket as it is now, locked until the transaction ends."""
    return (
        Ticket.objects.select_for_update(of=("self",)).select_related("mailbox", "customer").get(pk=ticket_id)
    )


def save_ticket(ticket: Ticket, fields: list[str], *, kind: str) -> None:
    """Write the named fields, raise the version, and tell the other browsers on commit."""
    ticket.version += 1
    ticket.save(update_fields=[*fields, "version"])
    publish(TicketChanged(kind, ticket.pk, ticket.mailbox_id, ticket.version))


def note_on_timeline(
    ticket: Ticket,
    kind: TimelineKind,
    *,
    actor: User | None,
    now: datetime,
    data: Mapping[str, str] | None = None,
    message: Message | None = None,
    actor_label: str = "",
) -> TimelineEvent:
    """Add a line to the ticket's own history."""
    return TimelineEvent.objects.create(
        ticket=ticket,
        kind=kind,
        actor=actor,
        actor_label=actor_label,
        message=message,
        data=dict(data or {}),
        at=now,
    )


def record_on_ticket(
    action: str,
    ticket: Ticket,
    *,
    actor: User | None,
    payload: Mapping[str, object] | None = None,
    actor_label: str = "",
) -> None:
    """Write the audit event of a change of this ticket, in the change's transaction."""
    record(
        action,
        actor=actor,
        actor_label=actor_label,
        object_kind="ticket",
        object_id=ticket.pk,
        mailbox_id=ticket.mailbox_id,
        payload=payload,
    )


def append_message(ticket: Ticket, message: Message, *, now: datetime, has_attachments: bool = False) -> None:
    """Save a new message of a locked ticket and bring the list's columns up to date.

    A customer's message starts the waiting clock if it does not run yet and brings a resolved, pending or
    snoozed ticket back; one of ours stops it; a note or automatic mail touches neither. `now` is the
    message's place in time: arrival at the server for mail in.
    """
    message.ticket = ticket
    message.save(force_insert=True)
    fields = show_message(ticket, message, now=now, has_attachments=has_attachments)
    save_ticket(ticket, fields, kind="note" if message.direction == Direction.NOTE else "message")


def show_message(
    ticket: Ticket, message: Message, *, now: datetime, has_attachments: bool = False
) -> list[str]:
    """Bring the list's columns of a ticket up to date with its newest message; returns those that changed."""
    fields = ["message_count", "last_message_id", "preview", "preview_is_ours", "has_attachments"]
    ticket.message_count += 1
    ticket.last_message_id = message.pk
    ticket.has_attachments = ticket.has_attachments or has_attachments
    if message.direction != Direction.NOTE:
        ticket.preview = preview_of(message)
        ticket.preview_is_ours = message.direction == Direction.OUT
        ticket.last_activity_at = max(ticket.last_activity_at, now)
        fields.append("last_activity_at")
    if message.direction == Direction.IN:
        ticket.last_inbound_id = message.pk
        fields.append("last_inbound_id")
        if message.automatic_kind == "human" and ticket.waiting_since is None:
            ticket.waiting_since = now
            fields.append("waiting_since")
    elif message.direction == Direction.OUT:
        ticket.waiting_since = None
        fields.append("waiting_since")
    return fields


def preview_of(message: Message) -> str:
    """The beginning of a message on one line, for the list."""
    return " ".join(message.text[: _PREVIEW_CHARACTERS * 4].split())[:_PREVIEW_CHARACTERS]
