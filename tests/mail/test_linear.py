"""No pattern of the mail core takes more than linear time: 200 kB of what each of them looks for, and almost finds."""

from __future__ import annotations

import time

import pytest

from inbox.mail.encoded_words import decode_words
from inbox.mail.html_text import html_to_text
from inbox.mail.invites import read_invite
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply
from inbox.mail.text_html import text_to_html

SIZE = 200_000
SECONDS = 1.5  # of CPU; a squared one takes minutes
PIECES = [
    "On ", "Am 3. ", "wrote ", "schrieb ", "On 1 Jan 10:00 wrote ", "wrote: ", "x <a@b.example> ",
    "2026-11-03 10:00 ", "a@", "<a@b", "写道", "2026年11月3日", "님이 작성 ", "さんは書きました", "のメール ",
    "From: ", "Sent: x ", "*From:* ", "De : ", "：", "> ", ">", "|", "-- ", "--", "____",
    "-----Original Message", "----- forwarded by ", "---- ", "===", "Sent from my ", "iPhone ", "Get Outlook ",
    "发自我的", "より送信", "Thanks ", "regards, ", "confidential ", "This e-mail and any files ", "begin 644 ",
    "=?utf-8?q?", "?=", "http://", "www.", "(((", "<<<", "a.b.", "\\", "\"", "```", "- a ", "\u00a0", "\t",
    "ᐧ", "-----BEGIN PGP ", "Ann ", "\u200b", "%E7", "10:00", "1 2 ", "wrote on 3.11. ", "Zitat von ",
    "quoting a@",
]  # fmt: skip
SHAPES = {"one line": None, "long lines": 690, "short lines": 60, "short ends": 59}


@pytest.mark.parametrize("shape", SHAPES)
def test_text_of_almost_matches_is_split_in_linear_time(shape: str) -> None:
    slow = {}
    for piece in PIECES:
        start = time.process_time()
        split_reply(text_of(piece, SHAPES[shape], ":\n" if shape == "short ends" else "\n"))
        seconds = time.process_time() - start
        if seconds > SECONDS:
            slow[piece] = seconds
    assert slow == {}


def text_of(piece: str, width: int | None, end: str) -> str:
    if width is None:
        return piece * (SIZE // len(piece))
    line = piece * max(1, width // len(piece)) + end
    return line * (SIZE // len(line))


@pytest.mark.parametrize(
    "piece", ["<a ", "<", "<!--", "<a b='", "</", "&#", "cid:", "<pre><br>", "<meta charset ", "a\\"]
)
def test_markup_and_headers_of_almost_matches_are_read_in_linear_time(piece: str) -> None:
    text = piece * (SIZE // len(piece))
    start = time.process_time()
    html_to_text(text)
    text_to_html(text)
    decode_words(text)
    read_invite(text)
    parse_message(b"Content-Type: text/html\r\n\r\n" + text.encode())
    header = text[:90_000]
    parse_message(
        f"From: {header}\r\nSubject: {header}\r\nContent-Type: {header}\r\nDate: {header}\r\n\r\nx".encode()
    )
    assert time.process_time() - start < 2 * SECONDS
