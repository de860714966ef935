"""Single header fields for the wire: one cleaned value in, one folded ASCII field out (RFC 2047, RFC 2231)."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import quote

from inbox.mail.characters import clean_line

_MAX_LINE = 76
_WORD_BYTES = 42
_ID = re.compile(r"[!-;=?-~]{1,900}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")


def header_line(name: str, value: str) -> str:
    """An unstructured field; text that is not ASCII, too long a word or like an encoded word gets encoded."""
    value = clean_line(value)
    longest = max((len(word) for word in value.split(" ")), default=0)
    if value.isascii() and "=?" not in value and longest <= 400:
        return _fold(f"{name}: {value}")
    return f"{name}: " + "\r\n ".join(_encoded_words(value))


def address_line(name: str, mailboxes: Sequence[tuple[str, str]]) -> str:
    """An address field of (display name, plain address) pairs, one a line."""
    return f"{name}: " + ",\r\n ".join(_mailbox(*mailbox) for mailbox in mailboxes)


def fold_ids(name: str, ids: Sequence[str]) -> str:
    """A field of message ids in brackets, one a line; empty when no id is fit to be sent."""
    fit = [one.strip().strip("<>") for one in ids]
    fit = [one for one in fit if _ID.fullmatch(one)]
    return f"{name}: " + "\r\n ".join(f"<{one}>" for one in fit) if fit else ""


def encode_parameter(name: str, value: str) -> str:
    """A parameter, by RFC 2231 when the value is not plain ASCII."""
    value = clean_line(value)
    if value.isascii():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{name}="{escaped}"'
    return f"{name}*=utf-8''{quote(value, safe='')}"


def _mailbox(name: str, address: str) -> str:
    name = clean_line(name)
    if not name:
        return address if len(address) < _MAX_LINE else f"<{address}>"
    if not name.isascii() or "=?" in name:
        return "\r\n ".join(_encoded_words(name)) + f"\r\n <{address}>"
    if _ATOMS.fullmatch(name):
        return f"{name[:400]} <{address}>"
    escaped = name[:400].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{address}>'


def _encoded_words(value: str) -> list[str]:
    words, current = [], b""
    for character in value:
        encoded = character.encode("utf-8", "replace")
        if len(current) + len(encoded) > _WORD_BYTES:
            words.append(current)
            current = b""
        current += encoded
    words.append(current)
    return [f"=?utf-8?b?{b64encode(word).decode('ascii')}?=" for word in words]


def _fold(line: str) -> str:
    """Fold at blanks; a blank stays at the begin of the next line, so unfolding gives the same text."""
    lines, current = [], ""
    for number, word in enumerate(line.split(" ")):
        if number > 1 and len(current) + 1 + len(word) > _MAX_LINE and word and current.strip():
            lines.append(current)
            current = f" {word}"
        else:
            current = f"{current} {word}" if number else word
    lines.append(current)
    return "\r\n".join(lines)
