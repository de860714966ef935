"""The benchmark's mails: seeded, in twelve languages, as mail programs send them.

About 1.5 KB of text and 2.6 KB of HTML each; one in five carries 100 KB, three in ten answer an earlier mail of
the same customer; one in five is not in UTF-8. `build_corpus(n, seed)` gives the same bytes every time.
"""

from __future__ import annotations

import base64
import html
import quopri
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime

from tests.bench.phrases import LANGUAGES, Phrases

START = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
_TEXT_BYTES, _HTML_BYTES = 1500, 2600
_REPLY_SHARE, _FILE_SHARE, _OLD_CHARSET_SHARE = 0.3, 0.2, 0.2
_FILE_BYTES = 100 * 1024
_SMALL_BYTES = 2000
_STYLE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:10.5pt;line-height:1.4;color:#1f2937;margin:0 0 10px 0"
)


@dataclass(frozen=True, slots=True)
class BenchMail:
    """One mail. `thread` is the number of the mail that began its conversation (its own for the first one)."""

    number: int
    thread: int
    message_id: str
    raw: bytes
    is_reply: bool
    has_file: bool


@dataclass(frozen=True, slots=True)
class _Letter:
    """What an answer needs to know of the mail it answers."""

    number: int
    thread: int
    ids: tuple[str, ...]
    subject: str
    sender: tuple[str, str]
    phrases: Phrases
    text: str
    at: datetime


def build_corpus(count: int, *, to: str, seed: int = 20261122) -> list[BenchMail]:
    """`count` mails to the address `to`, in the order in which they were written."""
    chance = random.Random(seed)
    letters: list[_Letter] = []
    mails = []
    # Exact shares, so that no seed makes a cheaper corpus.
    replies = _chosen(chance, range(1, count), round(count * _REPLY_SHARE))
    files = _chosen(chance, range(count), round(count * _FILE_SHARE))
    old = _chosen(chance, range(count), round(count * _OLD_CHARSET_SHARE))
    for number in range(count):
        answered = chance.choice(letters) if number in replies else None
        letter = _letter(chance, number, answered)
        letters.append(letter)
        attachment = chance.randbytes(_FILE_BYTES) if number in files else None
        raw = _wire(chance, letter, answered, to, attachment, uses_old_charset=number in old)
        mails.append(
            BenchMail(
                number, letter.thread, letter.ids[-1], raw, answered is not None, attachment is not None
            )
        )
    return mails


def build_small(count: int, *, to: str, seed: int = 7) -> Iterator[BenchMail]:
    """`count` plain mails of 2 kB, all first mails of different people: the backlog. Made one by one."""
    chance = random.Random(seed)
    for number in range(count):
        phrases = LANGUAGES[number % len(LANGUAGES)]
        letter = _letter(chance, number, None, text_bytes=_SMALL_BYTES - 750)
        lines = [*_headers(letter, None, to), 'Content-Type: text/plain; charset="utf-8"']
        if letter.text.isascii():
            body, encoding = letter.text.replace("\n", "\r\n").encode(), "7bit"
        else:
            body, encoding = letter.text.replace("\n", "\r\n").encode(), "8bit"
        lines.append(f"Content-Transfer-Encoding: {encoding}")
        yield BenchMail(
            number, number, letter.ids[-1], _lines(lines) + b"\r\n" + body + b"\r\n", False, False
        )
        del phrases


def _chosen(chance: random.Random, numbers: range, count: int) -> frozenset[int]:
    return frozenset(chance.sample(numbers, min(count, len(numbers))))


