"""Outlook's winmail.dat opened (MS-OXTNEF): the files, and the body where the mail has no other.

A reader of our own and not tnefparse 1.4: that one copies the rest of the stream for every attribute (squared time)
and believes 32-bit counts, so that forty bytes keep it busy for hours. Here every step moves forward.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from inbox.mail.characters import clean_text
from inbox.mail.charsets import decode_bytes
from inbox.mail.rtf import decompress_rtf, read_rtf

_SIGNATURE = 0x223E9F78
_ATTRIBUTE = struct.Struct("<BHHI")
_U16, _U32 = struct.Struct("<H"), struct.Struct("<I")
_MESSAGE_LEVEL, _ATTACHMENT_LEVEL = 1, 2
_ATT_SUBJECT, _ATT_BODY, _ATT_DATA, _ATT_TITLE = 0x8004, 0x800C, 0x800F, 0x8010
_ATT_REND_DATA, _ATT_PROPS, _ATT_ATTACHMENT, _ATT_CODEPAGE = 0x9002, 0x9003, 0x9005, 0x9007
_BODY, _BODY_HTML, _RTF, _SUBJECT, _CODEPAGE = 0x1000, 0x1013, 0x1009, 0x0037, 0x3FDE
_DATA, _SHORT_NAME, _LONG_NAME, _MIME, _CONTENT_ID = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712
_WIDTHS = {1: 0, 2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 20: 8, 64: 8, 72: 16}
_MESSAGE_INTERFACE = bytes.fromhex("0703020000000000c000000000000046")
_MAX_ATTRIBUTES = 20_000
_MAX_PROPERTIES = 20_000
_MAX_DEPTH = 3


@dataclass(slots=True)
class TnefFile:
    """One enclosed file; `content_id` without brackets."""

    name: str = ""
    content: bytes = b""
    content_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class TnefMessage:
    """What a winmail.dat holds; `html` is empty when Outlook sent none."""

    subject: str = ""
    text: str = ""
    html: str = ""
    files: list[TnefFile] = field(default_factory=list)


def read_tnef(data: bytes, max_files: int = 500, depth: int = 0) -> TnefMessage | None:
    """Take a TNEF stream apart; None when it is not one. What is cut off or broken ends the reading, not the mail."""
    if len(data) < 6 or _U32.unpack_from(data)[0] != _SIGNATURE:
        return None
    message, codepage, current = TnefMessage(), "cp1252", None
    for level, name, value in _attributes(data):
        if name == _ATT_CODEPAGE and len(value) >= 4:
            codepage = f"cp{_U32.unpack_from(value)[0]}"
        elif level == _MESSAGE_LEVEL:
            _read_message(message, name, value, codepage)
        elif name == _ATT_REND_DATA:
            if len(message.files) >= max_files:
                break
            current = TnefFile()
            message.files.append(current)
        elif level == _ATTACHMENT_LEVEL and current is not None:
            _read_file(message, current, name, value, codepage, max_files, depth)
    message.files = [one for one in message.files if one.content or one.name]
    return message


def _attributes(data: bytes) -> Iterator[tuple[int, int, bytes]]:
    position, count = 6, 0
    while position + _ATTRIBUTE.size <= len(data) and count < _MAX_ATTRIBUTES:
        level, name, _, length = _ATTRIBUTE.unpack_from(data, position)
        start = position + _ATTRIBUTE.size
        yield level, name, data[start : start + length]
        position, count = start + length + 2, count + 1


def _read_message(message: TnefMessage, name: int, value: bytes, codepage: str) -> None:
    if name == _ATT_SUBJECT:
        message.subject = message.subject or _text(value, codepage)
    elif name == _ATT_BODY:
        message.text = message.text or _text(value, codepage)
    elif name == _ATT_PROPS:
        found = dict(_properties(value))
        page = found.get(_CODEPAGE, b"")
        charset = f"cp{_U32.unpack_from(page)[0]}" if len(page) >= 4 else codepage
        message.subject = _property_text(found, _SUBJECT, codepage) or message.subject
        message.text = _property_text(found, _BODY, codepage) or message.text
        message.html = _property_text(found, _BODY_HTML, charset)
        if not message.html and _RTF in found:
            text, is_html = read_rtf(decompress_rtf(_plain(found[_RTF])))
            if is_html:
                message.html = clean_text(text)
            else:
                message.text = message.text or clean_text(text).strip()


def _read_file(
    message: TnefMessage, file: TnefFile, name: int, value: bytes, codepage: str, max_files: int, depth: int
) -> None:
    if name == _ATT_TITLE:
        file.name = file.name or _text(value, codepage)
    elif name == _ATT_DATA:
        file.content = value
    elif name == _ATT_ATTACHMENT:
        found = dict(_properties(value))
        file.name = (
            _property_text(found, _LONG_NAME, codepage)
            or file.name
            or _property_text(found, _SHORT_NAME, codepage)
        )
        file.content_type = _property_text(found, _MIME, codepage).lower()
        file.content_id = _property_text(found, _CONTENT_ID, codepage).strip("<> ")
        content = _plain(found.get(_DATA, b""))
        if content[:16] == _MESSAGE_INTERFACE and depth < _MAX_DEPTH:
            _enclose(message, file, read_tnef(content[16:], max_files, depth + 1), max_files)
        elif content and not file.content:
            file.content = content


def _enclose(message: TnefMessage, file: TnefFile, inner: TnefMessage | None, max_files: int) -> None:
    """A mail inside the mail becomes a message file of its words; its own files stand beside it."""
    if inner is None:
        return
    subtype, words = ("html", inner.html) if inner.html else ("plain", inner.text)
    subject = " ".join(inner.subject.split())
    file.name = f"{subject or file.name or 'message'}.eml"
    file.content_type = "message/rfc822"
    file.content = (
        f"Subject: {subject}\r\nContent-Type: text/{subtype}; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{words}"
    ).encode("utf-8", "replace")
    message.files += inner.files[: max(0, max_files - len(message.files))]


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """MAPI properties: id and value; a string's value begins with its type, so that its charset is known."""
    if len(data) < 4:
        return
    position, end = 4, len(data)
    for _ in range(min(_U32.unpack_from(data)[0], _MAX_PROPERTIES)):
        if position + 4 > end:
            return
        kind, name = _U16.unpack_from(data, position)[0], _U16.unpack_from(data, position + 2)[0]
        position += 4
        if name >= 0x8000:
            position = _after_name(data, position)
        is_many, kind = bool(kind & 0x1000), kind & 0x0FFF
        is_variable = kind in (0x0D, 0x1E, 0x1F, 0x102)
        if not is_variable and kind not in _WIDTHS:
            return
        count = 1
        if is_many or is_variable:
            if position + 4 > end:
                return
            count = _U32.unpack_from(data, position)[0]
            position += 4
        if not is_variable:
            yield name, data[position : position + _WIDTHS[kind]]
            position += _WIDTHS[kind] * count
            continue
        for _ in range(count):
            if position + 4 > end:
                return
            length = _U32.unpack_from(data, position)[0]
            yield name, bytes((kind & 0xFF,)) + data[position + 4 : position + 4 + length]
            position += 4 + length + -length % 4


def _after_name(data: bytes, position: int) -> int:
    """Named properties carry a GUID and a number or a name of their own."""
    if position + 24 > len(data):
        return len(data)
    kind, length = _U32.unpack_from(data, position + 16)[0], _U32.unpack_from(data, position + 20)[0]
    return position + 24 + (length + -length % 4 if kind else 0)


def _property_text(found: dict[int, bytes], name: int, codepage: str) -> str:
    value = found.get(name, b"")
    if value[:1] == b"\x1f":
        return clean_text(value[1:].decode("utf-16-le", "replace")).strip("\0 \n")
    return _text(value[1:], codepage)


def _plain(value: bytes) -> bytes:
    return value[1:]


def _text(value: bytes, codepage: str) -> str:
    return clean_text(decode_bytes(value.rstrip(b"\0"), codepage)[0])
