"""A mail as the customer's program puts it on the wire (RFC 5322, MIME)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from helpdesk.demo.content.mailclients import PROGRAMS, Quoted, html_body, with_quote_text
from helpdesk.demo.content.model import AttachmentSpec
from helpdesk.demo.content.wording import zone

_POLICY = SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True)
class Letter:
    """Everything one mail says. `html` overrides what the client would make of the text."""

    sender_name: str
    sender: str
    country: str
    client: str
    language: str
    to: tuple[str, ...]
    subject: str
    text: str
    at: datetime
    message_id: str
    references: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    quoted: Quoted | None = None
    html: str = ""
    attachments: tuple[AttachmentSpec, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()


def letter_bytes(letter: Letter) -> bytes:
    """The mail's bytes, CRLF line ends. Thunderbird and webmail customers write plain text only."""
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = formataddr((letter.sender_name, letter.sender), "utf-8")
    mail["To"] = ", ".join(letter.to)
    if letter.cc:
        mail["Cc"] = ", ".join(letter.cc)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(letter.at.astimezone(zone(letter.country)))
    mail["Message-ID"] = f"<{letter.message_id}>"
    if letter.references:
        mail["In-Reply-To"] = f"<{letter.references[-1]}>"
        mail["References"] = " ".join(f"<{one}>" for one in letter.references)
    if letter.client in PROGRAMS:
        mail["X-Mailer"] = PROGRAMS[letter.client]
    for name, value in letter.headers:
        mail[name] = value
    _fill(mail, letter)
    return mail.as_bytes()


def letter_text(letter: Letter) -> str:
    """The plain part as it goes out: the new words, and below them the quote."""
    if letter.quoted is None:
        return letter.text
    return with_quote_text(letter.client, letter.language, letter.text, letter.quoted)


def _fill(mail: EmailMessage, letter: Letter) -> None:
    mail.set_content(letter_text(letter) + "\n", cte="quoted-printable")
    inline = tuple(one for one in letter.attachments if one.content_id)
    markup = letter.html
    if not markup and letter.client in {"gmail", "apple", "outlook"}:
        ids = tuple(one.content_id for one in inline)
        markup = html_body(letter.client, letter.language, letter.text, letter.quoted, ids)
    if markup:
        mail.add_alternative(markup, subtype="html", cte="quoted-printable")
        part = mail.get_payload()[-1]  # type: ignore[index]
        _attach_inline(part, inline)  # type: ignore[arg-type]
    for one in letter.attachments:
        if not (markup and one.content_id):
            major, _, minor = one.content_type.partition("/")
            mail.add_attachment(one.content, maintype=major, subtype=minor, filename=one.name)


def _attach_inline(part: EmailMessage, inline: Sequence[AttachmentSpec]) -> None:
    for one in inline:
        major, _, minor = one.content_type.partition("/")
        part.add_related(
            one.content,
            maintype=major,
            subtype=minor,
            cid=f"<{one.content_id}>",
            filename=one.name,
            disposition="inline",
        )
