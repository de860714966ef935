"""Mails made to hurt: built at test time, none is stored (SECURITY 1.H, corpora/security/mime_bombs.md)."""

from __future__ import annotations

import base64
import random
import struct
import zlib
from collections.abc import Callable
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from tests.support import outlook

_FROM = b"From: Poison <poison@hostile.example>\r\nTo: support@voltway.example\r\n"
_MIXED = b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
_PYTHON_ONLY = ("zlib", "rot13", "hex", "bz2", "base64", "uu", "quopri", "idna", "punycode", "unicode_escape")
_CHARSETS = (
    "x-none",
    "utf-7",
    "unicode-1-1-utf-7",
    "cp99999",
    "\u00fctf-8",
    "utf-8;",
    "a" * 5000,
    *_PYTHON_ONLY,
)
_NAMES = (
    "../../etc/passwd",
    "C:\\\\x\\\\..\\\\y.exe",
    "CON",
    ".htaccess",
    "a" * 5000,
    "a\u202egpj.exe",
    "a\tb\0c.txt",
    "..",
    "/",
)
_DATES = (
    "Mon, 1 Jan 0000 00:00:00 +0000",
    "Mon, 1 Jan 1900 00:00:00 +0000",
    "Fri, 31 Dec 9999 23:59:59 -2359",
    "Tue, 3 Nov 2026 10:00:00 +9999",
    "yesterday",
    "",
)

Build = Callable[[random.Random, float], bytes]


def poison_set(seed: int = 1, *, scale: float = 1.0) -> list[tuple[str, bytes]]:
    """Every kind once, as raw messages with a Message-ID and a subject of their own.

    `scale` 1.0 gives mails of up to some 4 MB; numbers and noise come from `seed` alone.
    """
    return [(name, poison(name, seed, scale=scale)) for name in KINDS]


def poison(name: str, seed: int = 1, *, scale: float = 1.0) -> bytes:
    """One kind of the set."""
    chance = random.Random(f"{seed} {name}")
    identity = f"Message-ID: <{name}.{seed}@hostile.example>\r\n" if name not in _WITHOUT_ID else ""
    subject = f"Subject: poison {name}\r\n" if name not in _WITHOUT_SUBJECT else ""
    return (identity + subject).encode() + KINDS[name](chance, scale)


def _many(piece: bytes, count: float) -> bytes:
    return piece * max(1, int(count))


def _deep_multipart(chance: random.Random, scale: float) -> bytes:
    depth = range(int(5000 * scale) + 60)
    opening = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in depth
    )
    return _FROM + opening + b"\r\nleaf"


def _many_headers(chance: random.Random, scale: float) -> bytes:
    names = (b"X-%d: %d\r\n" % (n, chance.randrange(10**6)) for n in range(int(100_000 * scale) + 10))
    return _FROM + b"".join(names) + b"\r\nx"


def _noise(chance: random.Random, scale: float) -> bytes:
    alphabet = b"ABCDabcd0123+/=!#\x00\xff\r\n"
    noise = bytes(chance.choices(alphabet, k=50_000)) * max(1, int(40 * scale))
    return _FROM + b"Content-Transfer-Encoding: base64\r\n\r\n" + noise


def _charsets(chance: random.Random, scale: float) -> bytes:
    parts = []
    for charset in _CHARSETS:
        body = chance.randbytes(200).replace(b"\r", b"").replace(b"\n", b"") + b" eval hello \xc3\xbc"
        parts.append(b"--b\r\nContent-Type: text/plain; charset=%s\r\n\r\n%s\r\n" % (charset.encode(), body))
    return _FROM + _MIXED + b"".join(parts) + b"--b--"


def _names(chance: random.Random, scale: float) -> bytes:
    parts = [
        b'--b\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename="%s"\r\n\r\nx\r\n'
        % name.encode()
        for name in _NAMES
    ]
    return _FROM + _MIXED + b"".join(parts) + b"--b--"


def _dates(chance: random.Random, scale: float) -> bytes:
    return f"Date: {chance.choice(_DATES)}\r\n".encode() + _FROM + b"\r\nx"


def _zip(chance: random.Random, scale: float) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for number in range(3):
            archive.writestr(f"{number}.txt", bytes(int(20_000_000 * scale) + 1000))
    return _file("application/zip", "big.zip", packed.getvalue())


