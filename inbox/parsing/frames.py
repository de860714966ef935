"""What goes over the pipes between the desk and a parser child: length-prefixed MessagePack, no pickle."""

from __future__ import annotations

import struct
from typing import IO

import msgspec

from inbox.mail.reading import Reading, ReadingRules

_LENGTH = struct.Struct(">I")


class Order(msgspec.Struct, frozen=True, array_like=True):
    """One mail to read; `rules` only where they differ from those of the order before."""

    raw: bytes
    rules: ReadingRules | None = None


class Answer(msgspec.Struct, frozen=True, array_like=True):
    """The reading, or why there is none: `reason` for the quarantine, `error` for a fault of ours."""

    reading: Reading | None = None
    reason: str = ""
    error: str = ""


def write_frame(pipe: IO[bytes], value: Order | Answer) -> None:
    """Send one value."""
    data = msgspec.msgpack.encode(value)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def read_frame(pipe: IO[bytes]) -> bytes | None:
    """The next value's bytes; None when the other side is gone, also in the middle of one."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    data = pipe.read(length)
    return data if len(data) == length else None
