"""Encoded words in headers (RFC 2047), also the broken ones: split characters, blanks inside, no gap between."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp

from inbox.mail.charsets import decode_bytes

_WORD = re.compile(r"=\?([^?\s\"<>]{1,60})\?([bBqQ])\?([^?]*)\?=")
_Q_WITH_QUESTION_MARK = re.compile(r"=\?([^?\s\"<>]{1,60})\?([qQ])\?([^\s]*?)\?=(?=\s|$)")
_MAX_MENDED = 1000


def decode_words(text: str) -> str:
    """Decode every encoded word of a header value; text outside of them stays as it is. Linear time."""
    if "=?" not in text:
        return text
    pieces: list[str] = []
    pending = bytearray()
    pending_charset = ""
    position = 0
    for match in _WORD.finditer(text):
        charset = match.group(1).split("*")[0]
        gap = text[position : match.start()]
        is_adjacent = position > 0 and not gap.strip()
        if pending and (not is_adjacent or charset.lower() != pending_charset.lower()):
            pieces.append(decode_bytes(bytes(pending), pending_charset)[0])
            pending.clear()
        if not is_adjacent:
            pieces.append(gap)
        # Characters split over two words of one charset are joined before decoding.
        pending += _word_bytes(match.group(2), match.group(3))
        pending_charset = charset
        position = match.end()
    if pending:
        pieces.append(decode_bytes(bytes(pending), pending_charset)[0])
    rest = text[position:]
    if "=?" in rest and len(rest) < _MAX_MENDED:
        rest = _Q_WITH_QUESTION_MARK.sub(
            lambda m: decode_bytes(_word_bytes("q", m.group(3)), m.group(1).split("*")[0])[0], rest
        )
    pieces.append(rest)
    return "".join(pieces)


def _word_bytes(encoding: str, payload: str) -> bytes:
    raw = payload.encode("utf-8", "surrogateescape")
    if encoding in "qQ":
        return a2b_qp(raw.replace(b" ", b"_"), header=True)
    try:
        return a2b_base64(raw + b"=" * (-len(raw) % 4))
    except Error:
        usable = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
        usable = usable[: len(usable) - 1] if len(usable) % 4 == 1 else usable
        return a2b_base64(usable + b"=" * (-len(usable) % 4))
