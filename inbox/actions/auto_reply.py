"""Automatic answers: decided once for each first message of a customer, by rows under a lock (SECURITY.md A7, A11).

1. one mailbox at a time: two workers never count the same cap side by side
2. decide: to whom never, whether again, which kind, how many a minute; the decision is a row, sent or not
3. what is sent goes through the outbox as automatic mail, which comes back to nobody (RFC 3834)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from helpdesk.core.ids import derived_key, random_token
from inbox.actions.auto_words import Answer, answer_for
from inbox.actions.change import lock_ticket, note_on_timeline, record_on_ticket, save_ticket
from inbox.actions.locks import Work, wait_for_turn
from inbox.actions.outbox import queue_mail
from inbox.mail.tokens import outgoing_message_id
from inbox.models import (
    AutoReply,
    AutoReplyDecision,
    Direction,
    Mailbox,
    MailboxAlias,
    Message,
    TimelineKind,
)

TOO_OLD = timedelta(hours=24)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to happen: an answer, or the code of the reason why there is none."""

    reason: str = ""
    reply: AutoReply | None = None
    answer: Answer | None = None


def answer_automatically(message_ids: Sequence[int], *, now: datetime, is_last_try: bool = True) -> list[int]:
    """Answer those customers' first messages that may be answered; safe to run twice and side by side.

    `now`: the database's time. Returns messages whose language is not known yet, unless this `is_last_try`.
    """
    waiting = []
    switched_on = AutoReply.objects.filter(is_on=True).values("mailbox_id")
    answerable = Message.objects.filter(
        pk__in=message_ids, direction=Direction.IN, auto_reply_decision=None, ticket__mailbox__in=switched_on
    )
    for pk, language in answerable.order_by("pk").values_list("pk", "language"):
        if language == "und" and not is_last_try:
            waiting.append(pk)
        else:
            _answer(pk, now)
    return waiting


@transaction.atomic
def _answer(message_id: int, now: datetime) -> None:
    message = Message.objects.select_related("ticket__mailbox__store", "ticket__customer").get(pk=message_id)
    mailbox = message.ticket.mailbox
    wait_for_turn(Work.ANSWERING, mailbox.pk)
    if AutoReplyDecision.objects.filter(message=message).exists():
        return
    decision = _decide(message, mailbox, now)
    if decision.reason == "not_first":
        return  # there is nothing to tell of
    AutoReplyDecision.objects.create(
        message=message,
        mailbox=mailbox,
        address=message.from_address.lower()[:320],
        kind=decision.reply.kind if decision.reply else "",
        is_sent=decision.answer is not None,
        reason=decision.reason,
        at=now,
    )
    if decision.answer is not None and decision.reply is not None:
        _send(message, decision.reply, decision.answer, now)


def _decide(message: Message, mailbox: Mailbox, now: datetime) -> Decision:
    """The reasons in the order in which an admin would want to hear them."""
    if Message.objects.filter(ticket=message.ticket_id, pk__lt=message.pk).exists():
        return Decision("not_first")
    if reason := _never(message, mailbox, now):
        return Decision(reason)
    replies = {
        one.kind: one
        for one in AutoReply.objects.filter(mailbox=mailbox, is_on=True).select_related("calendar")
    }
    found = answer_for(message, replies, now)
    if found is None:
        return Decision("nothing_to_say")
    reply, answer = found
    sent = AutoReplyDecision.objects.filter(mailbox=mailbox, is_sent=True)
    window = timedelta(hours=max(reply.window_hours, 1))
    if sent.filter(address=message.from_address.lower(), at__gt=now - window).exists():
        return Decision("again", reply)
    if sent.filter(at__gt=now - _MINUTE).count() >= reply.per_minute:
        return Decision("too_many", reply)
    return Decision("", reply, answer)


def _never(message: Message, mailbox: Mailbox, now: datetime) -> str:
    """Whom no machine of ours may answer."""
    address = message.from_address.lower()
    if message.automatic_kind != "human":
        return message.automatic_kind
    if message.suppress_autoreply:
        return "held_back"
    if not address or "@" not in address:
        return "no_address"
    if message.is_from_stranger:
        return "stranger"
    if message.trust.get("dmarc") == "fail":
        return "dmarc"
    if now - message.created_at > TOO_OLD:
        return "old"
    if not mailbox.is_active:
        return "paused"
    if _is_ours(address):
        return "own_address"
    return ""


def _is_ours(address: str) -> bool:
    """Addresses of the desk with any plus tag: mail from one of them is our own."""
    local, _, domain = address.rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    ours = Q(address__iexact=address) | Q(address__iexact=plain)
    return Mailbox.objects.filter(ours).exists() or MailboxAlias.objects.filter(ours).exists()


def _send(message: Message, reply: AutoReply, answer: Answer, now: datetime) -> None:
    """The answer stands in the conversation, but answers nothing: the customer waits for a person as before."""
    ticket = lock_ticket(message.ticket_id)
    mailbox = message.ticket.mailbox
    ours = Message.objects.create(
        ticket=ticket,
        direction=Direction.OUT,
        from_name=mailbox.store.name,
        from_address=mailbox.address,
        to=[message.from_address],
        subject=answer.subject,
        message_id=outgoing_message_id(
            ticket.pk, random_token(9), mailbox.domain, derived_key("reply-token")
        ),
        in_reply_to=message.message_id,
        references=[message.message_id] if message.message_id else [],
        text=answer.text,
        language=answer.language,
        automatic_kind="auto",
        suppress_autoreply=True,
        written_at=now,
        created_at=now,
    )
    ticket.message_count += 1
    ticket.last_message_id = max(ticket.last_message_id, ours.pk)
    save_ticket(ticket, ["message_count", "last_message_id"], kind="message")
    queue_mail(ours, recipients=[message.from_address], send_after=now, now=now, is_automatic=True)
    note_on_timeline(
        ticket,
        TimelineKind.AUTO_REPLIED,
        actor=None,
        actor_label="automatic answer",
        now=now,
        data={"kind": reply.kind},
        message=ours,
    )
    record_on_ticket(
        "ticket.auto_replied",
        ticket,
        actor=None,
        actor_label="automatic answer",
        payload={"message": ours.pk, "kind": reply.kind},
    )
