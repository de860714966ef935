"""Mail made to kill a parser: ends quickly, keeps what it can, and nothing in it can hurt a text column."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.characters import clean_text
from inbox.mail.html_text import html_to_text
from inbox.mail.loops import judge_automatic
from inbox.mail.model import ParsedMail, UnparsableMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply
from inbox.mail.sanitize import sanitize_html
from inbox.mail.text_html import text_to_html
from inbox.mail.trust import judge_trust

HEAD = b"From: a@b.example\r\nSubject: x\r\n"
SECONDS = 3.0

BOMBS: dict[str, bytes] = {
    "deep multipart": HEAD
    + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000))
    + b"\r\nleaf",
    "deep rfc822": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2000,
    "many parts": HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 200_000,
    "same boundary": HEAD
    + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" * 5
    + b"\r\nleaf\r\n--b--",
    "boundary prefix": HEAD + b"Content-Type: multipart/mixed; boundary=bb\r\n\r\n" + b"--b\r\n" * 300_000,
    "regex boundary": HEAD
    + b'Content-Type: multipart/mixed; boundary="(.*)+?[a-z]{9}$"\r\n\r\n--(.*)+?[a-z]{9}$\r\n\r\nleaf',
    "many headers": HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(200_000)) + b"\r\nx",
    "10 MB header": HEAD + b"X-A: " + b"a" * 10_000_000 + b"\r\n\r\nx",
    "10 MB folded header": HEAD + b"X-A: a" + b"\r\n aaaaaaaa" * 1_000_000 + b"\r\n\r\nx",
    "many recipients": HEAD
    + b"To: "
    + b", ".join(b"u%d@x.example" % n for n in range(50_000))
    + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b" ".join([b"=?utf-8?q?a=C3=A4?="] * 10_000) + b"\r\n\r\nx",
    "unclosed words": b"Subject: " + b"=?a?q?" * 15_000 + b"\r\n\r\nx",
    "rfc2231": b"Content-Type: a/b;"
    + b";".join(b" name*%d*=a%%20" % n for n in range(10_000))
    + b"\r\n\r\nx",
    "semicolons": b"Content-Type: text/plain" + b";" * 90_000 + b"\r\n\r\nx",
    "open comments": b"From: " + b"(" * 90_000 + b"\r\n\r\nx",
    "open quotes": b"From: " + b'"\\' * 45_000 + b"\r\n\r\nx",
    "open brackets": b"From: " + b"<" * 90_000 + b"\r\n\r\nx",
    "references": HEAD + b"References: " + b" ".join(b"<%d@x>" % n for n in range(50_000)) + b"\r\n\r\nx",
    "huge message id": HEAD + b"Message-ID: <" + b"a" * 10_000 + b"@x>\r\n\r\nx",
    "base64 noise": HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"ab!=" * 2_500_000,
    "soft breaks": HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"=\n" * 1_000_000,
    "uuencode without end": HEAD + b"\r\nbegin 644 x\n" + b"M" * 10_000_000,
    "uuencode begins": HEAD + b"\r\n" + b"begin 644 x\n" * 100_000,
    "flowed": b"Content-Type: text/plain; format=flowed\r\n\r\n" + b"a \r\n" * 300_000,
    "nul everywhere": b"From: a\0@b.example\r\nSubject: x\0y\r\n"
    b'Content-Disposition: attachment; filename="a\0b"\r\n\r\nz\0',
    "missing boundary": HEAD
    + b"Content-Type: multipart/mixed\r\n\r\n--q\r\nContent-Type: text/plain\r\n\r\nleaf",
    "year 0": b"Date: Mon, 1 Jan 0000 00:00:00 +0000\r\n\r\nx",
    "year 9999": b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n\r\nx",
    "zone 9999": b"Date: Fri, 31 Dec 2026 23:59:59 +9999\r\n\r\nx",
    "no header": b"Hello there, just words\r\nand more",
    "header only": b"Subject: x",
    "eight bit header": b"Subject: \xff\xfe\x80\r\nFrom: \xe9 <a@b.example>\r\n\r\nx",
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_mail_bomb_ends_in_time_with_storable_values(name: str) -> None:
    start = time.process_time()
    mail = parse_message(BOMBS[name])
    assert time.process_time() - start < SECONDS
    assert_storable(mail)
    assert len(mail.attachments) <= 500
    assert len(mail.references) <= 500
    assert len(mail.message_id) <= 900


def test_h2_the_leaf_at_depth_fifty_is_found_and_deeper_ones_stay_a_file() -> None:
    def nested(depth: int) -> bytes:
        opening = b"".join(
            b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(depth)
        )
        return HEAD + opening + b"\r\nleaf"

    assert parse_message(nested(50)).text == "leaf"
    deeper = parse_message(nested(60))
    assert "nested_too_deep" in deeper.problems
    assert deeper.attachments[0].content_type == "message/rfc822"
    assert b"leaf" in deeper.attachments[0].content


def test_h3_parts_beyond_the_cap_are_reported() -> None:
    assert "too_many_parts" in parse_message(BOMBS["many parts"]).problems


def test_h4_a_sender_of_brackets_is_an_unknown_sender() -> None:
    mail = parse_message(b"From: " + b"(" * 2000 + b"\r\n\r\nx")
    assert mail.from_address == ""
    assert mail.text == "x"


def test_h5_a_subject_never_holds_a_line_break() -> None:
    mail = parse_message(b"Subject: =?utf-8?q?a=0D=0ABcc:_x=40y=E2=80=A8z?=\r\n\r\n")
    assert mail.subject == "a Bcc: x@y z"


def test_h6_missing_fields_are_empty_and_never_none() -> None:
    mail = parse_message(b"X-Nothing: 1\r\n\r\n")
    assert (mail.from_address, mail.subject, mail.message_id, mail.in_reply_to, mail.text) == (
        "",
        "",
        "",
        "",
        "",
    )
    assert mail.date is None
    assert "no_sender" in mail.problems


def test_h6_impossible_dates_are_no_date() -> None:
    for value in (
        b"Mon, 1 Jan 0000 00:00:00 +0000",
        b"Fri, 31 Dec 9999 23:59:59 -2359",
        b"soon",
        b"32 Foo 20x",
    ):
        assert parse_message(b"Date: " + value + b"\r\n\r\nx").date is None


TEXTS: dict[str, Callable[[], object]] = {
    "nested quotes": lambda: split_reply("\n".join("> " * (n % 50) + "y" for n in range(100_000))),
    "deep quote": lambda: split_reply("\n".join("> " * n + "x" for n in range(1000))),
    "never wrote": lambda: split_reply("On " + "x " * 25_000),
    "always wrote": lambda: split_reply("hey 2020 x wrote:\n" * 50_000),
    "wrote in one line": lambda: split_reply(("On 1 Jan 2020 " + "wrote " * 110 + "x:\n") * 2000),
    "dashes": lambda: split_reply("-- \n" * 100_000),
    "rules": lambda: split_reply("____\n" * 100_000),
    "header labels": lambda: split_reply("a\nFrom: x\n" * 50_000),
    "phones": lambda: split_reply("x\n" + "Sent from my phone\n" * 50_000),
    "blank lines": lambda: split_reply((" " * 100_000 + "\n") * 20),
    "quote containers": lambda: split_reply("", "x<blockquote>a</blockquote>b" * 20_000),
    "deep html text": lambda: html_to_text("<div>" * 100_000 + "x"),
    "broken tags": lambda: html_to_text("<a " * 300_000),
    "sanitise deep": lambda: sanitize_html("<div>" * 100_000),
    "sanitise attributes": lambda: sanitize_html("<div " + " ".join(f"a{n}=1" for n in range(40_000)) + ">"),
    "sanitise tables": lambda: sanitize_html("<table><tr><td>" * 20_000),
    "sanitise brackets": lambda: sanitize_html("<" * 1_000_000),
    "sanitise style": lambda: sanitize_html('<div style="' + "color:red;" * 100_000 + '">x'),
    "links": lambda: text_to_html("http://" * 200_000),
    "link ends": lambda: text_to_html("https://a.b/" + ")" * 500_000),
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_text_bomb_ends_in_time(name: str) -> None:
    start = time.process_time()
    TEXTS[name]()
    assert time.process_time() - start < SECONDS


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=600))
def test_any_bytes_end_as_a_mail_or_a_reason(raw: bytes) -> None:
    for candidate in (
        raw,
        HEAD + raw,
        HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + raw,
    ):
        try:
            mail = parse_message(candidate)
        except UnparsableMail as refused:
            assert refused.reason
            continue
        assert_storable(mail)
        judge_automatic(mail, own_addresses=frozenset())
        judge_trust(mail, trusted_authserv_ids=frozenset())


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(), max_size=400))
def test_any_text_is_split_without_losing_all_of_it(text: str) -> None:
    parts = split_reply(text)
    lines = [line for line in clean_text(text).split("\n") if line.strip()]
    quoted_only = all(line.lstrip()[:1] in (">", "|", "＞") for line in lines)
    assert parts.reply_text or not parts.quoted_text or quoted_only


def assert_storable(mail: ParsedMail) -> None:
    lines = [
        mail.from_name,
        mail.from_address,
        mail.subject,
        mail.message_id,
        mail.in_reply_to,
        *mail.references,
    ]
    lines += [value for _, value in mail.headers]
    lines += [one.name for one in mail.attachments] + [one.content_type for one in mail.attachments]
    lines += [one.content_id for one in mail.attachments]
    for value in [*lines, mail.text, mail.html or ""]:
        value.encode("utf-8")
        assert "\0" not in value
        assert "\u202e" not in value
    for value in lines:
        assert not any(character in value for character in "\r\n\u2028\x85")
