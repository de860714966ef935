"""Tickets and replies on a desk whose mailboxes send through a server of the test's own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from helpdesk.core.clock import database_now
from inbox.actions import outbox
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.send_mail import send_claimed
from inbox.models import Mailbox, Message, OutboundMail, Ticket
from tests.inbox.mail_out.submission import Submission
from tests.support.personas import Desk, make_ticket

JANE = "jane@customer.example"


def through(server: Submission, *mailboxes: Mailbox) -> None:
    """All mailboxes, or these, send through this server."""
    rows = (
        Mailbox.objects.filter(pk__in=[one.pk for one in mailboxes]) if mailboxes else Mailbox.objects.all()
    )
    rows.update(smtp_host="localhost", smtp_port=server.port, smtp_security="plain", smtp_username="")


def answer(
    desk: Desk, mailbox: Mailbox | None = None, *, ticket: Ticket | None = None, **fields: Any
) -> Message:
    """An answer of the admin's on a ticket, in the outbox and due at once unless `send_at` says otherwise."""
    ticket = ticket or make_ticket(mailbox or desk.support)
    ticket.refresh_from_db()
    values: dict[str, Any] = {
        "body": "On its way.",
        "to": (JANE,),
        "cc": (),
        "seen_through": ticket.last_message_id,
    }
    values["idempotency_key"] = f"key-{ticket.pk}-{ticket.last_message_id}"
    return send_reply(ticket, ReplyText(**{**values, **fields}), actor=desk.admin, now=database_now())


def send_due(now: datetime | None = None, *, limit: int = 50) -> list[OutboundMail]:
    """What the tasks do with what is due at `now`."""
    now = now or database_now()
    claims = outbox.claim_due(now, limit=limit)
    return [send_claimed(one.outbound_id, one.token, now=now) for one in claims]


def later(**span: float) -> datetime:
    """The database's time, and a span."""
    return database_now() + timedelta(**span)
