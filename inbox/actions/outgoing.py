"""The wire bytes of one of our messages, the same every time they are made."""

from __future__ import annotations

from helpdesk.core.ids import derived_key
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingAttachment, OutgoingMail
from inbox.mail.tokens import reply_address
from inbox.models import Attachment, Mailbox, Message
from inbox.storage import read_blob

# Providers that do not deliver plus addresses (RFC 5233): an answer sent there would bounce. Threading by
# References and a participant as sender works without them.
_NO_PLUS_ADDRESSES = (
    "163.com",
    "126.com",
    "yeah.net",
    "netease.com",
    "qq.com",
    "aliyun.com",
    "mxhichina.com",
)


def wire_bytes(message: Message, mailbox: Mailbox) -> bytes:
    """Compose the mail as it goes out. ValueError when no recipient is an address; OSError for a lost file."""
    body = message.text
    if message.signature:
        body += f"\n\n-- \n{message.signature}"
    if message.quoted_text:
        body += f"\n\n{message.quoted_text}"
    return compose(
        OutgoingMail(
            from_address=mailbox.address,
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
        )
    )


def _reply_to(message: Message, mailbox: Mailbox) -> str:
    host = mailbox.imap_host.lower()
    if any(host == name or host.endswith(f".{name}") for name in _NO_PLUS_ADDRESSES):
        return mailbox.address
    return reply_address(mailbox.address, message.ticket_id, derived_key("reply-token"))


def _files(message: Message) -> list[OutgoingAttachment]:
    stored = Attachment.objects.filter(message=message).select_related("blob").order_by("id")
    return [
        OutgoingAttachment(one.name, one.content_type, read_blob(one.blob), one.content_id, one.is_inline)
        for one in stored
    ]
