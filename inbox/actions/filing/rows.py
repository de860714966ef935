"""The rows that a mail becomes, as values: nothing here asks or writes the database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from audit.models import AuditEvent
from inbox.actions.filing.item import Item, TicketWork
from inbox.mail.filenames import safe_name
from inbox.mail.sanitize import SANITIZER_VERSION
from inbox.models import Attachment, Direction, Message, Status, Ticket, TimelineEvent, TimelineKind

LABEL = "mail in"


def new_ticket(item: Item, customer_id: int) -> Ticket:
    """The ticket that a mail opens; its number comes when it is written."""
    arrived = item.inbound.internal_date
    return Ticket(
        mailbox_id=item.inbound.mailbox_id,
        customer_id=customer_id,
        subject=item.reading.mail.subject[:500],
        related=[item.decision.related_ticket] if item.decision.related_ticket else [],
        last_activity_at=arrived,
        created_at=arrived,
    )


def message_row(item: Item, domain: str) -> Message:
    """The message of a mail; `domain` is the mailbox's."""
    mail, parts, trust = item.reading.mail, item.reading.parts, item.reading.trust
    safe = item.reading.safe_html
    return Message(
        direction=Direction.OUT if item.is_from_us else Direction.IN,
        inbound=item.inbound,
        from_name=mail.from_name[:300],
        from_address=mail.from_address[:320],
        to=list(mail.to),
        cc=list(mail.cc),
        reply_to=list(mail.reply_to),
        subject=mail.subject[:998],
        message_id=mail.message_id[:900] or _own_id(item, domain),
        in_reply_to=mail.in_reply_to[:900],
        references=list(mail.references),
        thread_keys=[one[:120] for one in item.thread_keys],
        text=parts.reply_text,
        quoted_text=parts.quoted_text,
        signature=parts.signature,
        safe_html=safe.html if safe else "",
        remote_images=list(safe.remote_images) if safe else [],
        sanitizer_version=SANITIZER_VERSION,
        language=item.language or "und",
        automatic_kind=str(item.reading.automatic.kind),
        suppress_autoreply=item.reading.automatic.suppress_autoreply,
        trust={"spf": trust.spf, "dkim": trust.dkim, "dmarc": trust.dmarc, "warnings": list(trust.warnings)},
        problems=list(mail.problems),
        notices=list(mail.notices),
        is_from_stranger=item.decision.not_the_customer,
        written_at=mail.date,
        created_at=item.inbound.internal_date,
    )


def attachment_rows(item: Item, now: datetime) -> list[Attachment]:
    """The files of a mail; their bytes are stored by whoever writes the rows."""
    return [
        Attachment(
            message=item.message,
            blob_id=one.sha256,
            name=safe_name(one.display_name)[:255],
            content_type=one.content_type[:127],
            content_id=one.content_id[:300],
            is_inline=one.is_inline,
            created_at=now,
        )
        for one in item.reading.mail.attachments
    ]


def has_files(item: Item) -> bool:
    """Whether there is a file besides the pictures of the text."""
    return any(not one.is_inline for one in item.reading.mail.attachments)


def timeline_rows(item: Item) -> list[TimelineEvent]:
    """The lines of a new ticket: that it was opened, and which other one the mail points at."""
    work, decision = item.work, item.decision
    if work is None or not work.is_new:
        return []
    at, ticket = item.inbound.internal_date, work.ticket
    rows = [TimelineEvent(ticket=ticket, kind=TimelineKind.CREATED, actor_label=LABEL, at=at)]
    if decision.related_ticket:
        data = {"related": str(decision.related_ticket), "evidence": "; ".join(decision.evidence)[:500]}
        kind = TimelineKind.STRANGER if decision.not_the_customer else TimelineKind.CANDIDATE
        rows.append(TimelineEvent(ticket=ticket, kind=kind, actor_label=LABEL, at=at, data=data))
    return rows


def bring_back(work: TicketWork, at: datetime) -> tuple[list[TimelineEvent], list[AuditEvent]]:
    """The customer wrote again: the ticket is work again. Automatic mail never gets here."""
    ticket = work.ticket
    timeline, audit = [], []
    if ticket.snoozed_until is not None:
        ticket.snoozed_until = None
        timeline.append(TimelineEvent(ticket=ticket, kind=TimelineKind.WOKEN, actor_label=LABEL, at=at))
    if ticket.status in (Status.RESOLVED, Status.PENDING):
        before = ticket.status
        ticket.status = Status.NEW if ticket.assignee_id is None else Status.IN_PROGRESS
        ticket.resolved_at = None
        data = {"from": str(before), "to": str(ticket.status)}
        timeline.append(
            TimelineEvent(ticket=ticket, kind=TimelineKind.STATUS, actor_label=LABEL, at=at, data=data)
        )
        audit.append(audit_row("ticket.status_set", ticket, data))
    return timeline, audit


def received_row(item: Item) -> AuditEvent:
    """The audit event of a mail that was filed."""
    assert item.work is not None and item.message is not None
    payload = {"message": item.message.pk, "reason": item.decision.reason}
    return audit_row("mail.received", item.work.ticket, payload)


def forged_row(item: Item) -> AuditEvent:
    """The audit event of a mail that bears something like our signature (SECURITY.md A1)."""
    assert item.work is not None and item.message is not None
    payload = {"message": item.message.pk, "count": len(item.decision.forged)}
    return audit_row("mail.forged_reference", item.work.ticket, payload)


def audit_row(action: str, ticket: Ticket, payload: Mapping[str, object]) -> AuditEvent:
    """An audit event about a ticket, with the desk itself as the actor."""
    return AuditEvent(
        action=action,
        actor_label=LABEL,
        object_kind="ticket",
        object_id=ticket.pk,
        mailbox_id=ticket.mailbox_id,
        payload=dict(payload),
    )


def _own_id(item: Item, domain: str) -> str:
    """A stable id for a mail that came without one, so that an answer to it can refer to something (R18)."""
    inbound = item.inbound
    key = f"{inbound.mailbox_id}|{inbound.folder}|{inbound.uidvalidity}|{inbound.uid}"
    return f"{hashlib.sha256(key.encode()).hexdigest()[:32]}@without-id.{domain}"
