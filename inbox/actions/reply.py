"""Answering a customer: one message, one outbox row, one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from helpdesk.core import idempotency
from helpdesk.core.ids import derived_key, random_token
from inbox.actions.change import append_message, lock_ticket, note_on_timeline, record_on_ticket, save_ticket
from inbox.actions.outbox import queue_mail
from inbox.actions.outgoing import owned_addresses
from inbox.actions.status import apply_status
from inbox.mail.compose import subject_for_reply
from inbox.mail.tokens import outgoing_message_id, token_tickets
from inbox.models import Attachment, Direction, Draft, Message, Status, Ticket, TimelineKind

_REFERENCES_KEPT = 40
_LATEST = timedelta(days=366)
_LOOKED_BACK = 20


class ConversationMovedOn(Exception):
    """A newer message than the writer has seen stands in the ticket; `newer` holds them."""

    def __init__(self, newer: Sequence[Message]) -> None:
        super().__init__(_("The conversation moved on while you were writing."))
        self.newer = list(newer)


class NotAhead(Exception):
    """The time chosen for sending has passed, or is more than a year away."""


class NothingToSend(Exception):
    """The reply has no words or nobody to go to."""


@dataclass(frozen=True, slots=True)
class ReplyText:
    """What the composer sends. `seen_through`: id of the newest message on the writer's screen; `send_at`: when
    it is to leave, None for as soon as the undo window is over; `cancels_on_answer`: unless the customer writes
    before that."""

    body: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    seen_through: int
    idempotency_key: str
    then_status: str = ""
    send_anyway: bool = False
    uploads: tuple[int, ...] = ()
    send_at: datetime | None = None
    cancels_on_answer: bool = False


def send_reply(ticket: Ticket, reply: ReplyText, *, actor: User, now: datetime) -> Message:
    """Put an answer into the outbox, due after the undo window or at its own time; the first reply of a key
    wins, repeats return it.

    Raises NothingToSend, NotAhead for a time that has passed or is more than a year away, and
    ConversationMovedOn when somebody answered or the customer wrote meanwhile and the writer did not say
    "send anyway" (PRODUCT.md TK-3).
    """
    if not reply.body.strip():
        raise NothingToSend("body")
    if not reply.to:
        raise NothingToSend("to")
    if reply.send_at is not None and not now < reply.send_at <= now + _LATEST:
        raise NotAhead
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
        undo_ends = now + timedelta(seconds=settings.UNDO_SEND_SECONDS)
        queue_mail(
            message,
            recipients=(*reply.to, *reply.cc),
            send_after=max(undo_ends, reply.send_at or undo_ends),
            now=now,
            cancels_on_answer=reply.cancels_on_answer and reply.send_at is not None,
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
        from_address=_written_to(ticket),
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


def _written_to(ticket: Ticket) -> str:
    """The mailbox's address or alias that the customer wrote to last (PRODUCT.md MB-4).

    Our own reply addresses say nothing: they were our choice.
    """
    mailbox, key = ticket.mailbox, derived_key("reply-token")
    owned = owned_addresses(mailbox)
    if len(owned) == 1:
        return mailbox.address
    heard = Message.objects.filter(ticket=ticket, direction=Direction.IN).order_by("-id")
    for to, cc in heard.values_list("to", "cc")[:_LOOKED_BACK]:
        for address in (*to, *cc):
            if address.lower() in owned and not token_tickets((address,), (), key):
                return str(address)
    return mailbox.address


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
