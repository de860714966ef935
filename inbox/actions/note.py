"""Internal notes: read by colleagues, never sent."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from helpdesk.accounts.models import User
from helpdesk.core import idempotency
from inbox.actions.change import append_message, lock_ticket, record_on_ticket
from inbox.models import Direction, Draft, Message, Ticket


def add_note(ticket: Ticket, body: str, *, actor: User, now: datetime, idempotency_key: str) -> Message:
    """Add a note; a repeated key returns the first one. ValueError for a note without words."""
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        key = idempotency.claim(actor.pk, idempotency_key, "note", now=now)
        if key is None:
            return Message.objects.get(pk=idempotency.result_of(actor.pk, idempotency_key))
        message = append_note(ticket, body, actor=actor, now=now)
        Draft.objects.filter(ticket=ticket, user=actor, kind="note").delete()
        key.object_id = message.pk
        key.save(update_fields=["object_id"])
    return message


def append_note(ticket: Ticket, body: str, *, actor: User, now: datetime) -> Message:
    """Add a note to a ticket that the caller has locked."""
    if not body.strip():
        raise ValueError("Write something first.")
    message = Message(
        direction=Direction.NOTE,
        author=actor,
        from_name=actor.name,
        text=body.strip(),
        written_at=now,
        created_at=now,
    )
    append_message(ticket, message, now=now)
    record_on_ticket("ticket.noted", ticket, actor=actor, payload={"message": message.pk})
    return message
