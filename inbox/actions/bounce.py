"""Delivery reports (RFC 3464): found by our own signed Message-ID in them, shown on the mail that bounced."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from inbox.actions.change import note_on_timeline, save_ticket
from inbox.mail.message_ids import parse_message_id
from inbox.mail.reading import Reading
from inbox.mail.tokens import token_tickets
from inbox.models import Message, OutboundMail, OutboundState, Ticket, TimelineKind

_REPORTED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_READ_BYTES = 256 * 1024
_MESSAGE_ID = re.compile(r"(?im)^[> \t]*message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(\S+)")
_FIELD = re.compile(r"(?im)^(final-recipient|action|status|diagnostic-code)[ \t]*:[ \t]*([^\r\n]*)")


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report about one of our mails. `failed`: recipient -> the other server's words; empty for a delay."""

    message_id: int
    ticket_id: int
    failed: dict[str, str]
    names_recipients: bool


def bounced_ticket(reading: Reading, mailbox_id: int, key: bytes) -> Bounce | None:
    """Which of this mailbox's mails a report is about; None when it names none that we signed."""
    mail = reading.mail
    texts = [mail.text[:_READ_BYTES]]
    texts += [
        one.content[:_READ_BYTES].decode("utf-8", "replace")
        for one in mail.attachments
        if one.content_type in _REPORTED or one.content_type.startswith("message/")
    ]
    ids = [mail.in_reply_to, *mail.references]
    ids += [parse_message_id(found) for text in texts for found in _MESSAGE_ID.findall(text)[:5]]
    signed = [one for one in dict.fromkeys(ids) if one and token_tickets((), (one,), key)]
    ours = Message.objects.filter(message_id__in=signed, ticket__mailbox_id=mailbox_id, direction="out")
    found = ours.order_by("-id").values_list("pk", "ticket_id").first() if signed else None
    if found is None:
        return None
    failed, names_recipients = _failed_recipients("\n".join(texts))
    return Bounce(found[0], found[1], failed, names_recipients)


def note_bounce(ticket: Ticket, bounce: Bounce, *, now: datetime) -> None:
    """Mark the recipients on the outbox row and the failure on the (locked) ticket."""
    if bounce.names_recipients and not bounce.failed:
        return  # a delay or a success report
    outbound = OutboundMail.objects.select_for_update().filter(message_id=bounce.message_id).first()
    if outbound is None:
        return
    recipients = dict(outbound.recipients)
    for address, words in bounce.failed.items() if bounce.failed else ((one, "") for one in recipients):
        if address in recipients:
            recipients[address] = {"state": "failed", "detail": words or "returned by the mail server"}
    outbound.recipients = recipients
    outbound.state = OutboundState.FAILED
    outbound.last_error = next(iter(bounce.failed.values()), "returned by the mail server")[:300]
    outbound.save(update_fields=["recipients", "state", "last_error"])
    ticket.has_failed_delivery = True
    save_ticket(ticket, ["has_failed_delivery"], kind="delivery")
    note_on_timeline(
        ticket,
        TimelineKind.SEND_FAILED,
        actor=None,
        actor_label="mail in",
        now=now,
        data={"detail": outbound.last_error, "to": ", ".join(bounce.failed)[:300]},
        message=outbound.message,
    )


def _failed_recipients(report: str) -> tuple[dict[str, str], bool]:
    """Recipients with `Action: failed`, and whether the report names any recipient at all."""
    failed: dict[str, str] = {}
    current: dict[str, str] = {}
    names_recipients = False
    for name, value in [*_FIELD.findall(report), ("final-recipient", "")]:
        name = name.lower()
        if name == "final-recipient":
            if current.get("action", "").lower().startswith("failed") and current.get("final-recipient"):
                failed[current["final-recipient"]] = current.get("diagnostic-code") or current.get(
                    "status", ""
                )
            address = value.rpartition(";")[2].strip().strip("<>").lower()
            names_recipients = names_recipients or bool(address)
            current = {"final-recipient": address}
        else:
            current.setdefault(name, value.strip())
    return failed, names_recipients
