"""What is wrapped inside a mail comes out: winmail.dat, invitations, signed mail, mails in mails, inline images."""

from __future__ import annotations

import base64
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
import tnefparse  # type: ignore[import-untyped]  # the second opinion
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from hypothesis import given, settings
from hypothesis import strategies as st

from inbox.mail.invites import read_invite
from inbox.mail.model import ParsedMail
from inbox.mail.parse import parse_message
from inbox.mail.rtf import decompress_rtf, read_rtf
from inbox.mail.smime import open_smime
from inbox.mail.tnef import read_tnef
from tests.support import outlook


def mail_with(content_type: str, content: bytes, text: str = "") -> ParsedMail:
    return parse_message(
        b"From: a@b.example\r\nContent-Type: multipart/mixed; boundary=m\r\n\r\n"
        + (f"--m\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode() if text else b"")
        + f"--m\r\nContent-Type: {content_type}\r\nContent-Transfer-Encoding: base64\r\n\r\n".encode()
        + base64.encodebytes(content)
        + b"--m--\r\n"
    )


WINMAIL = outlook.tnef(
    outlook.message_properties(
        outlook.named(0x1F, "Keywords", b"x\0\0\0"),
        outlook.many(0x0F03, ["a", "bcd"]),
        outlook.string(0x0037, "Rechnung"),
        outlook.string(0x1000, "Grüße, die Rechnung fehlt."),
        outlook.number(0x3FDE, 65001),
        outlook.binary(0x1013, "<p>Grüße, die <b>Rechnung</b> fehlt.</p>".encode()),
    ),
    outlook.file("Rechnung März.pdf", b"%PDF-1.4", outlook.string(0x370E, "application/pdf")),
    outlook.file("photo.jpg", b"\xff\xd8\xff", outlook.string(0x3712, "p1@x")),
)


def test_the_files_and_the_words_of_a_winmail_dat_come_out() -> None:
    parsed = mail_with("application/ms-tnef; name=winmail.dat", WINMAIL)
    assert parsed.text == "Grüße, die Rechnung fehlt."
    assert parsed.html == "<p>Grüße, die <b>Rechnung</b> fehlt.</p>"
    assert [(one.name, one.content, one.is_extracted) for one in parsed.attachments[1:]] == [
        ("Rechnung März.pdf", b"%PDF-1.4", True),
        ("photo.jpg", b"\xff\xd8\xff", True),
    ]
    assert [one.content_type for one in parsed.attachments[1:]] == ["application/pdf", "image/jpeg"]
    assert parsed.attachments[0].content == WINMAIL
    assert parsed.notices == ("tnef",)


def test_words_beside_a_winmail_dat_win_over_those_inside() -> None:
    assert mail_with("application/octet-stream; name=WINMAIL.DAT", WINMAIL, "Beside").text == "Beside"


def test_our_reader_finds_what_tnefparse_finds(corpora: Path) -> None:
    raw = (corpora / "mail/messages/roundcube__INBOX__tnef1.eml").read_bytes()
    parsed = parse_message(raw)
    for data in (parsed.attachments[0].content, WINMAIL):
        ours, theirs = read_tnef(data), tnefparse.TNEF(data)
        assert ours is not None
        assert [(one.name, one.content) for one in ours.files] == [
            (one.long_filename(), one.data) for one in theirs.attachments
        ]


def test_the_rich_text_of_outlook_becomes_the_html_it_was() -> None:
    rtf = (
        rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0\fswiss Arial;}}\uc1\pard {\*\htmltag64 <p>}"
        rb"\htmlrtf {\htmlrtf0 Gr\'fc\u223?e & {\*\htmltag84 <b>}\htmlrtf {\b\htmlrtf0 fett"
        rb"{\*\htmltag92 </b>}\htmlrtf\b0}\htmlrtf0{\*\htmltag72 </p>}\htmlrtf\par}\htmlrtf0}"
    )
    data = outlook.tnef(outlook.message_properties(outlook.binary(0x1009, outlook.compressed_rtf(rtf))))
    assert mail_with("application/ms-tnef", data).html == "<p>Grüße &amp; <b>fett</b></p>"


def test_plain_rich_text_is_read_as_text() -> None:
    rtf = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\*\generator Riched20;}\pard One {\b two}\'85\par three\par}"
    assert read_rtf(rtf) == ("One two…\nthree\n", False)


