"""The wire bytes and the envelope of one of our mails, the same every time they are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models.functions import Lower

from helpdesk.core.ids import derived_key
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingAttachment, OutgoingMail
from inbox.mail.tokens import reply_address
from inbox.mail.verp import bounce_address, bounce_tag
from inbox.models import Attachment, Mailbox, MailboxAlias, Message, OutboundMail
from inbox.storage import read_blob

# RFC 3834: what another desk or an out-of-office reply must never answer.
_AUTOMATIC = (("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All"))
_LONGEST_LOCAL = 64  # octets, RFC 5321, 4.5.3.1.1


@dataclass(frozen=True, slots=True)
class Envelope:
    """`sender` is "" for the null return path; `plain_sender` stands in where a server refuses plus addresses."""

    sender: str
    plain_sender: str = ""
    envelope_id: str = ""


def wire_bytes(message: Message, mailbox: Mailbox, *, is_automatic: bool = False) -> bytes:
    """Compose the mail as it goes out. ValueError when no recipient is an address; OSError for a lost file."""
    body = message.text
    if message.signature:
        body += f"\n\n-- \n{message.signature}"
    if message.quoted_text:
        body += f"\n\n{message.quoted_text}"
    return compose(
        OutgoingMail(
            from_address=_from_address(message, mailbox),
            from_name=message.from_name or mailbox.store.name,
            to=tuple(message.to),
            cc=tuple(message.cc),
            subject=message.subject,
            text=body,
            html=message.safe_html or None,
            message_id=message.message_id,
            date=message.created_at,
            reply_to=_reply_to(message, mailbox),
            in_reply_to=message.in_reply_to,
            references=tuple(message.references),
            attachments=tuple(_files(message)),
            headers=_AUTOMATIC if is_automatic else (),
        )
    )


def envelope(outbound: OutboundMail, mailbox: Mailbox) -> Envelope:
    """Who the mail comes back to: its own signed address where plus addresses arrive (SECURITY.md I6), the
    mailbox where they do not, nobody for automatic mail (RFC 3834, 3.3)."""
    if outbound.is_automatic:
        return Envelope("")
    key = derived_key("bounce-address")
    asks = bounce_tag(outbound.pk, key) if mailbox.requests_dsn else ""
    if not mailbox.has_plus_addresses:
        return Envelope(mailbox.address, envelope_id=asks)
    return Envelope(bounce_address(mailbox.address, outbound.pk, key), mailbox.address, asks)


def owned_addresses(mailbox: Mailbox) -> frozenset[str]:
    """The mailbox's address and aliases in lower case: all that its mail may come from."""
    aliases = MailboxAlias.objects.filter(mailbox=mailbox).values_list(Lower("address"), flat=True)
    return frozenset({mailbox.address.lower(), *aliases})


def _from_address(message: Message, mailbox: Mailbox) -> str:
    """The address chosen when the reply was written, while the mailbox still owns it."""
    chosen = message.from_address
    if chosen and chosen != mailbox.address and chosen.lower() in owned_addresses(mailbox):
        return chosen
    return mailbox.address


def _reply_to(message: Message, mailbox: Mailbox) -> str:
    """The mailbox's own address: an alias may lead through a forwarder that drops plus addresses."""
    if not mailbox.has_plus_addresses:
        return _from_address(message, mailbox)
    signed = reply_address(mailbox.address, message.ticket_id, derived_key("reply-token"))
    return signed if len(signed.rpartition("@")[0]) <= _LONGEST_LOCAL else mailbox.address


def _files(message: Message) -> list[OutgoingAttachment]:
    stored = Attachment.objects.filter(message=message).select_related("blob").order_by("id")
    return [
        OutgoingAttachment(one.name, one.content_type, read_blob(one.blob), one.content_id, one.is_inline)
        for one in stored
    ]
