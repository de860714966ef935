"""Real-world mail is understood the way mail programs understand it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

import pytest

from inbox.mail.model import ParsedMail, UnparsableMail
from inbox.mail.parse import parse_message


def mail(*lines: str | bytes) -> ParsedMail:
    return parse_message(b"\r\n".join(line if isinstance(line, bytes) else line.encode() for line in lines))


def test_the_fields_of_a_plain_mail() -> None:
    parsed = mail(
        'From: "Lee, Ann" <Ann.Lee@Ex.Example>',
        "To: Shop <support@shop.example>, SALES@shop.example",
        "Cc: undisclosed-recipients:;",
        "Reply-To: other@ex.example",
        "Subject: Where",
        " is it?",
        "Message-ID: <a.1@ex.example>",
        "In-Reply-To: <b.2@shop.example> (your mail)",
        "References: <a.0@ex.example>",
        "\t<b.2@shop.example>",
        "Date: Tue, 3 Nov 2026 10:00:00 +0200",
        "",
        "Hello",
    )
    assert (parsed.from_name, parsed.from_address) == ("Lee, Ann", "ann.lee@ex.example")
    assert parsed.to == ("support@shop.example", "sales@shop.example")
    assert parsed.cc == ()
    assert parsed.reply_to == ("other@ex.example",)
    assert parsed.subject == "Where is it?"
    assert parsed.message_id == "a.1@ex.example"
    assert parsed.in_reply_to == "b.2@shop.example"
    assert parsed.references == ("a.0@ex.example", "b.2@shop.example")
    assert parsed.date == datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    assert parsed.text == "Hello"
    assert parsed.html is None


def test_a8_the_sender_is_from_and_never_reply_to() -> None:
    assert mail("From: a@x.example", "Reply-To: vip@y.example", "", "").from_address == "a@x.example"


@pytest.mark.parametrize(
    ("value", "address"),
    [
        ("alice@example.org)bob@evil.example", ""),
        ('"alice@example.org" <bob@evil.example>', "bob@evil.example"),
        ("a@good.example\u202e <x@evil.example>", "x@evil.example"),
        ("alice@example.org <bob@evil.example>", "bob@evil.example"),
        ("alice@example.org(<bob@evil.example>)", "alice@example.org"),
        ("nodomain", ""),
        ("nodomain@", ""),
        ("", ""),
    ],
)
def test_a10_an_ambiguous_address_is_the_real_one_or_none(value: str, address: str) -> None:
    assert mail(f"From: {value}", "", "x").from_address == address


def test_a10_two_senders_are_both_named_and_reported() -> None:
    parsed = mail("From: alice@example.org, <bob@evil.example>", "", "x")
    assert parsed.from_addresses == ("alice@example.org", "bob@evil.example")
    assert "several_senders" in parsed.problems


def test_a13_invisible_and_direction_characters_do_not_reach_a_name() -> None:
    parsed = mail("From: =?utf-8?b?4oCuZ29vZOKBpuKAi0dvb2Q=?= <x@evil.example>", "", "x")
    assert parsed.from_name == "goodGood"
    assert "hidden_characters_in_sender" in parsed.problems


@pytest.mark.parametrize(
    ("charset", "data", "text"),
    [
        ("gb2312", "退款，訂單".encode("gbk"), "退款，訂單"),
        ("iso-8859-1", "“5 €”".encode("cp1252"), "“5 €”"),
        ("iso-2022-jp", b"\x1b$B-!F|K\\\x1b(B", "①日本"),
        ("iso-2022-jp", b"\x1b(I1\x1b(B", "ｱ"),
        ("shift_jis", "①髙".encode("cp932"), "①髙"),
        ("ks_c_5601-1987", "똠방각하".encode("cp949"), "똠방각하"),
        ("utf-7", b"Gr+APwA3w-e", "Grüße"),
        ("x-none", "Größe".encode(), "Größe"),
        ("zlib", b"abc", "abc"),
        ("rot13", b"abc", "abc"),
        ("", "Größe für".encode(), "Größe für"),
        ("us-ascii", "Größe für".encode(), "Größe für"),
        ("utf-8", "Größe".encode("latin-1"), "Größe"),
        ("koi8-r", "Где заказ".encode("koi8-r"), "Где заказ"),
    ],
)
def test_h1_text_is_decoded_as_it_was_meant_not_as_it_was_declared(
    charset: str, data: bytes, text: str
) -> None:
    declared = f"Content-Type: text/plain; charset={charset}" if charset else "X-None: 1"
    assert mail("From: a@b.example", declared, "", data).text == text


def test_undeclared_eight_bit_text_is_guessed() -> None:
    words = "Здравствуйте, где мой заказ? Я жду уже три недели и очень недоволен вашей доставкой."
    parsed = mail("From: a@b.example", "", words.encode("cp1251"))
    assert parsed.text == words
    assert "charset_guessed" in parsed.problems


def test_characters_split_over_two_encoded_words_are_joined() -> None:
    raw = "ш".encode()
    halves = [base64.b64encode(raw[:1]).decode(), base64.b64encode(raw[1:]).decode()]
    assert mail(f"Subject: =?utf-8?b?{halves[0]}?= =?utf-8?b?{halves[1]}?=", "", "").subject == "ш"


@pytest.mark.parametrize(
    "disposition",
    [
        "attachment; filename*=utf-8''%E7%99%BA%E7%A5%A8.pdf",
        "attachment; filename*0*=utf-8''%E7%99%BA; filename*1*=%E7%A5%A8; filename*2=.pdf",
        'attachment; filename="=?utf-8?B?55m656WoLnBkZg==?="',
        "attachment; filename==?utf-8?B?55m656WoLnBkZg==?=",
    ],
)
def test_file_names_by_rfc_2231_and_rfc_2047(disposition: str) -> None:
    parsed = mail("Content-Type: application/pdf", f"Content-Disposition: {disposition}", "", "x")
    assert parsed.attachments[0].name == "発票.pdf"


@pytest.mark.parametrize(
    ("declared", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\x\\\\y.txt", "y.txt"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("..", ""),
    ],
)
def test_file_names_lose_their_path_and_direction_characters(declared: str, safe: str) -> None:
    parsed = mail(
        "Content-Type: application/pdf", f'Content-Disposition: attachment; filename="{declared}"', "", ""
    )
    assert parsed.attachments[0].name == safe
    assert parsed.attachments[0].display_name


def test_a_very_long_file_name_keeps_its_ending() -> None:
    header = f'Content-Disposition: attachment; filename="{"a" * 5000}.pdf"'
    name = mail("Content-Type: application/pdf", header, "", "").attachments[0].name
    assert len(name) <= 255 and name.endswith(".pdf")


@pytest.mark.parametrize(
    "start", [b"\xef\xbb\xbf", b"\r\n", b"From a@b Tue Nov  3 10:00:00 2026\r\n", b">From x\n"]
)
def test_what_stands_before_the_header_does_not_hide_it(start: bytes) -> None:
    assert parse_message(start + b"Subject: x\r\nFrom: a@b.example\r\n\r\ny").from_address == "a@b.example"


def test_a_multipart_with_text_html_inline_image_and_file() -> None:
    parsed = mail(
        "Content-Type: multipart/mixed; boundary=m",
        "",
        "--m",
        "Content-Type: multipart/alternative; boundary=a",
        "",
        "--a",
        "",
        "plain",
        "--a",
        "Content-Type: multipart/related; boundary=r",
        "",
        "--r",
        "Content-Type: text/html",
        "",
        "<p>rich<img src=cid:logo@x>",
        "--r",
        "Content-Type: image/png",
        "Content-ID: <logo@x>",
        "Content-Transfer-Encoding: base64",
        "",
        "aGk=",
        "--r--",
        "--a--",
        "--m",
        'Content-Type: application/ms-tnef; name="winmail.dat"',
        "",
        "tnef",
        "--m",
        "Content-Type: message/rfc822",
        "",
        "Subject: inner",
        "",
        "--m--",
    )
    assert parsed.text == "plain"
    assert parsed.html == "<p>rich<img src=cid:logo@x>"
    image, tnef, inner = parsed.attachments
    assert (image.content, image.content_id, image.is_inline) == (b"hi", "logo@x", True)
    assert (tnef.name, tnef.content, tnef.is_inline) == ("winmail.dat", b"tnef", False)
    assert (inner.content_type, inner.display_name) == ("message/rfc822", "inner.eml")
    assert inner.content.startswith(b"Subject: inner")


def test_html_without_text_is_read_as_a_person_reads_it() -> None:
    html = (
        "<style>p{}</style><p>Hello&nbsp;you</p><p>two<br>lines</p><ul><li>one<li>two</ul><script>x</script>"
    )
    assert mail("Content-Type: text/html", "", html).text.split("\n") == [
        "Hello\u00a0you", "", "two", "lines", "", "- one", "- two"
    ]  # fmt: skip


def test_flowed_lines_are_joined_and_quotes_keep_their_lines() -> None:
    parsed = mail("Content-Type: text/plain; format=flowed", "", "one ", "two", "> a ", "> b", "-- ", "me")
    assert parsed.text == "one two\n> a \n> b\n-- \nme"


def test_a_file_inside_the_text_is_offered_and_the_text_stays() -> None:
    parsed = mail("From: a@b.example", "", "see", "begin 644 cat.txt", "#0V%T", "`", "end")
    assert parsed.attachments[0].name == "cat.txt"
    assert parsed.attachments[0].content == b"Cat"
    assert parsed.attachments[0].is_extracted
    assert parsed.text.startswith("see\nbegin 644")


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"\x00\x01\x02\xff" * 50])
def test_bytes_that_are_no_mail_are_refused_with_a_clear_sentence(raw: bytes) -> None:
    with pytest.raises(UnparsableMail) as refused:
        parse_message(raw)
    assert refused.value.reason.endswith(".")
