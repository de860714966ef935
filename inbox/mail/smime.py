"""S/MIME (RFC 8551): whether a CMS object is only signed, and the mail inside it when it is.

Nothing is verified here: the words are shown, and that they were signed, never by whom.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error

TYPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))
_SIGNED = bytes.fromhex("2a864886f70d010702")
_ENVELOPED = (
    bytes.fromhex("2a864886f70d010703"),  # envelopedData
    bytes.fromhex("2a864886f70d0109100117"),  # authEnvelopedData
)
_OBJECT_ID, _OCTETS, _SEQUENCE = 0x06, 0x04, 0x30
_CONTEXT_0, _OCTETS_CONSTRUCTED = 0xA0, 0x24
_MAX_STEPS = 200_000

_Element = tuple[int, int, int, int]  # tag, start and end of its content, start of what follows


class _NotBer(ValueError):
    """The bytes are not the encoding they should be."""


def open_smime(data: bytes) -> tuple[str, bytes]:
    """`("signed", inner MIME entity)`, `("encrypted", b"")` or `("", b"")` when it is neither or broken."""
    data = _binary(data)
    try:
        outer = _read(data, 0, len(data))
        kind = _read(data, outer[1], outer[2])
        if outer[0] != _SEQUENCE or kind[0] != _OBJECT_ID:
            return "", b""
        name = data[kind[1] : kind[2]]
        if name in _ENVELOPED:
            return "encrypted", b""
        return ("signed", _content(data, kind[3])) if name == _SIGNED else ("", b"")
    except (_NotBer, IndexError):
        return "", b""


def _content(data: bytes, position: int) -> bytes:
    """SignedData: version, digest algorithms, then the encapsulated content; empty when it is detached."""
    end = len(data)
    wrapped = _read(data, position, end)
    signed = _read(data, wrapped[1], wrapped[2])
    version = _read(data, signed[1], signed[2])
    digests = _read(data, version[3], signed[2])
    encapsulated = _read(data, digests[3], signed[2])
    kind = _read(data, encapsulated[1], encapsulated[2])
    if kind[3] >= encapsulated[2]:
        return b""
    explicit = _read(data, kind[3], encapsulated[2])
    if explicit[0] != _CONTEXT_0:
        return b""
    return _octets(data, _read(data, explicit[1], explicit[2]))


def _octets(data: bytes, element: _Element) -> bytes:
    """An OCTET STRING, also in pieces (streamed BER)."""
    if element[0] == _OCTETS:
        return data[element[1] : element[2]]
    if element[0] != _OCTETS_CONSTRUCTED:
        raise _NotBer
    pieces, position = [], element[1]
    while position < element[2]:
        piece = _read(data, position, element[2])
        if piece[0] != _OCTETS:
            raise _NotBer
        pieces.append(data[piece[1] : piece[2]])
        position = piece[3]
    return b"".join(pieces)


def _read(data: bytes, position: int, end: int) -> _Element:
    tag, start, length = _header(data, position, end)
    if length is not None:
        if start + length > end:
            raise _NotBer
        return tag, start, start + length, start + length
    close = _end_of_contents(data, start, end)
    return tag, start, close, close + 2


def _header(data: bytes, position: int, end: int) -> tuple[int, int, int | None]:
    if position + 2 > end or data[position] & 0x1F == 0x1F:
        raise _NotBer
    first = data[position + 1]
    if first < 0x80:
        return data[position], position + 2, first
    size = first & 0x7F
    if size == 0:
        return data[position], position + 2, None
    if size > 4 or position + 2 + size > end:
        raise _NotBer
    return data[position], position + 2 + size, int.from_bytes(data[position + 2 : position + 2 + size])


def _end_of_contents(data: bytes, position: int, end: int) -> int:
    """Where the two zero bytes stand that close an indefinite length; a counter instead of recursion."""
    depth = 1
    for _ in range(_MAX_STEPS):
        if data[position : position + 2] == b"\0\0":
            depth -= 1
            if depth == 0:
                return position
            position += 2
            continue
        _, start, length = _header(data, position, end)
        if length is None:
            depth += 1
        position = start if length is None else start + length
    raise _NotBer


def _binary(data: bytes) -> bytes:
    """Some gateways lose the transfer encoding's name and leave base64 or PEM."""
    if data[:1] == b"\x30":
        return data
    lines = [line for line in data.split(b"\n") if not line.startswith(b"-----")]
    try:
        return b64decode(b"".join(lines))
    except (Error, ValueError):
        return data
