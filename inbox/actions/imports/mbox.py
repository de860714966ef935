"""Mails of an mbox file (RFC 4155), found in one pass of bounded memory and read one at a time.

"From " at the start of a line separates only where a postmark follows and then a header: many programs leave
such lines in bodies unescaped. Where they were escaped, one ">" is taken off (the mboxrd convention).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

HEAD_BYTES = 64 * 1024
_CHUNK = 4 * 1024 * 1024
_MARK = b"\nFrom "
# "From jane@mail.example Mon Jan  5 10:00:00 2026", with what Gmail, Thunderbird and mutt make of the middle.
_POSTMARK = re.compile(
    rb"From (?:[^\r\n]{0,998} )?((?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? [^\r\n]{0,60}\d\d:\d\d[^\r\n]{0,60})\r?\n"
    rb"(?=[!-9;-~]{1,200}[ \t]*:|>From )"
)
_TAIL = HEAD_BYTES + 4096
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Found:
    """One mail of an mbox: where its header begins, its length, its first bytes, and the postmark's date."""

    offset: int
    size: int
    head: bytes
    postmark: str


def is_mbox(head: bytes) -> bool:
    """Whether a file that begins like this is an mbox (an .eml that carries a postmark is one of one mail)."""
    return _POSTMARK.match(head) is not None


def mails_of(file: BinaryIO) -> Iterator[Found]:
    """Every mail of the file in its order, without holding more than some megabytes. Raises OSError."""
    # The first line has no line break before it; `base` is the file's offset of buffer[0].
    buffer, base, searched, last = b"\n", -1, 0, None
    while True:
        chunk = file.read(_CHUNK)
        buffer += chunk
        # What follows a mark must lie in the buffer too: header lines for the date.
        limit = len(buffer) - _TAIL if chunk else len(buffer)
        position = buffer.find(_MARK, searched)
        while 0 <= position < limit:
            if match := _POSTMARK.match(buffer, position + 1):
                if last is not None:
                    yield _ended(last, base + position + 1)
                start = match.end()
                postmark = match[1].decode("ascii", "replace")
                last = Found(base + start, 0, buffer[start : start + HEAD_BYTES], postmark)
            position = buffer.find(_MARK, position + 1)
        if not chunk:
            break
        if limit > 0:
            buffer, base, searched = buffer[limit:], base + limit, 0
    if last is not None:
        yield _ended(last, base + len(buffer))


def read_mail(file: BinaryIO, offset: int, size: int) -> bytes:
    """The bytes of one mail, without the empty line that ends it and with escaped lines restored."""
    file.seek(offset)
    raw = file.read(size)
    for end in (b"\r\n\r\n", b"\n\n"):
        if raw.endswith(end):
            raw = raw[: -len(end) // 2]
            break
    return _ESCAPED.sub(rb"\1", raw) if b">From " in raw else raw


def _ended(found: Found, end: int) -> Found:
    size = end - found.offset
    return Found(found.offset, size, found.head[:size], found.postmark)