def test_references_in_compressed_rtf_are_followed() -> None:
    """The example of MS-OXRTFCP 3.1.1."""
    data = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompress_rtf(data) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_mail_inside_a_winmail_dat_becomes_a_message_file() -> None:
    inner = outlook.tnef(
        outlook.message_properties(outlook.string(0x0037, "Inner"), outlook.string(0x1000, "Words")),
        outlook.file("deep.txt", b"deep"),
    )
    outer = outlook.tnef(
        outlook.file("x", b"", outlook.binary(0x3701, outlook.IID_MESSAGE + inner, kind=0x0D))
    )
    files = mail_with("application/ms-tnef", outer).attachments[1:]
    assert [one.name for one in files] == ["Inner.eml", "deep.txt"]
    assert parse_message(files[0].content).text == "Words"


HOSTILE_TNEF = {
    "counts that lie": outlook.tnef(
        outlook.attribute(1, 0x9003, 6, struct.pack("<IHHI", 0xFFFFFFFF, 0x1002, 0x3000, 0xFFFFFFFF))
    ),
    "counts of strings that lie": outlook.tnef(
        outlook.attribute(1, 0x9003, 6, struct.pack("<IHHI", 1, 0x101F, 0x3000, 0xFFFFFFFF) + bytes(4_000_000))
    ),
    "a million attributes": outlook.tnef(*[outlook.attribute(1, 0x1234, 6, b"")] * 400_000),
    "ten thousand files": outlook.tnef(*[outlook.file("a", b"x")] * 10_000),
    "cut off": WINMAIL[: len(WINMAIL) // 2],
    "a length beyond the end": struct.pack("<IHBHHI", 0x223E9F78, 1, 2, 0x9002, 6, 0xFFFFFFFF),
    "rich text that claims much": outlook.tnef(
        outlook.message_properties(
            outlook.binary(0x1009, struct.pack("<IIII", 9, 0xFFFFFFFF, 0x75465A4C, 0) + b"\xff\x00\x0f" * 300_000)
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE_TNEF)
def test_a_hostile_winmail_dat_ends_soon_and_stays_a_file(name: str) -> None:
    start = time.process_time()
    parsed = mail_with("application/ms-tnef; name=winmail.dat", HOSTILE_TNEF[name])
    assert time.process_time() - start < 3
    assert parsed.attachments[0].name == "winmail.dat"
    assert len(parsed.attachments) <= 500


def test_words_that_are_no_tnef_stay_the_file_they_are() -> None:
    parsed = mail_with("application/ms-tnef; name=winmail.dat", b"not tnef at all")
    assert [one.name for one in parsed.attachments] == ["winmail.dat"]
    assert parsed.notices == ()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(0, 400))
def test_any_bytes_in_a_winmail_dat_raise_nothing(noise: bytes, position: int) -> None:
    read_tnef(WINMAIL[:position] + noise + WINMAIL[position + len(noise) :])
    read_rtf(decompress_rtf(outlook.compressed_rtf(b"{\\rtf1" + noise)))
    open_smime(b"\x30\x80" + noise)
    read_invite(noise.decode("latin-1"))


INVITE = (
    "BEGIN:VCALENDAR\r\nMETHOD:{method}\r\nBEGIN:VTIMEZONE\r\nTZID:Berlin\r\nBEGIN:STANDARD\r\n"
    "DTSTART:19701025T030000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\n"
    "SUMMARY;LANGUAGE=de:Über\r\n gabe\\, Lager\\n2\r\nDTSTART;TZID=Europe/Berlin:20261105T100000\r\n"
    "DTEND;TZID=Europe/Berlin:20261105T113000\r\nORGANIZER;CN=\"Lee: Ann\":mailto:ann@x.example\r\n"
    "ATTENDEE;PARTSTAT=ACCEPTED;CN=Bo:mailto:bo@y.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)  # fmt: skip


@pytest.mark.parametrize(
    ("method", "notice"),
    [
        (
            "REQUEST",
            "calendar_request: Übergabe, Lager 2 · 2026-11-05 10:00 Europe/Berlin – 11:30 · Lee: Ann",
        ),
        (
            "REPLY",
            "calendar_reply: Übergabe, Lager 2 · 2026-11-05 10:00 Europe/Berlin – 11:30 · Lee: Ann · Bo: accepted",
        ),
        ("CANCEL", "calendar_cancel: Übergabe, Lager 2 · 2026-11-05 10:00 Europe/Berlin – 11:30 · Lee: Ann"),
        ("X-ODD", "calendar_event: Übergabe, Lager 2 · 2026-11-05 10:00 Europe/Berlin – 11:30 · Lee: Ann"),
    ],
)
def test_an_invitation_says_what_it_asks_for(method: str, notice: str) -> None:
    parsed = mail_with("text/calendar; charset=utf-8", INVITE.format(method=method).encode(), "See you")
    assert parsed.notices == (notice,)
    assert [one.name for one in parsed.attachments] == ["invite.ics"]
    assert parsed.text == "See you"


def test_a_whole_day_and_an_instant_in_utc_are_told_apart() -> None:
    assert read_invite("BEGIN:VEVENT\nDTSTART;VALUE=DATE:20261105\nDTEND;VALUE=DATE:20261106").line == (
        "2026-11-05 – 2026-11-06"
    )
    assert read_invite("BEGIN:VEVENT\nDTSTART:20261105T090000Z").line == "2026-11-05 09:00 UTC"


def test_a_mail_inside_a_mail_is_a_file_named_by_its_subject() -> None:
    inner = b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe_/_Kaputt?=\r\nFrom: c@d.example\r\n\r\nThe words"
    parsed = mail_with("message/rfc822", inner, "see below")
    assert parsed.attachments[0].name == "Grüße Kaputt.eml"
    assert parsed.attachments[0].declared_name == ""
    assert parsed.notices == ("nested_message: Grüße / Kaputt",)
    assert parse_message(parsed.attachments[0].content).text == "The words"


def signed(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ann")])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2027, 1, 1, tzinfo=UTC))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, hashes.SHA256())
    return builder.sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])


def test_the_words_of_an_opaquely_signed_mail_are_read() -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nHello\r\n"
        b"--i\r\nContent-Type: application/pdf; name=a.pdf\r\n\r\nx\r\n--i--"
    )
    raw = signed(inner)
    parsed = parse_message(
        b"From: a@b.example\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(raw)
    )
    assert parsed.text == "Hello"
    assert [one.name for one in parsed.attachments] == ["smime.p7m", "a.pdf"]
    assert parsed.notices == ("signed_smime",)


def test_a_streamed_signature_is_read_too() -> None:
    """BER with indefinite lengths and the content in pieces, as OpenSSL streams it."""

    def element(tag: int, content: bytes) -> bytes:
        return bytes((tag, 0x80)) + content + b"\0\0"

    oid = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
    pieces = element(0x24, b"\x04\x03abc" + b"\x04\x02de")
    body = b"\x02\x01\x01" + b"\x31\x00" + element(0x30, oid + b"\x01" + element(0xA0, pieces))
    assert open_smime(element(0x30, oid + b"\x02" + element(0xA0, element(0x30, body)))) == (
        "signed",
        b"abcde",
    )


def test_an_encrypted_smime_mail_is_named_so_and_kept() -> None:
    raw = bytes.fromhex("301506092a864886f70d010703a008") + b"\x30\x06\x02\x01\x00\x31\x00\x05"
    parsed = mail_with("application/pkcs7-mime; name=smime.p7m", raw)
    assert parsed.notices == ("encrypted_smime",)
    assert parsed.attachments[0].content == raw


@pytest.mark.parametrize(
    ("content_type", "notice"),
    [
        ("application/pgp-encrypted", "encrypted_pgp"),
        ("application/pgp-signature", "signed_pgp"),
        ("application/pkcs7-signature", "signed_smime"),
        ("message/delivery-status", "delivery_report"),
        ("message/disposition-notification", "read_receipt"),
        ("message/feedback-report", "complaint"),
    ],
)
def test_parts_tell_what_kind_of_mail_it_is(content_type: str, notice: str) -> None:
    assert mail_with(content_type, b"x", "Hello").notices == (notice,)


def test_openpgp_armour_inside_the_text_is_named() -> None:
    assert parse_message(
        b"From: a@b.example\r\n\r\n-----BEGIN PGP MESSAGE-----\r\n\r\nhQEM\r\n-----END PGP MESSAGE-----"
    ).notices == ("encrypted_pgp",)


def related(html: str, header: str) -> ParsedMail:
    return parse_message(
        "From: a@b.example\r\nContent-Type: multipart/related; boundary=r\r\n\r\n--r\r\nContent-Type: text/html"
        f"\r\n\r\n{html}\r\n--r\r\nContent-Type: image/png\r\n{header}\r\n\r\npng\r\n--r--".encode()
    )


def test_an_image_that_the_html_shows_is_inline() -> None:
    for source in ("cid:a%40b", "CID:a@B"):
        assert related(f"<img src='{source}'>", "Content-ID: <a@b>").attachments[0].is_inline


def test_an_image_that_nothing_shows_is_a_file() -> None:
    parsed = related("<p>hi", "Content-ID: <a@b>\r\nContent-Disposition: inline")
    assert not parsed.attachments[0].is_inline


def test_an_image_named_by_its_location_is_shown() -> None:
    parsed = related('<img src="http://x.example/a.png">', "Content-Location: http://x.example/a.png")
    image = parsed.attachments[0]
    assert image.is_inline
    assert parsed.html == f'<img src="cid:{image.content_id}">'