def _png(chance: random.Random, scale: float) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", 50_000, 50_000, 8, 6, 0, 0, 0)
    chunk = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return _file("image/png", "huge.png", b"\x89PNG\r\n\x1a\n" + chunk)


def _gif(chance: random.Random, scale: float) -> bytes:
    frame = b"\x21\xf9\x04\x00\x00\x00\x00\x00\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    data = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00" + _many(frame, 10_000 * scale) + b";"
    return _file("image/gif", "frames.gif", data)


def _svg(chance: random.Random, scale: float) -> bytes:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    outside = '<!ENTITY x SYSTEM "file:///etc/passwd">'
    text = f'<!DOCTYPE s [<!ENTITY e0 "ha">{levels}{outside}]><svg onload="alert(1)">&e9;&x;</svg>'
    return _file("image/svg+xml", "laughs.svg", text.encode())


def _file(content_type: str, name: str, data: bytes) -> bytes:
    head = f'--b\r\nContent-Type: {content_type}; name="{name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    return _FROM + _MIXED + head.encode() + base64.encodebytes(data) + b"--b--"


def _html(html: bytes) -> bytes:
    return _FROM + b"Content-Type: text/html; charset=utf-8\r\n\r\n" + html


def _tnef(chance: random.Random, scale: float) -> bytes:
    lies = struct.pack("<IHHI", 0xFFFFFFFF, 0x1002, 0x3000, 0xFFFFFFFF) + chance.randbytes(500)
    tiny = outlook.attribute(1, 0x1234, 6, b"")
    data = outlook.tnef(outlook.attribute(1, 0x9003, 6, lies), *[tiny] * int(50_000 * scale))
    return _file("application/ms-tnef", "winmail.dat", data)


def _smime(chance: random.Random, scale: float) -> bytes:
    return _file(
        "application/pkcs7-mime", "smime.p7m", _many(b"\x30\x80", 300_000 * scale) + chance.randbytes(99)
    )


def _calendar(chance: random.Random, scale: float) -> bytes:
    lines = (
        "BEGIN:VEVENT\r\n" + 'ATTENDEE;CN="a;:\r\n ' * int(50_000 * scale) + "\r\nSUMMARY:" + "a\\" * 100_000
    )
    return _file("text/calendar; method=REQUEST", "invite.ics", lines.encode())


def _bytes_of_chance(chance: random.Random, scale: float) -> bytes:
    return _FROM + _MIXED + b"--b\r\n" + chance.randbytes(int(300_000 * scale) + 1000)


def _fixed(*pieces: tuple[bytes, float]) -> Build:
    """Pieces, each repeated; counts of 1 stay, others are scaled."""
    return lambda chance, scale: b"".join(
        _many(piece, 1 if times == 1 else times * scale) for piece, times in pieces
    )


