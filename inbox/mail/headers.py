"""The header block of a message or part (RFC 5322 section 2.2), as tolerant as mail clients are."""

from __future__ import annotations

import re

from inbox.mail.charsets import decode_bytes
from inbox.mail.model import Limits

_BLANK = re.compile(rb"\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:[ \t]*")
_LINES = re.compile(rb"\r\n|\n|\r")

Fields = list[tuple[str, str]]


def split_header(raw: bytes, start: int, end: int, limits: Limits) -> tuple[Fields, int, list[str]]:
    """Fields of the block that begins at `start`, the offset of the body, and what was wrong.

    Values are unfolded and still encoded; bytes that are not ASCII are decoded as UTF-8 or by guess.
    """
    problems: list[str] = []
    blank = _find_blank(raw, start, end)
    header_end, body_start = blank if blank else (end, end)
    block_end = header_end
    if header_end - start > limits.header_bytes:
        problems.append("header_truncated")
        block_end = start + limits.header_bytes
    fields: Fields = []
    name, parts = "", []
    position = start
    for line in _LINES.split(raw[start:block_end]):
        if line[:1] in (b" ", b"\t"):
            if name:
                parts.append(line)
        else:
            match = _FIELD.match(line)
            if match:
                if name:
                    fields.append((name, _value(parts, limits)))
                    if len(fields) >= limits.headers:
                        problems.append("too_many_headers")
                        name = ""
                        break
                name, parts = match.group(1).decode("ascii"), [line[match.end() :]]
            elif line and not name and not line.startswith((b"From ", b">From ")):
                # No header at all: the text begins here.
                return [], start, [*problems, "no_header"]
            elif line and not line.startswith((b"From ", b">From ")):
                problems.append("broken_header_line")
                if (
                    b"@" not in line
                    and b" " in line.strip()
                    and not _has_field_after(raw, position, block_end)
                ):
                    # Words where a field should be, and no field after them: the blank line is missing.
                    body_start = position
                    break
        position += len(line) + (2 if raw[position + len(line) : position + len(line) + 2] == b"\r\n" else 1)
    if name:
        fields.append((name, _value(parts, limits)))
    return fields, body_start, problems


def _find_blank(raw: bytes, start: int, end: int) -> tuple[int, int] | None:
    if raw[start : start + 1] in (b"\n", b"\r"):
        return start, start + (2 if raw[start : start + 2] == b"\r\n" else 1)
    match = _BLANK.search(raw, start, end)
    if match:
        return match.start(), match.end()
    if b"\n" not in raw[start:end]:
        found = raw.find(b"\r\r", start, end)
        return (found, found + 2) if found >= 0 else None
    return None


def _has_field_after(raw: bytes, position: int, end: int) -> bool:
    line_end = raw.find(b"\n", position, end)
    return (
        line_end >= 0
        and re.match(rb"[A-Za-z][A-Za-z-]{1,40}:", raw[line_end + 1 : line_end + 60]) is not None
    )


def _value(parts: list[bytes], limits: Limits) -> str:
    data = b" ".join(part.strip(b" \t") if number else part for number, part in enumerate(parts))[
        : limits.header_value
    ]
    data = data.strip()
    return data.decode("ascii") if data.isascii() and b"\x1b" not in data else decode_bytes(data)[0]
