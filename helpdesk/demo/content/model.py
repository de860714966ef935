"""The shapes of the demo world: frozen values that know neither Django nor a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

Direction = Literal["in", "out", "note"]


@dataclass(frozen=True, slots=True)
class StoreSpec:
    key: str
    name: str
    domain: str
    country: str
    currency: str
    language: str
    time_zone: str
    address: str
    channel: str = "own_shop"


@dataclass(frozen=True, slots=True)
class MailboxSpec:
    address: str
    store: str
    name: str
    language: str
    team: str


@dataclass(frozen=True, slots=True)
class TeamSpec:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class PersonSpec:
    username: str
    name: str
    role: Literal["admin", "supervisor", "agent", "finance"]
    languages: tuple[str, ...]
    ui_language: str
    time_zone: str
    teams: tuple[str, ...]

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class GrantSpec:
    person: str
    mailbox: str
    see: bool = True
    reply: bool = False
    assign: bool = False
    export: bool = False
    manage: bool = False


@dataclass(frozen=True, slots=True)
class ProductSpec:
    sku: str
    store: str
    price: Decimal
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        return self.names.get(language, self.names["en"])


@dataclass(frozen=True, slots=True)
class CustomerSpec:
    """Somebody who writes. `title` is how a letter addresses them (Frau, Monsieur, 様, 女士)."""

    key: str
    name: str
    first: str
    last: str
    title: str
    email: str
    country: str
    language: str
    street: str
    postcode: str
    city: str
    phone: str
    client: str
    is_vip: bool = False
    is_person: bool = True


@dataclass(frozen=True, slots=True)
class OrderItem:
    sku: str
    quantity: int
    unit_price: Decimal


@dataclass(frozen=True, slots=True)
class OrderSpec:
    number: str
    channel: str
    store: str
    customer: str
    placed_at: datetime
    items: tuple[OrderItem, ...]
    shipping: Decimal
    total: Decimal
    currency: str
    status: Literal["paid", "packed", "shipped", "delivered", "returned", "refunded", "cancelled"]
    carrier: str
    tracking_number: str
    payment: str
    payment_reference: str


@dataclass(frozen=True, slots=True)
class AttachmentSpec:
    name: str
    content_type: str
    content: bytes = field(repr=False)
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One step of a conversation. `author` is a username, or the customer's key when it comes in."""

    direction: Direction
    author: str
    text: str
    html: str | None = None
    attachments: tuple[AttachmentSpec, ...] = ()
    minutes_after_previous: int = 0
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConversationSpec:
    """A ticket with its history, oldest turn first; ages are instants computed from `started_at`."""

    key: str
    scenario: str
    mailbox: str
    customer: str
    order: str
    subject: str
    language: str
    intent: str
    sentiment: str
    urgency: str
    status: str
    priority: str
    assignee: str
    team: str
    tags: tuple[str, ...]
    started_at: datetime
    turns: tuple[Turn, ...]
    snoozed_until: datetime | None = None
    automatic: str = "human"

    def moments(self) -> tuple[datetime, ...]:
        """The instant of every turn, in order (aware UTC)."""
        at, found = self.started_at, []
        for turn in self.turns:
            at = at + timedelta(minutes=turn.minutes_after_previous)
            found.append(at)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class World:
    now: datetime
    stores: tuple[StoreSpec, ...]
    mailboxes: tuple[MailboxSpec, ...]
    teams: tuple[TeamSpec, ...]
    people: tuple[PersonSpec, ...]
    grants: tuple[GrantSpec, ...]
    products: tuple[ProductSpec, ...]
    customers: tuple[CustomerSpec, ...]
    orders: tuple[OrderSpec, ...]
    conversations: tuple[ConversationSpec, ...]
