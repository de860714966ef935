"""Delivery reports as mail servers write them, about our own mail."""

from __future__ import annotations

from helpdesk.core.ids import derived_key
from inbox.mail.verp import bounce_address
from inbox.models import Message, OutboundMail
from tests.inbox.mail_in.world import World

_REPORT = """Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{number}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.example.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

{recipients}
--b
Content-Type: text/rfc822-headers

Subject: Re: Where is my parcel?
{returned}
--b--
"""


def report(
    world: World,
    *recipients: tuple[str, str, str, str],
    to: str = "",
    message_id: str = "",
    number: object = "dsn-1",
) -> bytes:
    """A delivery report on (address, action, status, diagnostic) that comes to `to`, returning `message_id`."""
    blocks = "\n".join(
        f"Final-Recipient: rfc822; {address}\nAction: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {words}\n"
        for address, action, status, words in recipients
    )
    returned = f"Message-ID: <{message_id}>\n" if message_id else ""
    text = _REPORT.format(to=to or world.address, number=number, recipients=blocks, returned=returned)
    return text.replace("\n", "\r\n").encode()


def return_path(world: World, message: Message) -> str:
    """Where mail servers send what they say of a mail."""
    outbound = OutboundMail.objects.get(message=message)
    return bounce_address(world.address, outbound.pk, derived_key("bounce-address"))