KINDS: dict[str, Build] = {
    "deep-multipart": _deep_multipart,
    "deep-rfc822": _fixed((_FROM, 1), (b"Content-Type: message/rfc822\r\n\r\n", 2000)),
    "many-parts": _fixed((_FROM + _MIXED, 1), (b"--b\r\n\r\nx\r\n", 200_000)),
    "many-headers": _many_headers,
    "long-header": _fixed((_FROM + b"X-Long: ", 1), (b"a", 2_000_000), (b"\r\n\r\nx", 1)),
    "long-folded-header": _fixed((_FROM + b"X-Long: a", 1), (b"\r\n aaaaaaaa", 200_000), (b"\r\n\r\nx", 1)),
    "many-recipients": _fixed((_FROM + b"Cc: a@x.example", 1), (b", a.b@x.example", 50_000), (b"\r\n\r\nx", 1)),
    "open-brackets": _fixed((b"From: ", 1), (b"(", 90_000), (b"\r\n\r\nx", 1)),
    "open-quotes": _fixed((b"From: ", 1), (b'"\\', 45_000), (b"\r\n\r\nx", 1)),
    "encoded-word-flood": _fixed((_FROM + b"Subject:", 1), (b" =?utf-8?q?a=C3=A4?=", 10_000), (b"\r\n\r\nx", 1)),
    "encoded-word-open": _fixed((_FROM + b"Subject: ", 1), (b"=?a?q?", 15_000), (b"\r\n\r\nx", 1)),
    "encoded-line-break": _fixed((_FROM + b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40y=E2=80=A8z?=\r\n\r\nx", 1)),
    "rfc2231-flood": _fixed(
        (_FROM + _MIXED + b"--b\r\nContent-Type: a/b", 1), (b"; name*1*=a%20; name*22*=%ff", 5_000), (b"\r\n\r\nx", 1)
    ),
    "boundary-flood": _fixed((_FROM + _MIXED.replace(b"=b", b"=bb"), 1), (b"--b\r\n", 300_000)),
    "boundary-regex": _fixed(
        (_FROM + _MIXED.replace(b"=b", b'="(.*)+?[a-z]{9}$^|(?P<x>)"') + b"--(.*)+?[a-z]{9}$^|(?P<x>)\r\n\r\nleaf", 1)
    ),
    "same-boundary": _fixed((_FROM, 1), (_MIXED + b"--b\r\n", 5), (b"\r\nleaf\r\n--b--", 1)),
    "html-nesting": _fixed((_html(b""), 1), (b"<div>", 100_000), (b"x", 1)),
    "html-attributes": _fixed((_html(b"<div "), 1), (b"a%d=1 ", 100_000), (b">x", 1)),
    "html-tables": _fixed((_html(b""), 1), (b"<table><tr><td>", 20_000), (b"x", 1)),
    "html-brackets": _fixed((_html(b""), 1), (b"<", 500_000)),
    "css-flood": _fixed(
        (_html(b'<p style="'), 1), (b"color:red;background:url(//x);", 40_000), (b'">x<style>@import "//x"</style>', 1)
    ),
    "quote-nesting": _fixed((_FROM + b"\r\n", 1), (b"> " * 40 + b"y\r\n", 20_000)),
    "regex-quote": _fixed((_FROM + b"\r\nOn ", 1), (b"x ", 25_000)),
    "regex-quote-lines": _fixed((_FROM + b"\r\n", 1), (b"On 1 Jan 2020 10:00 wrote a@b.example wrote x:\r\n", 20_000)),
    "dash-flood": _fixed((_FROM + b"\r\n", 1), (b"-- \r\n____\r\n", 50_000)),
    "label-flood": _fixed((_FROM + b"\r\n", 1), (b"From: x\r\nSent: y\r\n\r\nTo: z\r\n", 30_000)),
    "base64-noise": _noise,
    "qp-soft-breaks": _fixed(
        (_FROM + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", 1), (b"=\n", 1_000_000)
    ),
    "uuencode-endless": _fixed((_FROM + b"\r\nbegin 644 x\n", 1), (b"M" * 61 + b"\n", 60_000)),
    "uuencode-begins": _fixed((_FROM + b"\r\n", 1), (b"begin 644 x\n", 100_000)),
    "zip-attachment": _zip,
    "image-attachment": _png,
    "gif-frames": _gif,
    "svg-entity": _svg,
    "charset-unknown": _charsets,
    "nul-bytes": _fixed(
        (b"From: a\0@hostile.example\r\nX-N: \0\r\nContent-Type: text/plain; name=\"a\0b\"\r\n\r\nz\0\0", 1)
    ),
    "lone-surrogates": _fixed(
        (_FROM + b"Subject: =?utf-8?q?=ED=A0=80x?=\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\xed\xa0\x80x", 1)
    ),
    "filename-path": _names,
    "references-flood": _fixed((_FROM + b"References:", 1), (b" <a.b@x.example>", 50_000), (b"\r\n\r\nx", 1)),
    "message-id-huge": _fixed((b"Message-ID: <", 1), (b"a", 10_000), (b"@x>\r\n" + _FROM + b"\r\nx", 1)),
    "no-message-id": _fixed((_FROM + b"\r\nx", 1)),
    "no-from": _fixed((b"To: support@voltway.example\r\n\r\nx", 1)),
    "date-odd": _dates,
    "winmail-lies": _tnef,
    "smime-depth": _smime,
    "calendar-flood": _calendar,
    "noise": _bytes_of_chance,
}  # fmt: skip
_WITHOUT_ID = frozenset(("message-id-huge", "no-message-id"))
_WITHOUT_SUBJECT = frozenset(
    ("encoded-word-flood", "encoded-word-open", "encoded-line-break", "lone-surrogates")
)
