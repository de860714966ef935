"""One message, bytes to values (RFC 5322, RFC 2045-2049), whatever the bytes are."""

from __future__ import annotations

import re

from inbox.mail.addresses import Mailbox, parse_addresses
from inbox.mail.bodies import read_bodies
from inbox.mail.characters import clean_line, fold_spaces, hides_characters
from inbox.mail.dates import parse_date
from inbox.mail.encoded_words import decode_words
from inbox.mail.html_text import html_to_text
from inbox.mail.message_ids import parse_message_id, parse_message_ids
from inbox.mail.mime import Part, split_parts
from inbox.mail.model import Limits, ParsedMail, UnparsableMail

_LEADING = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:[ \t]*\r?\n)*(?:>?From [^\r\n]*\r?\n)?(?:[ \t]*\r?\n)*")
_DEFAULT_LIMITS = Limits()


def parse_message(raw: bytes, *, limits: Limits = _DEFAULT_LIMITS) -> ParsedMail:
    """Understand one message as IMAP gives it. Time and memory grow linearly with its size.

    Broken input is mended where mail clients mend it, and each mend is named in `problems`.
    Raises `UnparsableMail` when nothing sensible can be kept.
    """
    if len(raw) > limits.message_bytes:
        raise UnparsableMail(
            f"The message has {len(raw)} bytes, more than the limit of {limits.message_bytes}; raise the "
            f"limit and retry."
        )
    raw = raw[_leading(raw) :]
    if not raw.strip():
        raise UnparsableMail("The message is empty; fetch it again or look at it on the mail server.")
    tree = split_parts(raw, limits)
    root = tree.root
    if not root.fields and b"\0" in raw[:1000]:
        raise UnparsableMail("This is not a mail: it has no header and holds binary data.")
    bodies = read_bodies(tree.leaves, limits)
    html = "\n".join(bodies.htmls) if bodies.htmls else None
    text = "\n".join(bodies.texts)
    if not text.strip() and html is not None:
        text = html_to_text(html)
    senders = _mailboxes(root, "from", limits)
    valid = [sender for sender in senders if sender.address]
    to = _mailboxes(root, "to", limits)
    return ParsedMail(
        from_address=valid[0].address if valid else "",
        from_name=(valid or senders)[0].name if senders else "",
        from_addresses=_addresses(valid),
        to=_addresses(to),
        cc=_addresses(_mailboxes(root, "cc", limits)),
        reply_to=_addresses(_mailboxes(root, "reply-to", limits)),
        to_names=tuple((mailbox.address, mailbox.name) for mailbox in to if mailbox.address and mailbox.name),
        sender=next(iter(_addresses(_mailboxes(root, "sender", limits))), ""),
        subject=_subject(root, limits),
        message_id=parse_message_id(root.field("message-id")),
        in_reply_to=parse_message_id(root.field("in-reply-to")),
        references=parse_message_ids(_joined(root, "references"), limits.references),
        date=parse_date(_without_comments(root.field("date"))),
        text=text,
        html=html,
        attachments=tuple(bodies.attachments),
        headers=tuple((name, clean_line(decode_words(value))) for name, value in root.fields),
        content_type=root.content_type,
        notices=bodies.notices.all(),
        content_parameters=tuple((name, clean_line(value)) for name, value in root.parameters.items()),
        problems=tuple(
            dict.fromkeys(tree.problems + bodies.problems + _sender_problems(root, senders, valid))
        ),
    )


def _leading(raw: bytes) -> int:
    """BOM, blank lines and an mbox `From ` line before the header."""
    match = _LEADING.match(raw)
    return match.end() if match else 0


def _mailboxes(root: Part, name: str, limits: Limits) -> list[Mailbox]:
    value = _joined(root, name, ", ")
    return parse_addresses(value, limits.addresses) if value else []


def _joined(root: Part, name: str, separator: str = " ") -> str:
    """A header that stands there several times, as one."""
    return separator.join(value for key, value in root.fields if key.lower() == name)


def _addresses(mailboxes: list[Mailbox]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(mailbox.address for mailbox in mailboxes if mailbox.address))


def _subject(root: Part, limits: Limits) -> str:
    return fold_spaces(clean_line(decode_words(root.field("subject"))))[: limits.subject]


def _without_comments(value: str) -> str:
    return re.sub(r"\([^()]*\)", " ", value).strip()


def _sender_problems(root: Part, senders: list[Mailbox], valid: list[Mailbox]) -> list[str]:
    problems = []
    if not valid:
        problems.append("unreadable_sender" if senders else "no_sender")
    elif len(valid) > 1:
        problems.append("several_senders")
    sender = decode_words(root.field("from"))
    if not sender.isascii() and hides_characters(sender):
        problems.append("hidden_characters_in_sender")
    return problems
