"""The rows of one conversation's messages, made from real mail bytes by the desk's own parser."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from helpdesk.core.ids import derived_key
from helpdesk.demo.content.letters import inbound_letter, inbound_message_id
from helpdesk.demo.content.model import ConversationSpec, CustomerSpec, Turn
from helpdesk.demo.content.wire import letter_bytes
from helpdesk.demo.load_desk import Desk
from inbox.mail.compose import subject_for_reply
from inbox.mail.reading import ReadingRules, read_mail
from inbox.mail.sanitize import SANITIZER_VERSION
from inbox.mail.tokens import outgoing_message_id
from inbox.models import (
    Attachment,
    Blob,
    Direction,
    InboundMail,
    InboundState,
    Message,
    OutboundMail,
    OutboundState,
    Ticket,
)

# The ledger's folder of mail that was there before the desk: no server lists it, so no poller asks for it.
FOLDER = "Imported"
_KEY = "reply-token"
_UNDO = timedelta(seconds=10)


@dataclass(slots=True)
class MessageRows:
    """Unsaved rows, to be written in this order: blobs, inbound, messages, attachments, outbound."""

    messages: list[Message] = field(default_factory=list)
    inbound: list[InboundMail] = field(default_factory=list)
    outbound: list[OutboundMail] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    blobs: list[tuple[Blob, bytes]] = field(default_factory=list)

    def blob(self, content: bytes) -> Blob:
        """Remember bytes for the blob storage."""
        blob = Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        self.blobs.append((blob, content))
        return blob


def rows_of_conversation(
    spec: ConversationSpec, customer: CustomerSpec, ticket: Ticket, desk: Desk, *, first_uid: int
) -> MessageRows:
    """All rows of a conversation whose ticket has its number; ledger UIDs count up from `first_uid`."""
    rows = MessageRows()
    ids = _message_ids(spec, customer, ticket)
    for at, (turn, moment) in enumerate(zip(spec.turns, spec.moments(), strict=True)):
        earlier = [one for one in ids[:at] if one]
        if turn.direction == "in":
            raw = letter_bytes(inbound_letter(spec, at, customer, desk.mailboxes[spec.mailbox].name, ids))
            message = _received(rows, spec, ticket, desk, raw, moment, first_uid + len(rows.inbound))
        else:
            message = _written(rows, spec, ticket, turn, moment, desk, ids[at], earlier)
        rows.messages.append(message)
    return rows


def _message_ids(spec: ConversationSpec, customer: CustomerSpec, ticket: Ticket) -> list[str]:
    domain, key = spec.mailbox.rpartition("@")[2], derived_key(_KEY)
    found = []
    for at, turn in enumerate(spec.turns):
        if turn.direction == "in":
            found.append(inbound_message_id(spec, at, customer))
        elif turn.direction == "out":
            found.append(outgoing_message_id(ticket.pk, f"demo{spec.key}.{at}", domain, key))
        else:
            found.append("")
    return found


def _received(
    rows: MessageRows,
    spec: ConversationSpec,
    ticket: Ticket,
    desk: Desk,
    raw: bytes,
    moment: datetime,
    uid: int,
) -> Message:
    reading = read_mail(raw, ReadingRules(frozenset(desk.mailboxes)))
    mail, parts, safe, trust = reading.mail, reading.parts, reading.safe_html, reading.trust
    ledger = InboundMail(
        mailbox=ticket.mailbox,
        folder=FOLDER,
        uidvalidity=1,
        uid=uid,
        raw=rows.blob(raw),
        size=len(raw),
        internal_date=moment,
        state=InboundState.IMPORTED,
        message_id=mail.message_id,
        is_flagged=True,
        fetched_at=moment,
        filed_at=moment,
    )
    rows.inbound.append(ledger)
    message = Message(
        ticket=ticket,
        direction=Direction.IN,
        inbound=ledger,
        from_name=mail.from_name,
        from_address=mail.from_address,
        to=list(mail.to),
        cc=list(mail.cc),
        reply_to=list(mail.reply_to),
        subject=mail.subject,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=list(mail.references),
        text=parts.reply_text,
        quoted_text=parts.quoted_text,
        signature=parts.signature,
        safe_html=safe.html if safe else "",
        remote_images=list(safe.remote_images) if safe else [],
        sanitizer_version=SANITIZER_VERSION,
        language=spec.language,
        automatic_kind=str(reading.automatic.kind),
        suppress_autoreply=reading.automatic.suppress_autoreply,
        trust={"spf": trust.spf, "dkim": trust.dkim, "dmarc": trust.dmarc, "warnings": list(trust.warnings)},
        problems=list(mail.problems),
        written_at=mail.date,
        created_at=moment,
    )
    for one in mail.attachments:
        _attach(
            rows,
            message,
            one.display_name,
            one.content_type,
            one.content,
            moment,
            one.content_id,
            one.is_inline,
        )
    return message


def _written(
    rows: MessageRows,
    spec: ConversationSpec,
    ticket: Ticket,
    turn: Turn,
    moment: datetime,
    desk: Desk,
    message_id: str,
    earlier: Sequence[str],
) -> Message:
    author = desk.people[turn.author]
    message = Message(
        ticket=ticket,
        direction=Direction.NOTE if turn.direction == "note" else Direction.OUT,
        author=author,
        from_name=author.name,
        text=turn.text,
        language=spec.language if turn.direction == "out" else "und",
        written_at=moment,
        created_at=moment,
    )
    if turn.direction == "out":
        message.from_name = f"{author.name} · {ticket.mailbox.store.name}"
        message.from_address = spec.mailbox
        message.to, message.cc = list(turn.to), list(turn.cc)
        message.subject = subject_for_reply(spec.subject)
        message.message_id = message_id
        message.in_reply_to = earlier[-1] if earlier else ""
        message.references = list(earlier)
        rows.outbound.append(_sent(message, ticket, moment))
    for one in turn.attachments:
        _attach(rows, message, one.name, one.content_type, one.content, moment)
    return message


def _sent(message: Message, ticket: Ticket, moment: datetime) -> OutboundMail:
    return OutboundMail(
        message=message,
        mailbox=ticket.mailbox,
        state=OutboundState.SENT,
        send_after=moment + _UNDO,
        attempts=1,
        data_started_at=moment + _UNDO,
        sent_at=moment + _UNDO,
        recipients={address: {"state": "sent", "detail": "250 2.0.0 Taken"} for address in message.to},
        created_at=moment,
    )


def _attach(
    rows: MessageRows,
    message: Message,
    name: str,
    content_type: str,
    content: bytes,
    moment: datetime,
    content_id: str = "",
    is_inline: bool = False,
) -> None:
    rows.attachments.append(
        Attachment(
            message=message,
            blob=rows.blob(content),
            name=name,
            content_type=content_type,
            content_id=content_id,
            is_inline=is_inline,
            created_at=moment,
        )
    )
