"""Cases of mails run through the real filing, in a desk of their own that is rolled back (`manage.py thread`).

A case names its mails by keys. What the desk chooses by itself, such as Message-IDs, tickets and reply addresses
of what it sends, stands in a case as a placeholder; later mails get the true value in its place.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction
from django.test.utils import override_settings

from helpdesk.accounts.models import Role, User
from helpdesk.core.ids import derived_key
from inbox.actions.filing.run import file_inbound
from inbox.actions.ledger import take_in
from inbox.actions.outgoing import wire_bytes
from inbox.actions.reply import ReplyText, send_reply
from inbox.mail.tokens import reply_address, reply_token
from inbox.models import Customer, CustomerIdentity, InboundMail, Mailbox, Message, Store, Ticket

_FIRST_DAY = datetime(2026, 1, 1, 8, tzinfo=UTC)
Case = Mapping[str, Any]


def group_case(case: Case) -> list[list[str]]:
    """The keys of a case's mails by ticket, in the order of arrival; nothing of it remains.

    `case["messages"]` is a list of mails as `corpora/mail/threading_cases.jsonl` has them. KeyError and ValueError
    for a case that is none.
    """
    with _scratch_blobs(), transaction.atomic():
        desk = _ScratchDesk(case["messages"])
        for order, one in _in_order_of_arrival(case["messages"]):
            desk.run(one, order)
        groups = desk.groups()
        transaction.set_rollback(True)
    return groups


@contextmanager
def _scratch_blobs() -> Iterator[None]:
    with TemporaryDirectory(prefix="crossdesk-thread-") as directory:
        blobs = {"BACKEND": "inbox.storage.BlobStorage", "OPTIONS": {"location": directory}}
        with override_settings(STORAGES={**settings.STORAGES, "blobs": blobs}):
            yield


def _in_order_of_arrival(messages: Sequence[Case]) -> list[tuple[int, Case]]:
    return sorted(enumerate(messages), key=lambda item: (item[1].get("arrives") or item[0], item[0]))


@dataclass(slots=True)
class _ScratchDesk:
    """A store with the mailboxes that a case writes to, and what became of its mails."""

    messages: Sequence[Case]
    store: Store = field(init=False)
    agent: User = field(init=False)
    mailboxes: dict[str, Mailbox] = field(default_factory=dict)
    filed: dict[str, Message | None] = field(default_factory=dict)
    raw: dict[str, bytes] = field(default_factory=dict)
    true_values: dict[str, str] = field(default_factory=dict)
    domains: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        name = f"scratch-{secrets.token_hex(6)}"
        self.store = Store.objects.create(name=name, country="DE")
        self.agent = User.objects.create_user(name, name="Scratch", role=Role.ADMIN)
        for address in self._own_addresses():
            self.mailboxes[address] = Mailbox.objects.create(
                store=self.store,
                name=name[:80],
                address=self._unused(address, name),
                imap_host="",
                is_active=False,
            )

    def run(self, one: Case, order: int) -> None:
        """File or send one mail of the case."""
        at = _FIRST_DAY + timedelta(days=int(one.get("day") or 1), minutes=order)
        message = self._send(one, at) if one["direction"] == "out" else self._receive(one, order, at)
        self.filed[one["key"]] = message
        if message is not None:
            self._learn(one, message)

    def groups(self) -> list[list[str]]:
        """Keys by ticket; a mail without a ticket stands alone."""
        by_ticket: dict[object, list[str]] = {}
        for key, message in self.filed.items():
            by_ticket.setdefault(message.ticket_id if message else key, []).append(key)
        return list(by_ticket.values())

    def _own_addresses(self) -> list[str]:
        """Where the desk lives in this case: what it sends from, else what the first mail goes to."""
        sent = [_plain(one["sender"]) for one in self.messages if one["direction"] == "out"]
        received = [
            _plain(a) for one in self.messages if one["direction"] == "in" for a in _listed(one.get("to"))
        ]
        domain = (sent or received)[0].rpartition("@")[2]
        return list(dict.fromkeys(a for a in (*sent, *received) if a.rpartition("@")[2] == domain))

    def _unused(self, address: str, name: str) -> str:
        """The address as it is in the case, unless the desk has it: then one of a domain beside it."""
        if not Mailbox.objects.filter(address__iexact=address).exists():
            return address
        local, _, domain = address.rpartition("@")
        self.domains[f"@{domain}"] = f"@{name}.{domain}"
        return f"{local}@{name}.{domain}"

    def _receive(self, one: Case, order: int, at: datetime) -> Message | None:
        copied = one.get("duplicate_of")
        raw = self.raw[copied] if copied else self._bytes(one, at)
        self.raw[one["key"]] = raw
        taken = take_in(
            raw,
            mailbox=self._mailbox_of(one),
            folder="INBOX",
            uidvalidity=1,
            uid=order + 1,
            internal_date=at,
            now=at,
        )
        return _message_of(file_inbound(taken.pk, now=at))

    def _send(self, one: Case, at: datetime) -> Message:
        mailbox = self.mailboxes[_plain(one["sender"])]
        ticket = self._ticket_answered(one) or self._new_ticket(one, mailbox, at)
        answer = ReplyText(
            body=one.get("body") or f"Answer {one['key']}",
            to=tuple(_listed(one["to"])),
            cc=tuple(_listed(one.get("cc"))),
            seen_through=2**62,
            idempotency_key=f"{self.store.name}-{one['key']}",
        )
        message = send_reply(ticket, answer, actor=self.agent, now=at)
        self.raw[one["key"]] = wire_bytes(message, mailbox)
        return message

    def _ticket_answered(self, one: Case) -> Ticket | None:
        named = {one.get("in_reply_to"), *(one.get("references") or ())}
        for other in reversed(self.messages):
            message = self.filed.get(other["key"])
            if message is not None and (
                other.get("message_id") in named or one.get("ticket_of") == other["key"]
            ):
                return message.ticket
        return None

    def _new_ticket(self, one: Case, mailbox: Mailbox, at: datetime) -> Ticket:
        return Ticket.objects.create(
            mailbox=mailbox,
            customer=_customer(_listed(one["to"])[0], at),
            subject=one.get("subject") or "",
            last_activity_at=at,
            created_at=at,
        )

    def _learn(self, one: Case, message: Message) -> None:
        """What the desk chose, for the placeholders in later mails."""
        key, mailbox = derived_key("reply-token"), message.ticket.mailbox
        if one.get("message_id"):
            self.true_values.setdefault(one["message_id"], message.message_id)
        if one.get("reply_address"):
            self.true_values.setdefault(
                one["reply_address"], reply_address(mailbox.address, message.ticket_id, key)
            )
        if one.get("ticket_token"):
            self.true_values.setdefault(one["ticket_token"], reply_token(message.ticket_id, key))

    def _true(self, text: str) -> str:
        for placeholder in sorted(self.true_values, key=len, reverse=True):
            text = text.replace(placeholder, self.true_values[placeholder])
        for domain, ours in self.domains.items():
            text = text if ours in text else text.replace(domain, ours)
        return text

    def _mailbox_of(self, one: Case) -> Mailbox:
        addresses = [_plain(a) for a in (*_listed(one.get("to")), *_listed(one.get("cc")))]
        found = (self.mailboxes[a] for a in addresses if a in self.mailboxes)
        return next(found, next(iter(self.mailboxes.values())))

    def _bytes(self, one: Case, at: datetime) -> bytes:
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._true(one["sender"])
        mail["To"] = ", ".join(self._true(a) for a in _listed(one.get("to")))
        if one.get("cc"):
            mail["Cc"] = ", ".join(self._true(a) for a in _listed(one["cc"]))
        mail["Subject"] = self._true(one.get("subject") or "")
        mail["Date"] = format_datetime(at)
        mail.set_content(self._true(one.get("body") or f"{one.get('name', 'Mail')} {one['key']}"), cte="8bit")
        return self._threading_headers(one) + mail.as_bytes()

    def _threading_headers(self, one: Case) -> bytes:
        """Written as they are: a policy would refuse or fold what real mail programs send."""
        lines = []
        if one.get("message_id"):
            lines.append(f"Message-ID: <{one['message_id']}>")
        if one.get("raw_in_reply_to"):
            lines.append(f"In-Reply-To: {self._true(one['raw_in_reply_to'])}")
        elif one.get("in_reply_to"):
            lines.append(f"In-Reply-To: <{self._true(one['in_reply_to'])}>")
        if one.get("references"):
            lines.append("References: " + " ".join(f"<{self._true(each)}>" for each in one["references"]))
        return "".join(f"{line}\r\n" for line in lines).encode()


def _message_of(inbound: InboundMail) -> Message | None:
    """The message a ledger row became; for a duplicate or a copy of our own the one that was there before."""
    found = Message.objects.select_related("ticket__mailbox")
    if inbound.duplicate_of_id:
        return found.get(inbound_id=inbound.duplicate_of_id)
    message = found.filter(inbound=inbound).first()
    if message is None and inbound.message_id:
        same = found.filter(message_id=inbound.message_id, ticket__mailbox_id=inbound.mailbox_id)
        message = same.order_by("id").first()
    return message


def _customer(address: str, at: datetime) -> Customer:
    known = CustomerIdentity.objects.filter(kind="email", value__iexact=address).first()
    if known is None:
        customer = Customer.objects.create(created_at=at)
        known = CustomerIdentity.objects.create(customer=customer, value=address.lower(), created_at=at)
    return known.customer


def _listed(value: str | Sequence[str] | None) -> list[str]:
    return [value] if isinstance(value, str) else list(value or ())


def _plain(address: str) -> str:
    """An address without its display name and plus part."""
    bare = address.rpartition("<")[2].rstrip("> ").lower()
    local, _, domain = bare.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