def _letter(
    chance: random.Random, number: int, answered: _Letter | None, *, text_bytes: int = _TEXT_BYTES
) -> _Letter:
    phrases = answered.phrases if answered else LANGUAGES[number % len(LANGUAGES)]
    at = START + timedelta(seconds=37 * number)
    values = {
        "order": f"#{chance.randrange(10_000, 99_999)}",
        "item": chance.choice(phrases.items),
        "tracking": f"RX{chance.randrange(10**8, 10**9)}DE",
        "amount": f"{chance.randrange(9, 180)},{chance.randrange(100):02} €",
        "day": f"{chance.randrange(1, 29)}.{chance.randrange(1, 13)}.2026",
    }
    message_id = f"bench.{number}.{chance.randrange(1 << 40):010x}@mail{number % 40}.customer.example"
    if answered:
        subject = answered.subject if answered.subject.startswith("Re: ") else f"Re: {answered.subject}"
        sender, ids = answered.sender, (*answered.ids, message_id)
    else:
        subject = chance.choice(phrases.subjects).format(**values)
        sender = (
            chance.choice(phrases.names),
            f"customer.{number}.{chance.randrange(1 << 24):06x}@post{number % 40}.example",
        )
        ids = (message_id,)
    text = _text(chance, phrases, values, sender[0], text_bytes if answered is None else text_bytes // 2)
    return _Letter(number, answered.thread if answered else number, ids, subject, sender, phrases, text, at)


def _text(chance: random.Random, phrases: Phrases, values: dict[str, str], name: str, size: int) -> str:
    """Paragraphs of two or three sentences up to about `size` bytes, then the name."""
    sentences = list(phrases.sentences)
    chance.shuffle(sentences)
    paragraphs, paragraph, length = [phrases.greeting], [], 0
    joint = "" if phrases.language in ("ja", "zh") else " "
    for sentence in sentences * 2:
        filled = sentence.format(**values)
        paragraph.append(filled)
        length += len(filled.encode())
        if len(paragraph) == 3:
            paragraphs.append(joint.join(paragraph))
            paragraph = []
        if length > size - 120:
            break
    if paragraph:
        paragraphs.append(joint.join(paragraph))
    return "\n\n".join([*paragraphs, f"{phrases.closing}\n{name}"]) + "\n"


def _wire(
    chance: random.Random,
    letter: _Letter,
    answered: _Letter | None,
    to: str,
    attachment: bytes | None,
    *,
    uses_old_charset: bool,
) -> bytes:
    charset = letter.phrases.charset if uses_old_charset else "utf-8"
    text, page = letter.text, _page(letter, answered)
    if answered:
        said = letter.phrases.wrote.format(
            day=f"{answered.at:%d.%m.%Y %H:%M}", name=f"{answered.sender[0]} <{answered.sender[1]}>"
        )
        text += f"\n{said}\n" + "".join(f"> {line}\n" for line in answered.text.splitlines())
    mark = f"{chance.randrange(1 << 60):015x}"
    alternative = (
        f"--a{mark}\r\n".encode()
        + _part("text/plain", text, charset)
        + f"\r\n--a{mark}\r\n".encode()
        + _part("text/html", page, charset)
        + f"\r\n--a{mark}--\r\n".encode()
    )
    headers = _headers(letter, answered, to, charset)
    if attachment is None:
        headers.append(f'Content-Type: multipart/alternative; boundary="a{mark}"')
        return _lines(headers) + b"\r\n" + alternative
    headers.append(f'Content-Type: multipart/mixed; boundary="m{mark}"')
    name = f"IMG_{chance.randrange(1000, 9999)}.jpg"
    encoded = base64.encodebytes(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + attachment).replace(b"\n", b"\r\n")
    file_headers = [
        f'Content-Type: image/jpeg; name="{name}"',
        f'Content-Disposition: attachment; filename="{name}"',
        "Content-Transfer-Encoding: base64",
    ]
    return (
        _lines(headers)
        + f'\r\n--m{mark}\r\nContent-Type: multipart/alternative; boundary="a{mark}"\r\n\r\n'.encode()
        + alternative
        + f"--m{mark}\r\n".encode()
        + _lines(file_headers)
        + b"\r\n"
        + encoded
        + f"--m{mark}--\r\n".encode()
    )


def _headers(letter: _Letter, answered: _Letter | None, to: str, charset: str = "utf-8") -> list[str]:
    name, address = letter.sender
    day = format_datetime(letter.at)
    host = address.partition("@")[2]
    lines = [
        f"Return-Path: <{address}>",
        f"Delivered-To: {to}",
        f"Received: from mx.{host} (mx.{host} [192.0.2.{letter.number % 250 + 1}])\r\n"
        f"\tby mx.voltway.example (Postfix) with ESMTPS id {letter.number:010X}\r\n\tfor <{to}>; {day}",
        f"Received: from smtpclient.local ([198.51.100.{letter.number % 250 + 1}])\r\n"
        f"\tby mx.{host} with ESMTPSA id {letter.number:08x}; {day}",
        f"From: {_words(name, charset)} <{address}>",
        f"To: <{to}>",
        f"Subject: {_words(letter.subject, charset)}",
        f"Date: {day}",
        f"Message-ID: <{letter.ids[-1]}>",
    ]
    if answered:
        lines.append(f"In-Reply-To: <{answered.ids[-1]}>")
        lines.append("References: " + "\r\n ".join(f"<{one}>" for one in answered.ids[-8:]))
    return [*lines, "User-Agent: Mozilla Thunderbird", "MIME-Version: 1.0"]


def _words(text: str, charset: str) -> str:
    return text if text.isascii() else Header(text, charset, maxlinelen=60).encode(linesep="\r\n")


def _part(content_type: str, text: str, charset: str) -> bytes:
    wire = text.replace("\n", "\r\n").encode(charset, "xmlcharrefreplace")
    if charset == "iso-2022-jp":  # seven bits already
        encoding, body = "7bit", wire
    elif sum(byte > 127 for byte in wire) * 3 > len(wire):
        encoding, body = "base64", base64.encodebytes(wire).replace(b"\n", b"\r\n")
    else:
        encoding, body = "quoted-printable", quopri.encodestring(wire.replace(b"\r\n", b"\n"))
        body = body.replace(b"\n", b"\r\n")
    head = [
        f'Content-Type: {content_type}; charset="{charset}"',
        f"Content-Transfer-Encoding: {encoding}",
    ]
    return _lines(head) + b"\r\n" + body


def _page(letter: _Letter, answered: _Letter | None) -> str:
    """The same words as a mail program's HTML, with as much mark-up as they really carry."""
    body = "".join(
        f'<p style="{_STYLE}">{html.escape(one, quote=False).replace(chr(10), "<br>")}</p>\n'
        for one in letter.text.strip().split("\n\n")
    )
    if answered:
        quoted = html.escape(answered.text.strip(), quote=False).replace("\n", "<br>\n")
        body += (
            f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">{html.escape(answered.sender[0])}:<br></div>'
            f'<blockquote class="gmail_quote" style="margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex">'
            f"{quoted}</blockquote></div>\n"
        )
    page = (
        '<html><head><style type="text/css">p{margin:0} .sig{color:#6b7280;font-size:9pt}</style></head>'
        f'<body bgcolor="#ffffff"><div dir="auto">{body}</div></body></html>\n'
    )
    missing = _HTML_BYTES - len(page.encode())
    if missing > 120:
        row = '<tr><td style="padding:2px 8px 2px 0" valign="top">&nbsp;</td></tr>\n'
        table = '<table class="sig" cellpadding="0" cellspacing="0" border="0">\n' + row * (
            missing // len(row)
        )
        page = page.replace("</div></body>", f"{table}</table></div></body>")
    return page


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\r\n" for line in lines).encode()
