"""Files of a mail, and those that hold more than a file: messages, invitations, winmail.dat, S/MIME."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import replace

from inbox.mail.characters import clean_line, fold_spaces
from inbox.mail.charsets import decode_bytes
from inbox.mail.encoded_words import decode_words
from inbox.mail.filenames import safe_name
from inbox.mail.headers import split_header
from inbox.mail.invites import read_invite
from inbox.mail.model import Limits, ParsedAttachment
from inbox.mail.notices import Notices
from inbox.mail.smime import TYPES as SMIME_TYPES
from inbox.mail.smime import open_smime
from inbox.mail.tnef import TnefMessage, read_tnef

_MAX_DECLARED_NAME = 1000
_MAX_SUBJECT = 100
_HEADER_BYTES = 65_536
_MAX_OUTLOOK_BYTES = 50_000_000
_KINDS = {
    "message/rfc822": "message",
    "message/global": "message",
    "text/calendar": "calendar",
    "application/ics": "calendar",
    "application/ms-tnef": "outlook",
    "application/vnd.ms-tnef": "outlook",
    **dict.fromkeys(SMIME_TYPES, "smime"),
}
_BY_NAME = {"winmail.dat": "outlook", "smime.p7m": "smime"}
_CALENDAR_CODES = {
    "request": "calendar_request",
    "add": "calendar_request",
    "reply": "calendar_reply",
    "counter": "calendar_reply",
    "declinecounter": "calendar_reply",
    "cancel": "calendar_cancel",
}


def make_attachment(
    name: str,
    content_type: str,
    data: bytes,
    content_id: str = "",
    is_extracted: bool = False,
) -> ParsedAttachment:
    """A file from the name its sender gave and its decoded bytes."""
    return ParsedAttachment(
        name=safe_name(name, fallback=""),
        content_type=clean_line(content_type),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        content=data,
        content_id=content_id,
        declared_name=clean_line(decode_words(name))[:_MAX_DECLARED_NAME],
        is_extracted=is_extracted,
    )


def kind_of(file: ParsedAttachment) -> str:
    """`message`, `calendar`, `outlook`, `smime`, or empty for a file that is only a file."""
    kind = _KINDS.get(file.content_type)
    if kind is None and file.content_type == "application/octet-stream":
        kind = _BY_NAME.get(file.name.lower())
    return kind or ""


def guess_type(name: str) -> str:
    """The media type that a file's ending tells."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def name_message(file: ParsedAttachment, notices: Notices, *, is_report: bool) -> ParsedAttachment:
    """A mail inside a mail is named by its subject; in a report it is the returned mail and needs no notice."""
    fields, _, _ = split_header(file.content, 0, min(len(file.content), _HEADER_BYTES), Limits(headers=200))
    written = next((value for name, value in fields if name.lower() == "subject"), "")
    subject = fold_spaces(clean_line(decode_words(written)))
    if not is_report:
        notices.add("nested_message", subject)
    if file.name or not subject:
        return file
    stem = " ".join(subject.replace("/", " ").replace("\\", " ").split())[:_MAX_SUBJECT]
    return replace(file, name=safe_name(f"{stem}.eml", fallback=""))


def read_calendar(file: ParsedAttachment, charset: str, method: str, notices: Notices) -> ParsedAttachment:
    """Note what an invitation says; invitations often come twice, as a part and as a file."""
    if not notices.has("calendar_"):
        invite = read_invite(decode_bytes(file.content, charset)[0], method)
        notices.add(_CALENDAR_CODES.get(invite.method, "calendar_event"), invite.line)
    return file if file.name else replace(file, name="invite.ics")


def open_outlook(
    data: bytes, attachments: list[ParsedAttachment], notices: Notices, limits: Limits
) -> TnefMessage | None:
    """Put the files of a winmail.dat beside it; its words come back. The winmail.dat itself stays."""
    message = read_tnef(data[:_MAX_OUTLOOK_BYTES], max(0, limits.parts - len(attachments)))
    if message is None:
        return None
    notices.add("tnef")
    for one in message.files:
        content_type = one.content_type if "/" in one.content_type else guess_type(one.name)
        attachments.append(
            make_attachment(one.name, content_type, one.content, one.content_id, is_extracted=True)
        )
    return message


def open_signed(data: bytes, notices: Notices) -> bytes:
    """The mail inside an S/MIME object that is only signed; empty when it is encrypted or no mail."""
    kind, inner = open_smime(data)
    if kind:
        notices.add(f"{kind}_smime")
    return inner
