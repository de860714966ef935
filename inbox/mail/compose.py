"""Outgoing mail as wire bytes (RFC 5322, RFC 2045-2047): every value is cleaned before it becomes a line."""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256

from inbox.mail.addresses import normal_address
from inbox.mail.characters import clean_line, clean_text, fold_spaces
from inbox.mail.header_lines import address_line, encode_parameter, fold_ids, header_line
from inbox.mail.model import OutgoingAttachment, OutgoingMail

_REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|antwort|odp|sv|vs|ynt|rv|res|r|回复|回覆|答复|答覆|返信|회신)\s*(?:\[\d+\]|\(\d+\))?\s*[:：]\s*)+",
    re.IGNORECASE,
)
# Headers that compose writes itself, and those that name recipients: a caller's extra headers cannot add them.
_OWN_HEADERS = frozenset(
    str.split(
        "from to cc bcc resent-to resent-cc resent-bcc subject date message-id in-reply-to references reply-to "
        "mime-version content-type content-transfer-encoding sender return-path"
    )
)
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_MEDIA_TYPE = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,80}")
_LATEST_REFERENCES = 20


def compose(mail: OutgoingMail) -> bytes:
    """The message with CRLF line ends, ready for SMTP DATA. The same value gives the same bytes.

    Raises `ValueError` when the sender or a recipient is not a single plain address, or nobody is addressed.
    """
    lines = [address_line("From", [(mail.from_name, _address(mail.from_address))])]
    recipients = [_address(one) for one in mail.to]
    copies = [_address(one) for one in mail.cc]
    if not recipients and not copies and not mail.bcc:
        raise ValueError("The mail has no recipient; add one before sending.")
    if recipients:
        lines.append(address_line("To", [("", one) for one in recipients]))
    if copies:
        lines.append(address_line("Cc", [("", one) for one in copies]))
    if mail.reply_to:
        lines.append(address_line("Reply-To", [(mail.from_name, _address(mail.reply_to))]))
    lines.append(header_line("Subject", fold_spaces(clean_line(mail.subject))))
    lines.append(f"Date: {format_datetime(mail.date.astimezone(UTC))}")
    lines.append(fold_ids("Message-ID", [mail.message_id]))
    if mail.in_reply_to:
        lines.append(fold_ids("In-Reply-To", [mail.in_reply_to]))
    if references := _capped(mail.references):
        lines.append(fold_ids("References", references))
    for name, value in mail.headers:
        if _HEADER_NAME.fullmatch(name) and name.lower() not in _OWN_HEADERS:
            lines.append(header_line(name, clean_line(value)))
    lines.append("MIME-Version: 1.0")
    header = "\r\n".join(line for line in lines if line).encode("ascii")
    return header + b"\r\n" + _body(mail)


def subject_for_reply(subject: str) -> str:
    """`Re: ` once, whatever prefixes of whatever language stood there."""
    rest = _REPLY_PREFIX.sub("", fold_spaces(clean_line(subject)))
    return f"Re: {rest}".strip()


def quote_for_reply(text: str, sender: str, date: datetime) -> str:
    """The message that is answered, quoted as plain text with an attribution line (RFC 3676 section 4.5)."""
    attribution = f"On {date.astimezone(UTC):%Y-%m-%d %H:%M} UTC, {clean_line(sender)} wrote:"
    quoted = [
        f">{line}" if line.startswith(">") else f"> {line}".rstrip() for line in clean_text(text).split("\n")
    ]
    return "\n".join([attribution, *quoted])


def _address(text: str) -> str:
    local, _, domain = text.rpartition("@")
    address = normal_address(text)
    if not address or clean_line(text) != text or not local.isascii() or '"' in local:
        raise ValueError(
            f"{clean_line(text)[:100]!r} is not a plain mail address; correct it before sending."
        )
    if not domain.isascii():
        domain = domain.encode("idna").decode("ascii")
    return f"{local}@{domain}"


def _capped(references: Sequence[str]) -> list[str]:
    """The first and the last 20: what clients need, and no header that grows for ever."""
    ids = list(dict.fromkeys(references))
    return ids if len(ids) <= _LATEST_REFERENCES + 1 else [ids[0], *ids[-_LATEST_REFERENCES:]]


def _body(mail: OutgoingMail) -> bytes:
    entity = _text_part(mail.text, "plain")
    seed = sha256(f"{mail.message_id}\0{mail.text}".encode("utf-8", "replace")).hexdigest()[:24]
    if mail.html is not None:
        rich = _text_part(mail.html, "html")
        inline = [one for one in mail.attachments if one.is_inline and one.content_id]
        if inline:
            rich = _multipart("related", [rich, *map(_file_part, inline)], f"r{seed}")
        entity = _multipart("alternative", [entity, rich], f"a{seed}")
    files = [
        one for one in mail.attachments if not (mail.html is not None and one.is_inline and one.content_id)
    ]
    if files:
        entity = _multipart("mixed", [entity, *map(_file_part, files)], f"m{seed}")
    return entity


def _text_part(text: str, subtype: str) -> bytes:
    data = clean_text(text).replace("\n", "\r\n").encode("utf-8")
    if not data.endswith(b"\r\n"):
        data += b"\r\n"
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: ".encode("ascii")
    if data.isascii() and all(
        len(line) <= 78 and not line.startswith((b"--", b"From ")) for line in data.split(b"\r\n")
    ):
        return head + b"7bit\r\n\r\n" + data
    if sum(byte > 0x7F for byte in data) * 4 > len(data):
        return head + b"base64\r\n\r\n" + _base64_lines(data)
    quoted = b2a_qp(data.replace(b"\r\n", b"\n"), istext=True).replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    # RFC 2046 delimiters and mbox `From ` lines must not appear in a body by chance.
    quoted = re.sub(rb"(?m)^-(?=-)", b"=2D", re.sub(rb"(?m)^F(?=rom )", b"=46", quoted))
    return head + b"quoted-printable\r\n\r\n" + quoted


def _file_part(attachment: OutgoingAttachment) -> bytes:
    declared = attachment.content_type.strip().lower()
    is_type = _MEDIA_TYPE.fullmatch(declared) and not declared.startswith(("multipart/", "message/"))
    content_type = declared if is_type else "application/octet-stream"
    disposition = "inline" if attachment.is_inline else "attachment"
    name = clean_line(attachment.name).replace("/", "_").replace("\\", "_")[:200] or "attachment"
    lines = [
        f"Content-Type: {content_type}",
        f"Content-Disposition: {disposition};\r\n {encode_parameter('filename', name)}",
        "Content-Transfer-Encoding: base64",
    ]
    if attachment.content_id:
        lines.append(fold_ids("Content-ID", [attachment.content_id]))
    return (
        "\r\n".join(line for line in lines if line).encode("ascii")
        + b"\r\n\r\n"
        + _base64_lines(attachment.content)
    )


def _base64_lines(data: bytes) -> bytes:
    return encodebytes(data).replace(b"\n", b"\r\n")


def _multipart(subtype: str, parts: Sequence[bytes], boundary: str) -> bytes:
    delimiter = f"--={boundary}"
    head = f'Content-Type: multipart/{subtype}; boundary="={boundary}"\r\n\r\n'.encode("ascii")
    middle = b"".join(f"{delimiter}\r\n".encode("ascii") + part + b"\r\n" for part in parts)
    return head + middle + f"{delimiter}--\r\n".encode("ascii")
