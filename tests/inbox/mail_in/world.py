"""A small desk for the mail tests: a store, mailboxes on real servers, mails as bytes, a person who answers."""

from __future__ import annotations

import imaplib
import itertools
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from helpdesk.accounts.models import Role, User
from helpdesk.core.clock import database_now
from inbox.actions import poll
from inbox.actions.filing.run import file_inbound, file_waiting
from inbox.actions.ledger import take_in
from inbox.models import InboundMail, Mailbox, Message, Store
from tests.support.servers import DovecotServer, MailServer

_numbers = itertools.count(1)
EARLY = datetime(2026, 1, 1, tzinfo=UTC)


def a_mail(
    *,
    sender: str = "Jane Roe <jane@customer.example>",
    to: str = "support@voltway.example",
    subject: str = "Where is my parcel?",
    body: str = "Hello, where is my parcel?",
    message_id: str | None = None,
    reply_to_mail: bytes | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A plain mail; `reply_to_mail` sets the threading headers and the recipient from a mail received."""
    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["Subject"] = sender, subject
    mail["Date"] = "Sun, 22 Nov 2026 10:00:00 +0000"
    if message_id is None:
        message_id = f"<{next(_numbers)}.{datetime.now(UTC).timestamp()}@customer.example>"
    if message_id:
        mail["Message-ID"] = message_id
    if reply_to_mail is not None:
        original = message_from_bytes(reply_to_mail, policy=policy.default)
        to = original["Reply-To"] or original["From"]
        mail["In-Reply-To"] = original["Message-ID"]
        mail["References"] = f"{original['References'] or ''} {original['Message-ID']}".strip()
    mail["To"] = to
    for name, value in headers:
        mail[name] = value
    mail.set_content(body)
    return mail.as_bytes()


@dataclass
class World:
    """One mailbox per test on the shared servers."""

    server: MailServer
    address: str
    password: str
    mailbox: Mailbox = field(init=False)
    imap_port: int = 0

    def __post_init__(self) -> None:
        store, _new = Store.objects.get_or_create(name="Voltway", defaults={"country": "US"})
        self.mailbox = self.add_mailbox(store, self.address, self.password)

    def add_mailbox(self, store: Store, address: str, password: str, **fields: Any) -> Mailbox:
        """A mailbox on the demo mail server: IMAP with TLS, SMTP with STARTTLS."""
        values: dict[str, Any] = {
            "imap_host": "localhost",
            "imap_port": self.server.imaps_port,
            "imap_security": "tls",
            "imap_username": address,
            "smtp_host": "localhost",
            "smtp_port": self.server.smtp_port,
            "smtp_security": "starttls",
        }
        mailbox = Mailbox.objects.create(
            store=store, name=address.split("@")[0], address=address, **{**values, **fields}
        )
        mailbox.set_secrets(imap_password=password)
        mailbox.save()
        return mailbox

    def deliver(self, raw: bytes, address: str = "") -> None:
        """A mail from outside arrives by SMTP."""
        with smtplib.SMTP("127.0.0.1", self.server.smtp_port) as session:
            session.sendmail("jane@customer.example", [address or self.address], raw)

    def imap(self) -> imaplib.IMAP4:
        """Another client of the same mailbox."""
        client = imaplib.IMAP4("127.0.0.1", self.imap_port or self.server.imap_port)
        client.login(self.address, self.password)
        client.select("INBOX")
        return client

    def move_to(self, server: DovecotServer, address: str, password: str) -> None:
        """From now on the mailbox is one of this server."""
        self.imap_port, self.address, self.password = server.imap_port, address, password
        Mailbox.objects.filter(pk=self.mailbox.pk).update(
            imap_host="127.0.0.1", imap_port=server.imap_port, imap_security="plain", imap_username=address
        )
        self.mailbox.refresh_from_db()
        self.mailbox.set_secrets(imap_password=password)
        self.mailbox.save()

    def poll(self) -> poll.Visit:
        """One visit to the server, without filing."""
        return poll.poll_mailbox(self.mailbox.pk, now=database_now())

    def poll_and_file(self) -> None:
        """One visit, and filing what came."""
        visit = self.poll()
        assert not visit.problem, Mailbox.objects.get(pk=self.mailbox.pk).last_error_detail
        file_waiting(now=database_now())

    def receive(self, raw: bytes, *, uid: int | None = None, mailbox: Mailbox | None = None) -> InboundMail:
        """File a mail without a server."""
        taken = take_in(
            raw,
            mailbox=mailbox or self.mailbox,
            folder="INBOX",
            uidvalidity=1,
            uid=uid or next(_numbers),
            internal_date=database_now() - timedelta(minutes=1),
            now=database_now(),
        )
        return file_inbound(taken.pk, now=database_now())

    def message_of(self, inbound: InboundMail) -> Message:
        return Message.objects.select_related("ticket").get(inbound=inbound)

    def states(self) -> list[str]:
        """The ledger's states in the order of arrival."""
        return list(InboundMail.objects.order_by("id").values_list("state", flat=True))

    def agent(self) -> User:
        """Somebody who answers."""
        known = User.objects.filter(username="alex").first()
        return known or User.objects.create_user("alex", name="Alex Berg", role=Role.SUPERVISOR)
