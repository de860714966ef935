"""Undo send: a mail still inside its window goes back to the composer."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from helpdesk.accounts.models import User
from inbox.actions.change import lock_ticket, note_on_timeline, preview_of, record_on_ticket, save_ticket
from inbox.actions.draft import save_draft
from inbox.actions.outbox import cancel_mail
from inbox.actions.status import apply_status
from inbox.models import Direction, Message, OutboundState, Ticket, TimelineEvent, TimelineKind


class TooLate(Exception):
    """The mail has left, or is leaving right now."""


def take_back(message: Message, *, actor: User, now: datetime) -> Message:
    """Cancel the sending and give the text back as the actor's draft.

    Raises TooLate when the sender has claimed the mail: either it is cancelled and never sent, or sent and
    never "cancelled" (SECURITY.md R54).
    """
    with transaction.atomic():
        ticket = lock_ticket(message.ticket_id)
        if not cancel_mail(message.outbound, actor=actor, now=now):
            raise TooLate
        save_draft(ticket, kind="reply", body=message.text, actor=actor, now=now)
        note_on_timeline(ticket, TimelineKind.TAKEN_BACK, actor=actor, now=now, message=message)
        _undo_status(ticket, message, actor, now)
        ticket.waiting_since = _waiting_since(ticket.pk)
        shown = _newest_public(ticket.pk)
        ticket.preview = preview_of(shown) if shown else ""
        ticket.preview_is_ours = shown is not None and shown.direction == Direction.OUT
        save_ticket(ticket, ["waiting_since", "preview", "preview_is_ours"], kind="delivery")
        record_on_ticket("ticket.reply_taken_back", ticket, actor=actor, payload={"message": message.pk})
    return message


def _undo_status(ticket: Ticket, message: Message, actor: User, now: datetime) -> None:
    """ "Send & done" taken back is not done either: the status that came with the sending goes back with it."""
    came_with_it = TimelineEvent.objects.filter(
        ticket=ticket, kind=TimelineKind.STATUS, actor=actor, at=message.created_at
    ).first()
    if came_with_it is not None and ticket.status == came_with_it.data["to"]:
        apply_status(ticket, came_with_it.data["from"], actor=actor, now=now)


def _newest_public(ticket_id: int) -> Message | None:
    public = Message.objects.filter(ticket_id=ticket_id).exclude(direction=Direction.NOTE)
    return public.exclude(outbound__state=OutboundState.CANCELLED).order_by("-id").first()


def _waiting_since(ticket_id: int) -> datetime | None:
    """The first customer message behind our last one that was not taken back: the clock runs on from there."""
    public = Message.objects.filter(ticket_id=ticket_id).exclude(direction=Direction.NOTE)
    answered = (
        public.filter(direction=Direction.OUT)
        .exclude(outbound__state=OutboundState.CANCELLED)
        .order_by("-id")
        .first()
    )
    waiting = public.filter(
        direction=Direction.IN, automatic_kind="human", pk__gt=answered.pk if answered else 0
    )
    first = waiting.order_by("id").first()
    return first.created_at if first else None
