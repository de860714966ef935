"""Answering a customer: one message, one outbox row, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from helpdesk.accounts.models import User
from helpdesk.core import idempotency
from helpdesk.core.ids import derived_key, random_token
from inbox.actions.change import append_message, lock_ticket, note_on_timeline, record_on_ticket, save_ticket
from inbox.actions.outbox import queue_mail
from inbox.actions.status import apply_status
from inbox.mail.compose import subject_for_reply
from inbox.mail.tokens import outgoing_message_id
from inbox.models import Attachment, Direction, Draft, Message, Status, Ticket, TimelineKind

_REFERENCES_KEPT = 40


class ConversationMovedOn(Exception):
    """A newer message than the writer has seen stands in the ticket; `newer` holds them."""

    def __init__(self, newer: Sequence[Message]) -> None:
        super().__init__("The conversation moved on while you were writing.")
        self.newer = list(newer)


class NothingToSend(Exception):
    """The reply has no words or nobody to go to."""


@dataclass(frozen=True, slots=True)
class ReplyText:
    """What the composer sends. `seen_through`: id of the newest message on the writer's screen."""

    body: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    seen_through: int
    idempotency_key: str
    then_status: str = ""
    send_anyway: bool = False
    uploads: tuple[int, ...] = ()


def send_reply(ticket: Ticket, reply: ReplyText, *, actor: User, now: datetime) -> Message:
    """Put an answer into the outbox, due after the undo window; the first reply of a key wins, repeats return it.

    Raises NothingToSend, and ConversationMovedOn when somebody answered or the customer wrote meanwhile and
    the writer did not say "send anyway" (PRODUCT.md TK-3).
    """
    if not reply.body.strip():
        raise NothingToSend("body")
    if not reply.to:
        raise NothingToSend("to")
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        key = idempotency.claim(actor.pk, reply.idempotency_key, "reply", now=now)
        if key is None:
            return Message.objects.get(pk=idempotency.result_of(actor.pk, reply.idempotency_key))
        newer = _newer_than(ticket, reply.seen_through)
        if newer and not reply.send_anyway:
            raise ConversationMovedOn(newer)
        message = _outgoing(ticket, reply, actor, now)
        append_message(ticket, message, now=now, has_attachments=bool(reply.uploads))
        _attach(message, reply.uploads, actor)
        queue_mail(
            message,
            recipients=(*reply.to, *reply.cc),
            send_after=now + timedelta(seconds=settings.UNDO_SEND_SECONDS),
            now=now,
        )
        _take_up(ticket, reply.then_status, actor, now)
        if newer:
            note_on_timeline(ticket, TimelineKind.SENT_ANYWAY, actor=actor, now=now, message=message)
        Draft.objects.filter(ticket=ticket, user=actor, kind="reply").delete()
        key.object_id = message.pk
        key.save(update_fields=["object_id"])
        record_on_ticket(
            "ticket.replied_anyway" if newer else "ticket.replied",
            ticket,
            actor=actor,
            payload={"message": message.pk, "recipients": len(reply.to) + len(reply.cc)},
        )
    return message


def _newer_than(ticket: Ticket, seen_through: int) -> list[Message]:
    return list(
        Message.objects.filter(ticket=ticket, pk__gt=seen_through)
        .exclude(direction=Direction.NOTE)
        .select_related("author")
        .order_by("id")
    )


def _outgoing(ticket: Ticket, reply: ReplyText, actor: User, now: datetime) -> Message:
    mailbox = ticket.mailbox
    parent = (
        Message.objects.filter(ticket=ticket)
        .exclude(direction=Direction.NOTE)
        .exclude(message_id="")
        .order_by("-id")
        .first()
    )
    references = [*parent.references, parent.message_id] if parent else []
    return Message(
        direction=Direction.OUT,
        author=actor,
        from_name=f"{actor.name} · {mailbox.store.name}",
        from_address=mailbox.address,
        to=list(reply.to),
        cc=list(reply.cc),
        subject=subject_for_reply(ticket.subject),
        message_id=outgoing_message_id(
            ticket.pk, random_token(9), mailbox.domain, derived_key("reply-token")
        ),
        in_reply_to=parent.message_id if parent else "",
        references=list(dict.fromkeys(references))[-_REFERENCES_KEPT:],
        text=reply.body.strip(),
        language=ticket.language,
        written_at=now,
        created_at=now,
    )


def _attach(message: Message, uploads: Sequence[int], actor: User) -> None:
    """Move the writer's own waiting uploads to the message; a foreign id is simply not among them."""
    Attachment.objects.filter(pk__in=uploads, uploader=actor, message__isnull=True).update(message=message)


def _take_up(ticket: Ticket, then_status: str, actor: User, now: datetime) -> None:
    """Whoever answers an unassigned ticket has taken it; a new ticket is in progress from now on."""
    if ticket.assignee_id is None:
        ticket.assignee = actor
        save_ticket(ticket, ["assignee"], kind="assignee")
        note_on_timeline(
            ticket, TimelineKind.ASSIGNEE, actor=actor, now=now, data={"to": actor.name, "from": ""}
        )
    target = then_status or (Status.IN_PROGRESS if ticket.status == Status.NEW else "")
    if target:
        apply_status(ticket, target, actor=actor, now=now)
