"""The people every rights test needs, and builders for what they look at.

Two mailboxes of one store: `support` is alex's, `billing` is mia's and, view-only, fin's. ada (admin) and sam
(supervisor) see both. Whoever is not signed in is `Client()`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http.cookies import SimpleCookie
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.http import HttpRequest
from django.test import Client

from helpdesk.accounts.actions.grants import set_grant
from helpdesk.accounts.models import Right, Role, Team, User
from helpdesk.accounts.web.sessions import start_session
from helpdesk.core.clock import utcnow
from inbox.actions.change import append_message, lock_ticket
from inbox.actions.mailboxes import MailboxDetails, create_mailbox
from inbox.actions.stores import StoreDetails, create_store
from inbox.models import (
    Attachment,
    Customer,
    CustomerIdentity,
    Direction,
    InboundMail,
    InboundState,
    Mailbox,
    Message,
    Store,
    Ticket,
)
from inbox.storage import store_blob

PASSWORD = "correct horse battery staple"
EVERY_RIGHT = tuple(right.value for right in Right)
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Desk:
    """The people and their mailboxes."""

    admin: User
    supervisor: User
    agent: User
    other_agent: User
    finance: User
    store: Store
    support: Mailbox
    billing: Mailbox

    @property
    def people(self) -> dict[str, User]:
        """By the column names of the rights matrix."""
        return {
            "admin": self.admin,
            "supervisor": self.supervisor,
            "agent": self.agent,
            "other_agent": self.other_agent,
            "finance": self.finance,
        }


def make_desk() -> Desk:
    """The five people, one store, two mailboxes, and who may do what."""
    store = make_store()
    desk = Desk(
        admin=make_person("ada", Role.ADMIN),
        supervisor=make_person("sam", Role.SUPERVISOR),
        agent=make_person("alex"),
        other_agent=make_person("mia"),
        finance=make_person("fin", Role.FINANCE),
        store=store,
        support=make_mailbox(store, "support@voltway.example"),
        billing=make_mailbox(store, "billing@voltway.example"),
    )
    set_grant(desk.agent, desk.support.pk, ("see", "reply", "assign", "export"), actor=None)
    set_grant(desk.other_agent, desk.billing.pk, EVERY_RIGHT, actor=None)
    set_grant(desk.finance, desk.billing.pk, EVERY_RIGHT, actor=None)
    return desk


def make_person(username: str, role: str = Role.AGENT, **fields: Any) -> User:
    """Somebody whose password is PASSWORD."""
    return User.objects.create_user(username, PASSWORD, name=username.capitalize(), role=role, **fields)


def make_team(name: str = "After-sales", members: Iterable[User] = ()) -> Team:
    """A team."""
    team = Team.objects.create(name=name)
    team.members.set(members)
    return team


def make_store(name: str = "Voltway Gadgets") -> Store:
    """A store."""
    details = StoreDetails(name, "shopify", "US", "America/Los_Angeles", "en")
    return create_store(details, actor=None)


def make_mailbox(store: Store, address: str, **fields: Any) -> Mailbox:
    """A mailbox on servers that nobody runs; polling it fails, reading and writing tickets does not."""
    details = MailboxDetails(
        store_id=store.pk,
        name=address.partition("@")[0].capitalize(),
        address=address,
        imap_host="imap.voltway.example",
        imap_username=address,
        smtp_host="smtp.voltway.example",
        smtp_username=address,
        **fields,
    )
    return create_mailbox(details, imap_password="imap secret", smtp_password="smtp secret", actor=None)


def make_customer(address: str = "", name: str = "Jane Roe", *, now: datetime | None = None) -> Customer:
    """A customer with one address."""
    now = now or utcnow()
    customer = Customer.objects.create(name=name, created_at=now)
    address = address or f"customer{next(_numbers)}@mail.example"
    CustomerIdentity.objects.create(customer=customer, value=address, created_at=now)
    return customer


def make_ticket(
    mailbox: Mailbox,
    subject: str = "Where is my parcel?",
    *,
    customer: Customer | None = None,
    text: str = "It should have been here on Monday.",
    now: datetime | None = None,
    **fields: Any,
) -> Ticket:
    """A ticket with the customer's first message."""
    now = now or utcnow()
    ticket = Ticket.objects.create(
        mailbox=mailbox,
        customer=customer or make_customer(now=now),
        subject=subject,
        last_activity_at=now,
        created_at=now,
        **fields,
    )
    make_message(ticket, text, now=now)
    ticket.refresh_from_db()
    return ticket


@transaction.atomic
def make_message(
    ticket: Ticket, text: str, *, direction: str = Direction.IN, now: datetime | None = None, **fields: Any
) -> Message:
    """One more message of the ticket, as the desk itself would append it; mail in has its raw bytes."""
    now = now or utcnow()
    locked = lock_ticket(ticket.pk)
    identity = CustomerIdentity.objects.filter(customer=locked.customer).first()
    message = Message(
        direction=direction,
        text=text,
        subject=locked.subject,
        from_name=locked.customer.name if direction == Direction.IN else "",
        from_address=identity.value if identity and direction == Direction.IN else "",
        message_id=f"m{next(_numbers)}@mail.example",
        created_at=now,
        **fields,
    )
    if direction == Direction.IN:
        message.inbound = make_inbound(locked.mailbox, text.encode(), state=InboundState.IMPORTED, now=now)
    append_message(locked, message, now=now)
    return message


def make_inbound(
    mailbox: Mailbox, raw: bytes, *, state: str = InboundState.QUARANTINED, now: datetime | None = None
) -> InboundMail:
    """A ledger row with these bytes."""
    now = now or utcnow()
    return InboundMail.objects.create(
        mailbox=mailbox,
        uidvalidity=1,
        uid=next(_numbers),
        raw=store_blob(raw),
        size=len(raw),
        internal_date=now,
        state=state,
        reason="The message is empty." if state == InboundState.QUARANTINED else "",
        fetched_at=now,
    )


def make_attachment(message: Message, content: bytes = b"a file", name: str = "invoice.pdf") -> Attachment:
    """A file on a message."""
    return Attachment.objects.create(
        message=message,
        blob=store_blob(content),
        name=name,
        content_type="application/pdf",
        created_at=utcnow(),
    )


def signed_in(user: User, *, factor: str = "totp", now: datetime | None = None, **options: Any) -> Client:
    """A browser in which the person has signed in, by default with a second factor.

    `options` go to `django.test.Client`; a CSRF check is on only with `enforce_csrf_checks=True`."""
    request = HttpRequest()
    request.session = SessionStore()
    start_session(request, user, factor=factor, now=now or utcnow())
    request.session.save()
    client = Client(**options)
    client.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: str(request.session.session_key)})
    return client
