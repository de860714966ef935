"""Builds winmail.dat files (MS-OXTNEF) and compressed RTF, as Outlook would send them."""

from __future__ import annotations

import struct
from collections.abc import Sequence

IID_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")


def tnef(*attributes: bytes) -> bytes:
    """A whole stream: signature, key, version, codepage 1252, then `attributes`."""
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + attribute(1, 0x9006, 8, struct.pack("<I", 0x10000))
        + attribute(1, 0x9007, 6, struct.pack("<II", 1252, 0))
        + b"".join(attributes)
    )


def attribute(level: int, name: int, kind: int, data: bytes) -> bytes:
    """One attribute with its checksum."""
    return struct.pack("<BHHI", level, name, kind, len(data)) + data + struct.pack("<H", sum(data) & 0xFFFF)


def message_properties(*properties: bytes) -> bytes:
    """The message's MAPI properties."""
    return attribute(1, 0x9003, 6, struct.pack("<I", len(properties)) + b"".join(properties))


def file(name: str, content: bytes, *properties: bytes) -> bytes:
    """An attachment with a short 8.3 title and its long name as a property."""
    listed = (string(0x3707, name), *properties)
    return (
        attribute(2, 0x9002, 6, b"\x01\x00" + b"\xff" * 12)
        + attribute(2, 0x8010, 1, b"SHORT~1.BIN\0")
        + (attribute(2, 0x800F, 6, content) if content else b"")
        + attribute(2, 0x9005, 6, struct.pack("<I", len(listed)) + b"".join(listed))
    )


def string(name: int, value: str) -> bytes:
    """A Unicode property."""
    return _variable(0x1F, name, value.encode("utf-16-le") + b"\0\0")


def binary(name: int, value: bytes, kind: int = 0x102) -> bytes:
    """A binary property, or an object with kind 0x0D."""
    return _variable(kind, name, value)


def number(name: int, value: int) -> bytes:
    """A 32-bit property."""
    return struct.pack("<HHI", 3, name, value)


def named(kind: int, label: str, value: bytes) -> bytes:
    """A property that is known by a name, as add-ins write them."""
    text = label.encode("utf-16-le") + b"\0\0"
    head = struct.pack("<HH16sII", kind, 0x8001, b"g" * 16, 1, len(text)) + _padded(text)
    return head + struct.pack("<II", 1, len(value)) + _padded(value)


def many(name: int, values: Sequence[str]) -> bytes:
    """A multiple string property."""
    pieces = [_counted(value.encode("utf-16-le") + b"\0\0") for value in values]
    return struct.pack("<HHI", 0x101F, name, len(pieces)) + b"".join(pieces)


def compressed_rtf(rtf: bytes) -> bytes:
    """Compressed RTF of literals only, with the end mark (MS-OXRTFCP 3.2.4.2)."""
    body, write = bytearray(), 207
    for start in range(0, len(rtf), 8):
        chunk = rtf[start : start + 8]
        if len(chunk) == 8:
            body += b"\0" + chunk
        else:
            body += bytes((1 << len(chunk),)) + chunk
    write = (write + len(rtf)) & 4095
    if len(rtf) % 8 == 0:
        body += b"\x01"
    body += struct.pack(">H", write << 4)
    return struct.pack("<IIII", len(body) + 12, len(rtf), 0x75465A4C, 0) + bytes(body)


def _variable(kind: int, name: int, data: bytes) -> bytes:
    return struct.pack("<HHI", kind, name, 1) + _counted(data)


def _counted(data: bytes) -> bytes:
    return struct.pack("<I", len(data)) + _padded(data)


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 4)
