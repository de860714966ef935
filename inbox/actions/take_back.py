"""A reply that has not left goes back to the composer: undone by a person, or because the customer wrote first."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from audit.log import record
from helpdesk.accounts.models import User
from inbox.actions.change import lock_ticket, note_on_timeline, preview_of, record_on_ticket, save_ticket
from inbox.actions.draft import save_draft
from inbox.actions.status import apply_status
from inbox.models import (
    Direction,
    Draft,
    Message,
    OutboundMail,
    OutboundState,
    Ticket,
    TimelineEvent,
    TimelineKind,
)


class TooLate(Exception):
    """The mail has left, or is leaving right now."""


def take_back(message: Message, *, actor: User, now: datetime) -> Message:
    """Cancel the sending and give the text back as the actor's draft.

    Raises TooLate when the sender has claimed the mail: either it is cancelled and never sent, or sent and
    never "cancelled" (SECURITY.md R54).
    """
    with transaction.atomic():
        ticket = lock_ticket(message.ticket_id)
        if not _cancel(message.outbound, actor=actor):
            raise TooLate
        _give_back(ticket, message, to=actor, now=now)
        note_on_timeline(ticket, TimelineKind.TAKEN_BACK, actor=actor, now=now, message=message)
        _undo_status(ticket, message, actor, now)
        _show_as_unsent(ticket)
        record_on_ticket("ticket.reply_taken_back", ticket, actor=actor, payload={"message": message.pk})
    return message


def cancel_on_answer(ticket_ids: Iterable[int], now: datetime) -> int:
    """Cancel what was to leave later unless the customer writes first; call it inside the transaction that files
    the customers' messages, after them, with the tickets a person (no machine) wrote to. Returns how many.

    The text goes back to its writer's draft. A mail that is leaving at this moment leaves.
    """
    waiting = OutboundMail.objects.filter(
        message__ticket_id__in=list(ticket_ids), state=OutboundState.QUEUED, cancels_on_answer=True
    )
    cancelled = 0
    for outbound in waiting.select_related("message__author").order_by("message__ticket_id", "pk"):
        message = outbound.message
        ticket = lock_ticket(message.ticket_id)
        if not _cancel(outbound, actor=None):
            continue
        if message.author is not None:
            _give_back(ticket, message, to=message.author, now=now)
        note_on_timeline(
            ticket,
            TimelineKind.CANCELLED_BY_ANSWER,
            actor=None,
            actor_label="mail in",
            now=now,
            data={"author": message.author.name if message.author else ""},
            message=message,
        )
        _show_as_unsent(ticket)
        cancelled += 1
    return cancelled


def _cancel(outbound: OutboundMail, *, actor: User | None) -> bool:
    """The guarded UPDATE that decides between us and the sender's claim; False when the sender was first."""
    waiting = OutboundMail.objects.filter(pk=outbound.pk, state=OutboundState.QUEUED)
    if not waiting.update(state=OutboundState.CANCELLED):
        return False
    record(
        "mail.cancelled",
        actor=actor,
        actor_label="" if actor else "mail in",
        object_kind="outbound_mail",
        object_id=outbound.pk,
        mailbox_id=outbound.mailbox_id,
    )
    return True


def _give_back(ticket: Ticket, message: Message, *, to: User, now: datetime) -> None:
    """The words become a draft, above what the writer may have begun meanwhile."""
    begun = Draft.objects.filter(ticket=ticket, user=to, kind="reply").values_list("body", flat=True).first()
    body = message.text if not begun or begun.strip() == message.text else f"{message.text}\n\n{begun}"
    save_draft(ticket, kind="reply", body=body, actor=to, now=now)


def _undo_status(ticket: Ticket, message: Message, actor: User, now: datetime) -> None:
    """ "Send & done" taken back is not done either: the status that came with the sending goes back with it."""
    came_with_it = TimelineEvent.objects.filter(
        ticket=ticket, kind=TimelineKind.STATUS, actor=message.author, at=message.created_at
    ).first()
    if came_with_it is not None and ticket.status == came_with_it.data["to"]:
        apply_status(ticket, came_with_it.data["from"], actor=actor, now=now)


def _show_as_unsent(ticket: Ticket) -> None:
    """The list shows the ticket as it was before the reply."""
    ticket.waiting_since = _waiting_since(ticket.pk)
    shown = _newest_public(ticket.pk)
    ticket.preview = preview_of(shown) if shown else ""
    ticket.preview_is_ours = shown is not None and shown.direction == Direction.OUT
    save_ticket(ticket, ["waiting_since", "preview", "preview_is_ours"], kind="delivery")


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
