"""Reports about mail that was sent: deliveries (RFC 3464), read receipts (RFC 8098), complaints (RFC 5965).

Reports of servers that know no RFC 3464 are read by `inbox.mail.bounce_texts`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from inbox.mail.bounce_texts import read_bounce_text
from inbox.mail.message_ids import parse_message_id
from inbox.mail.model import ParsedAttachment, ParsedMail
from inbox.mail.status_codes import Action, RecipientReport, best_status

_READ_BYTES = 256 * 1024
_RECIPIENTS = 500
_IDS = 10
_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers")
_DELIVERY = ("message/delivery-status", "message/global-delivery-status")
_RECEIPT = ("message/disposition-notification", "message/global-disposition-notification")
_COMPLAINT = ("message/feedback-report",)
_MESSAGE_ID = re.compile(r"(?im)^[> \t]*message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?(\S{1,1000})")
_FIELD = re.compile(r"^([A-Za-z][A-Za-z0-9-]{0,60})[ \t]*:[ \t]*(.*)$")
_BREAK = re.compile(r"\r\n|\r|\n")


class ReportKind(StrEnum):
    """What a report tells of."""

    DELIVERY = "delivery"
    RECEIPT = "receipt"
    COMPLAINT = "complaint"


@dataclass(frozen=True, slots=True)
class MailReport:
    """A report. `original_ids`: Message-IDs of what it returns; `envelope_ids`: ENVIDs and return paths in it,
    as written. Nothing of it is proof by itself: only what carries our signature is believed."""

    kind: ReportKind
    recipients: tuple[RecipientReport, ...] = ()
    original_ids: tuple[str, ...] = ()
    envelope_ids: tuple[str, ...] = ()


def read_report(mail: ParsedMail, *, is_bounce: bool) -> MailReport | None:
    """What an automatic mail reports, None when it reports nothing.

    `is_bounce`: it was judged to be a bounce, so that its plain words are searched for recipients too.
    """
    ids, envelopes = _origin(mail)
    for types, read, kind in (
        (_DELIVERY, _deliveries, ReportKind.DELIVERY),
        (_RECEIPT, _receipts, ReportKind.RECEIPT),
        (_COMPLAINT, _complaints, ReportKind.COMPLAINT),
    ):
        if parts := [one for one in mail.attachments if one.content_type in types]:
            blocks = [block for part in parts for block in _blocks(_text_of(part))]
            ids += [parse_message_id(block["original-message-id"]) for block in blocks
                    if "original-message-id" in block]  # fmt: skip
            envelopes += [value for block in blocks for value in _envelopes(block)]
            recipients = read(blocks)
            if kind == ReportKind.DELIVERY and not recipients:
                recipients = read_bounce_text(mail.text, _failed_header(mail))
            return _report(kind, recipients, ids, envelopes)
    if not is_bounce:
        return None
    return _report(ReportKind.DELIVERY, read_bounce_text(mail.text, _failed_header(mail)), ids, envelopes)


def _report(
    kind: ReportKind, recipients: list[RecipientReport], ids: list[str], envelopes: list[str]
) -> MailReport:
    known = {one.address: one for one in reversed(recipients[:_RECIPIENTS]) if one.address}
    return MailReport(
        kind,
        tuple(reversed(known.values())),
        tuple(dict.fromkeys(one for one in ids if one))[:_IDS],
        tuple(dict.fromkeys(one for one in envelopes if one))[:_IDS],
    )


def _deliveries(blocks: list[dict[str, str]]) -> list[RecipientReport]:
    """Fields of one recipient; a block without an address says something of the whole mail."""
    found = []
    for block in blocks:
        address = _address(block.get("final-recipient", ""))
        original = _address(block.get("original-recipient", ""))
        if not address and not original:
            continue
        detail = _typed_value(block.get("diagnostic-code", ""))
        action = _action(block.get("action", ""), block.get("status", ""))
        status = best_status(block.get("status", ""), detail, action)
        found.append(RecipientReport(address or original, action, status, detail[:300], original))
    return found


def _receipts(blocks: list[dict[str, str]]) -> list[RecipientReport]:
    """A mail that a program has shown, or that a person has deleted unread, did arrive."""
    return [
        RecipientReport(_address(block["final-recipient"]), Action.DELIVERED, "2.0.0", "", _original(block))
        for block in blocks
        if "final-recipient" in block and "failed" not in block.get("disposition", "").lower()
    ]


def _complaints(blocks: list[dict[str, str]]) -> list[RecipientReport]:
    return [
        RecipientReport(_address(block["original-rcpt-to"]), Action.DELIVERED, "2.0.0", "")
        for block in blocks
        if "original-rcpt-to" in block
    ]


def _origin(mail: ParsedMail) -> tuple[list[str], list[str]]:
    """Message-IDs of the mail that came back, and addresses that may be its return path.

    A server that knows no MIME writes the returned mail below its prose.
    """
    texts = [mail.text[:_READ_BYTES]]
    texts += [_text_of(one) for one in mail.attachments if one.content_type in _RETURNED]
    ids = [mail.in_reply_to, *mail.references]
    ids += [parse_message_id(found) for text in texts for found in _MESSAGE_ID.findall(text)[:5]]
    return ids, list(mail.to[:20])


def _envelopes(block: dict[str, str]) -> list[str]:
    names = ("original-envelope-id", "original-mail-from", "x-postfix-sender", "x-internet-inbound-sender")
    return [_address(block[name]) for name in names if name in block]


def _failed_header(mail: ParsedMail) -> tuple[str, ...]:
    return tuple(
        one.strip().strip("<>").lower()
        for value in mail.all_headers("x-failed-recipients")
        for one in value.split(",")[:_RECIPIENTS]
    )


def _blocks(text: str) -> list[dict[str, str]]:
    """Groups of fields with empty lines between them, folded lines joined; the first value of a name counts.

    Servers nest whole MIME parts in there (AOL): their own headers make a block without a recipient.
    """
    blocks: list[dict[str, str]] = [{}]
    name = ""
    for line in _BREAK.split(text):
        if not line.strip():
            name = ""
            if blocks[-1]:
                blocks.append({})
        elif line[0] in " \t":
            if name:
                blocks[-1][name] = f"{blocks[-1][name]} {line.strip()}"[:2000]
        elif match := _FIELD.match(line):
            name = match[1].lower()
            if name == "final-recipient" and name in blocks[-1]:
                blocks.append({})  # written without the empty line
            if name in blocks[-1]:
                name = ""
            else:
                blocks[-1][name] = match[2].strip()[:2000]
        if len(blocks) > _RECIPIENTS:
            break
    return blocks


def _action(written: str, status: str) -> Action:
    word = written.strip().split(" ")[0].split(";")[0].lower()
    if word in Action.__members__.values():
        return Action(word)
    return {"2": Action.DELIVERED, "4": Action.DELAYED}.get(status.strip()[:1], Action.FAILED)


def _original(block: dict[str, str]) -> str:
    return _address(block.get("original-recipient", ""))


def _address(value: str) -> str:
    """The address of "rfc822;a@b.example", with or without its type, xtext (RFC 3461, 4) undone."""
    text = _typed_value(value).strip().strip("<>").strip().lower()
    return re.sub(r"\+([0-9a-f]{2})(?=[^@]*@)", _unhex, text)[:320] if "+" in text else text[:320]


def _unhex(match: re.Match[str]) -> str:
    """Only what xtext has to encode: "+" itself, "=" and controls; jane+20@ is somebody's address."""
    character = chr(int(match[1], 16))
    return character if character in "+=" else match[0]


def _typed_value(value: str) -> str:
    kind, semicolon, rest = value.partition(";")
    return (rest if semicolon and re.fullmatch(r"\s*[A-Za-z0-9_-]{1,30}\s*", kind) else value).strip()


def _text_of(part: ParsedAttachment) -> str:
    return part.content[:_READ_BYTES].decode("utf-8", "replace")
