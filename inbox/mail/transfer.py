"""Content-Transfer-Encoding (RFC 2045 section 6) of bodies that do not keep to it."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp, a2b_uu

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING_INSIDE = re.compile(rb"=+(?=[A-Za-z0-9+/])")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} ([^\r\n]*)\r?\n", re.MULTILINE)


def decode_transfer(data: bytes, encoding: str) -> bytes:
    """The bytes behind a transfer encoding; what is not decodable comes back as far as it goes."""
    encoding = encoding.lower().strip(" \t\"';.")
    if encoding in ("base64", "b"):
        return _decode_base64(data)
    if encoding in ("quoted-printable", "quoted_printable", "quotedprintable", "qp", "q"):
        return a2b_qp(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = uuencoded_files(data)
        return found[0][1] if found else data
    return data


def _decode_base64(data: bytes) -> bytes:
    try:
        return a2b_base64(data)
    except Error:
        pass
    usable = _NOT_BASE64.sub(b"", data)
    if _PADDING_INSIDE.search(usable):
        usable = usable.replace(b"=", b"")
    usable = usable.rstrip(b"=")
    if len(usable) % 4 == 1:
        usable = usable[:-1]
    try:
        return a2b_base64(usable + b"=" * (-len(usable) % 4))
    except Error:
        return data


def uuencoded_files(data: bytes) -> list[tuple[str, bytes, int, int]]:
    """Files in `begin 644 name ... end` blocks of a text: name, content, offsets of the block. Linear time."""
    files: list[tuple[str, bytes, int, int]] = []
    position = 0
    while match := _UU_BEGIN.search(data, position):
        end = re.compile(rb"^end\s*$", re.MULTILINE).search(data, match.end())
        if not end:
            break
        content = bytearray()
        for line in data[match.end() : end.start()].splitlines():
            content += _uu_line(line)
        files.append(
            (match.group(1).decode("utf-8", "replace").strip(), bytes(content), match.start(), end.end())
        )
        position = end.end()
    return files


def _uu_line(line: bytes) -> bytes:
    if not line:
        return b""
    try:
        return a2b_uu(line)
    except Error:
        # Some encoders write one line end or pad character too many.
        wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return a2b_uu(line[:wanted])
        except Error:
            return b""
