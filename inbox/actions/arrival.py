"""A parsed mail meets the desk: duplicate, copy of our own, bounce, answer, or a new conversation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from audit.log import record
from helpdesk.core.events import publish
from inbox.actions.bounce import bounced_ticket, note_bounce
from inbox.actions.change import append_message, lock_ticket, note_on_timeline, save_ticket
from inbox.actions.customers import customer_of_address
from inbox.actions.reading import Reading
from inbox.actions.status import apply_status
from inbox.events import MessageReceived, TicketChanged
from inbox.mail.filenames import safe_name
from inbox.mail.loops import Kind
from inbox.mail.model import ParsedAttachment, ParsedMail
from inbox.mail.sanitize import SANITIZER_VERSION
from inbox.mail.threading import ThreadDecision, decide, facts_of, thread_keys
from inbox.models import (
    Attachment,
    Direction,
    InboundMail,
    InboundState,
    Message,
    Status,
    Ticket,
    TimelineKind,
)
from inbox.queries.thread_index import MailboxThreadIndex
from inbox.storage import store_blob

_LABEL = "mail in"


def file_arrival(
    inbound: InboundMail, reading: Reading, *, key: bytes, now: datetime, is_quiet: bool
) -> InboundMail:
    """File a mail whose ledger row the caller has locked; everything commits or nothing does."""
    mail = reading.mail
    inbound.message_id = mail.message_id[:900]
    namesakes = _namesakes(inbound, mail)
    if original := _duplicate_of(inbound, reading, namesakes):
        return _end(inbound, InboundState.DUPLICATE, now, duplicate_of=original)
    if reading.automatic.kind == Kind.LOOP and any(one.direction == Direction.OUT for one in namesakes):
        return _end(inbound, InboundState.IGNORED, now, reason="a copy of a mail that we sent ourselves")
    bounced = (
        bounced_ticket(reading, inbound.mailbox_id, key) if reading.automatic.kind == Kind.BOUNCE else None
    )
    if bounced is not None:
        decision = ThreadDecision(bounced.ticket_id, "bounce")
    else:
        facts = facts_of(
            mail,
            key,
            delivered_to=reading.delivered_to,
            dmarc=reading.trust.dmarc,
            dkim=reading.trust.dkim,
            arrived_at=inbound.internal_date,
            is_person=reading.automatic.kind == Kind.HUMAN,
        )
        decision = decide(facts, MailboxThreadIndex(inbound.mailbox_id))
    arrived = inbound.internal_date
    is_new = decision.ticket_number is None
    ticket = (
        _open_ticket(inbound, mail, decision, arrived) if is_new else lock_ticket(decision.ticket_number or 0)
    )
    message = _message(inbound, reading, decision)
    append_message(ticket, message, now=arrived, has_attachments=_has_files(mail.attachments))
    _attach(message, mail.attachments, now)
    if bounced is not None:
        note_bounce(ticket, bounced, now=now)
    elif not is_new and reading.automatic.kind == Kind.HUMAN:
        _bring_back(ticket, now)
    _audit(message, decision)
    if is_new:
        publish(TicketChanged("created", ticket.pk, ticket.mailbox_id, ticket.version))
    if not is_quiet:
        publish(MessageReceived(message.pk, ticket.pk, ticket.mailbox_id, is_new))
    return _end(inbound, InboundState.IMPORTED, now)


def _namesakes(inbound: InboundMail, mail: ParsedMail) -> list[Message]:
    """Messages of this mailbox that bear the same Message-ID."""
    if not mail.message_id:
        return []
    found = Message.objects.filter(message_id=mail.message_id, ticket__mailbox_id=inbound.mailbox_id)
    return list(found.exclude(direction=Direction.NOTE).order_by("id")[:20])


def _duplicate_of(inbound: InboundMail, reading: Reading, namesakes: Sequence[Message]) -> int | None:
    """The ledger id of the same mail, delivered before.

    The same Message-ID alone proves nothing: whoever repeats one must not be able to suppress a mail (A12).
    """
    same_bytes = InboundMail.objects.filter(
        mailbox_id=inbound.mailbox_id, raw_id=inbound.raw_id, state=InboundState.IMPORTED
    ).exclude(pk=inbound.pk)
    if first := same_bytes.order_by("id").values_list("pk", flat=True).first():
        return first
    words = (
        reading.mail.from_address,
        reading.mail.subject[:998],
        reading.parts.reply_text,
        reading.parts.quoted_text,
        reading.parts.signature,
        reading.safe_html.html if reading.safe_html else "",
    )
    files = sorted(one.sha256 for one in reading.mail.attachments)
    for one in namesakes:
        theirs = (one.from_address, one.subject, one.text, one.quoted_text, one.signature, one.safe_html)
        if one.inbound_id and theirs == words:
            stored = Attachment.objects.filter(message=one).values_list("blob_id", flat=True)
            if sorted(stored) == files:
                return one.inbound_id
    return None


def _open_ticket(
    inbound: InboundMail, mail: ParsedMail, decision: ThreadDecision, arrived: datetime
) -> Ticket:
    ticket = Ticket.objects.create(
        mailbox=inbound.mailbox,
        customer_id=customer_of_address(mail.from_address, mail.from_name, at=arrived),
        subject=mail.subject[:500],
        related=[decision.related_ticket] if decision.related_ticket else [],
        last_activity_at=arrived,
        created_at=arrived,
    )
    note_on_timeline(ticket, TimelineKind.CREATED, actor=None, actor_label=_LABEL, now=arrived)
    if decision.related_ticket:
        data = {"related": str(decision.related_ticket), "evidence": "; ".join(decision.evidence)[:500]}
        note_on_timeline(
            ticket, TimelineKind.STRANGER, actor=None, actor_label=_LABEL, now=arrived, data=data
        )
    return ticket


def _message(inbound: InboundMail, reading: Reading, decision: ThreadDecision) -> Message:
    mail, parts, safe, trust = reading.mail, reading.parts, reading.safe_html, reading.trust
    return Message(
        direction=Direction.IN,
        inbound=inbound,
        from_name=mail.from_name[:300],
        from_address=mail.from_address[:320],
        to=list(mail.to),
        cc=list(mail.cc),
        reply_to=list(mail.reply_to),
        subject=mail.subject[:998],
        message_id=mail.message_id[:900] or _own_id(inbound),
        in_reply_to=mail.in_reply_to[:900],
        references=list(mail.references),
        thread_keys=list(thread_keys(mail)),
        text=parts.reply_text,
        quoted_text=parts.quoted_text,
        signature=parts.signature,
        safe_html=safe.html if safe else "",
        remote_images=list(safe.remote_images) if safe else [],
        sanitizer_version=SANITIZER_VERSION,
        automatic_kind=str(reading.automatic.kind),
        suppress_autoreply=reading.automatic.suppress_autoreply,
        trust={"spf": trust.spf, "dkim": trust.dkim, "dmarc": trust.dmarc, "warnings": list(trust.warnings)},
        problems=list(mail.problems),
        is_from_stranger=decision.not_the_customer,
        written_at=mail.date,
        created_at=inbound.internal_date,
    )


def _own_id(inbound: InboundMail) -> str:
    """A stable id for a mail that came without one, so that an answer to it can refer to something (R18)."""
    key = f"{inbound.mailbox_id}|{inbound.folder}|{inbound.uidvalidity}|{inbound.uid}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@without-id.{inbound.mailbox.domain}"


def _has_files(attachments: Sequence[ParsedAttachment]) -> bool:
    return any(not one.is_inline for one in attachments)


def _attach(message: Message, attachments: Sequence[ParsedAttachment], now: datetime) -> None:
    if not attachments:
        return
    Attachment.objects.bulk_create(
        Attachment(
            message=message,
            blob=store_blob(one.content),
            name=safe_name(one.display_name)[:255],
            content_type=one.content_type[:127],
            content_id=one.content_id[:300],
            is_inline=one.is_inline,
            created_at=now,
        )
        for one in attachments
    )


def _bring_back(ticket: Ticket, now: datetime) -> None:
    """The customer wrote again: the ticket is work again. Automatic mail never gets here."""
    if ticket.snoozed_until is not None:
        ticket.snoozed_until = None
        save_ticket(ticket, ["snoozed_until"], kind="status")
        note_on_timeline(ticket, TimelineKind.WOKEN, actor=None, actor_label=_LABEL, now=now)
    if ticket.status in (Status.RESOLVED, Status.PENDING):
        target = Status.NEW if ticket.assignee_id is None else Status.IN_PROGRESS
        apply_status(ticket, target, actor=None, actor_label=_LABEL, now=now)


def _audit(message: Message, decision: ThreadDecision) -> None:
    def write(action: str, payload: dict[str, object]) -> None:
        record(
            action,
            actor=None,
            actor_label=_LABEL,
            object_kind="ticket",
            object_id=message.ticket_id,
            mailbox_id=message.ticket.mailbox_id,
            payload={"message": message.pk, **payload},
        )

    write("mail.received", {"reason": decision.reason})
    if decision.forged:
        write("mail.forged_reference", {"count": len(decision.forged)})


def _end(
    inbound: InboundMail, state: str, now: datetime, *, reason: str = "", duplicate_of: int | None = None
) -> InboundMail:
    inbound.state, inbound.reason, inbound.filed_at = state, reason, now
    inbound.duplicate_of_id = duplicate_of
    inbound.save(update_fields=["state", "reason", "filed_at", "duplicate_of", "message_id"])
    return inbound
