"""What goes out: one clean header each, no recipient that nobody asked for (SECURITY I1, I2, I6)."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.compose import compose, quote_for_reply, subject_for_reply
from inbox.mail.model import OutgoingAttachment, OutgoingMail
from inbox.mail.parse import parse_message

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=UTC)
MAIL = OutgoingMail(
    from_address="support@shop.example",
    from_name="Möbel, Haus & Co",
    to=("ann@ex.example",),
    cc=("bob@ex.example",),
    bcc=("boss@shop.example",),
    reply_to="support+token@shop.example",
    subject="Ihre Bestellung – 退款",
    text="Guten Tag\n\nFrom here\n-- \nShop",
    html='<p>Guten <b>Tag</b> <img src="cid:logo@x"></p>',
    message_id="2@shop.example",
    in_reply_to="1@ex.example",
    references=("0@ex.example", "1@ex.example"),
    date=NOW,
    attachments=(
        OutgoingAttachment("Rechnung ü.pdf", "application/pdf", b"%PDF" * 50),
        OutgoingAttachment("logo.png", "image/png", b"png", content_id="logo@x", is_inline=True),
    ),
)
ATTACK = st.text(
    alphabet=st.one_of(st.sampled_from('\r\n\0\u2028\u2029\x85\x0b\x0c :,;<>@"\\=?ü退'), st.characters()),
    max_size=60,
)


def read(mail: OutgoingMail) -> EmailMessage:
    message = message_from_bytes(compose(mail), policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_reads_back_as_it_was_meant() -> None:
    parsed = parse_message(compose(MAIL))
    assert (parsed.from_name, parsed.from_address) == ("Möbel, Haus & Co", "support@shop.example")
    assert (parsed.to, parsed.cc, parsed.reply_to) == (MAIL.to, MAIL.cc, (MAIL.reply_to,))
    assert parsed.subject == MAIL.subject
    assert (parsed.message_id, parsed.in_reply_to, parsed.references) == (
        "2@shop.example",
        "1@ex.example",
        MAIL.references,
    )
    assert parsed.date == NOW
    assert parsed.text.strip() == MAIL.text
    assert parsed.html is not None and parsed.html.strip() == MAIL.html
    assert [(one.name, one.content, one.is_inline) for one in parsed.attachments] == [
        ("logo.png", b"png", True),
        ("Rechnung ü.pdf", b"%PDF" * 50, False),
    ]
    assert parsed.problems == ()


def test_the_standard_library_agrees() -> None:
    message = read(MAIL)
    assert message["Subject"] == MAIL.subject
    assert message["From"].addresses[0].display_name == MAIL.from_name
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and plain.get_content().replace("\r\n", "\n").strip() == MAIL.text
    assert rich is not None and rich.get_content().strip() == MAIL.html
    assert not message.defects


def test_the_wire_form_has_crlf_lines_of_sendable_length_and_only_ascii() -> None:
    wire = compose(MAIL)
    assert b"\n" not in wire.replace(b"\r\n", b"") and b"\r" not in wire.replace(b"\r\n", b"")
    assert max(len(line) for line in wire.split(b"\r\n")) <= 998
    assert wire.isascii()
    assert not any(line.startswith(b"From ") for line in wire.split(b"\r\n"))


def test_the_same_mail_gives_the_same_bytes() -> None:
    assert compose(MAIL) == compose(MAIL)


def test_i2_bcc_never_reaches_the_wire() -> None:
    wire = compose(dataclasses.replace(MAIL, headers=(("Bcc", "x@evil.example"), ("BCC ", "x@evil.example"))))
    assert b"bcc" not in wire.lower()
    assert b"boss@" not in wire and b"evil" not in wire


def test_an_extra_header_cannot_replace_one_of_ours() -> None:
    extra = (
        ("From", "x@evil.example"),
        ("To", "x@evil.example"),
        ("X-Crossdesk-Auto", "1"),
        ("X-A:\r\nTo", "x"),
    )
    message = read(dataclasses.replace(MAIL, headers=extra))
    assert message.get_all("From") == ['"Möbel, Haus & Co" <support@shop.example>']
    assert message.get_all("To") == ["ann@ex.example"]
    assert message["X-Crossdesk-Auto"] == "1"


@settings(max_examples=300, deadline=None)
@given(name=ATTACK, subject=ATTACK, extra=ATTACK, file=ATTACK, kind=ATTACK, ids=st.lists(ATTACK, max_size=3))
def test_i1_no_value_can_create_a_header_or_a_recipient(
    name: str, subject: str, extra: str, file: str, kind: str, ids: list[str]
) -> None:
    mail = dataclasses.replace(
        MAIL,
        from_name=name,
        subject=subject,
        headers=(("X-Extra", extra), (extra, "x")),
        message_id=ids[0] if ids else "2@shop.example",
        in_reply_to=ids[-1] if ids else "",
        references=tuple(ids),
        attachments=(OutgoingAttachment(file, kind, b"x", content_id=file, is_inline=True),),
    )
    wire = compose(mail)
    head = wire.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    allowed = {b"From", b"To", b"Cc", b"Reply-To", b"Subject", b"Date", b"Message-ID", b"In-Reply-To", b"References",
               b"X-Extra", b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"}  # fmt: skip
    ours = [one for one in names if one in allowed]
    assert len(ours) == len(set(ours))
    assert all(one in allowed or one.decode().lower() == extra.lower() for one in names)
    parsed = parse_message(wire)
    assert (parsed.to, parsed.cc, parsed.from_addresses) == (MAIL.to, MAIL.cc, (MAIL.from_address,))
    assert parsed.text.strip() == MAIL.text


@given(ATTACK.filter(lambda text: text != "support@shop.example"))
def test_i1_a_value_that_is_no_plain_address_is_no_recipient(address: str) -> None:
    try:
        wire = compose(dataclasses.replace(MAIL, to=(address,), cc=()))
    except ValueError:
        return
    parsed = parse_message(wire)
    assert len(parsed.to) == 1


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "a@b.example\r\nBcc: x@y", "A <a@b.example>", "", "nobody"]
)
def test_a_wrong_recipient_is_refused_with_a_sentence(address: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        compose(dataclasses.replace(MAIL, to=(address,)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_arrives_as_it_was_written(text: str) -> None:
    expected = parse_message(
        b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode("utf-8", "ignore")
    ).text
    sent = parse_message(compose(dataclasses.replace(MAIL, text=text, html=None, attachments=()))).text
    assert sent.split() == expected.split()


def test_a_long_history_keeps_its_first_and_its_last_twenty_ids() -> None:
    references = tuple(f"{number}@x.example" for number in range(300))
    parsed = parse_message(compose(dataclasses.replace(MAIL, references=references)))
    assert parsed.references == (references[0], *references[-20:])


@pytest.mark.parametrize(
    ("subject", "reply"),
    [
        ("Where is it?", "Re: Where is it?"), ("RE: AW: Where", "Re: Where"), ("Antw: SV: x", "Re: x"),
        ("回复：订单", "Re: 订单"), ("Re[2]: x", "Re: x"), ("", "Re:"),
        ("Return of Regards: x", "Re: Return of Regards: x"),
        ("a\r\nBcc: x", "Re: a Bcc: x"),
    ],
)  # fmt: skip
def test_a_reply_has_one_prefix(subject: str, reply: str) -> None:
    assert subject_for_reply(subject) == reply


def test_the_answered_message_is_quoted_with_its_sender_and_time() -> None:
    quoted = quote_for_reply("one\n> two", "Ann\r\nBcc: x", NOW)
    assert quoted == "On 2026-11-22 15:00 UTC, Ann Bcc: x wrote:\n> one\n>> two"
