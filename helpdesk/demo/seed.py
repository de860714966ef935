"""A desk of any size for benchmarks, written by COPY."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import connection, transaction
from django.db.models import Max

from helpdesk.accounts.models import Team, User
from helpdesk.demo.bulk import copy_rows, reserve_ids
from helpdesk.demo.content.variation import Variation, variations
from helpdesk.demo.content.wording import zone_name
from helpdesk.demo.content.world import build_world
from helpdesk.demo.load_desk import Desk, load_desk
from helpdesk.demo.seed_rows import CustomerRows, TicketRows
from inbox.models import (
    Customer,
    CustomerIdentity,
    InboundMail,
    Mailbox,
    Message,
    Order,
    OutboundMail,
    Store,
    Ticket,
    TimelineEvent,
)

_CHUNK = 5000
_TABLES = "ticket, message, customer, customer_identity, customer_order, inbound_mail, outbound_mail, timeline_event"


@dataclass(frozen=True, slots=True)
class SeedReport:
    tickets: int
    messages: int
    customers: int


@dataclass(slots=True)
class _Customers:
    """Customer numbers of the variations that have a row already."""

    ids: dict[int, int] = field(default_factory=dict)


def seed(
    tickets: int, messages: int | None, *, now: datetime, rng_seed: int = 1, is_fast: bool = False
) -> SeedReport:
    """Add `tickets` tickets with `messages` messages in all (the threads' own lengths where None).

    `is_fast` leaves out ledger, outbox and timeline rows. Raw mails are never written: "original" is empty for
    seeded mail. ValueError when there are fewer messages than tickets."""
    if tickets < 1 or (messages is not None and messages < tickets):
        raise ValueError("Every ticket has at least one message: give at least as many messages as tickets.")
    world = build_world(rng_seed, now)
    lengths = (
        [] if messages is None else [messages // tickets + (at < messages % tickets) for at in range(tickets)]
    )
    source = variations(world, tickets, Random(rng_seed), message_counts=lengths, first_order=_last_ticket())
    written = people = 0
    known = _Customers()
    with transaction.atomic():
        desk = _desk(now)
        while chunk := list(islice(source, _CHUNK)):
            people += _write_customers(chunk, known, now)
            written += _write_tickets(chunk, known, desk, is_fast=is_fast)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {_TABLES}")
    return SeedReport(tickets, written, people)


def _last_ticket() -> int:
    return Ticket.objects.aggregate(last=Max("id"))["last"] or 0


def _desk(now: datetime) -> Desk:
    """The demo's desk, made where it is missing: an empty installation can be seeded too."""
    world = build_world(1, now)
    mailboxes = {one.address: one for one in Mailbox.objects.select_related("store")}
    if any(spec.address not in mailboxes for spec in world.mailboxes):
        return load_desk(world, now)
    stores = {one.name: one for one in Store.objects.all()}
    teams = {one.name: one for one in Team.objects.all()}
    return Desk(
        {spec.key: stores[spec.name] for spec in world.stores},
        mailboxes,
        {spec.key: teams[spec.name] for spec in world.teams if spec.name in teams},
        {one.username: one for one in User.objects.all()},
    )


def _write_customers(chunk: list[Variation], known: _Customers, now: datetime) -> int:
    fresh = {one.customer_number: one.customer for one in chunk if one.customer_number not in known.ids}
    known.ids.update(zip(fresh, reserve_ids(Customer, len(fresh)), strict=True))
    mark = f"{now:%y%m%d%H%M%S}"  # a second run meets other people
    since = now - timedelta(days=366)
    copy_rows(
        Customer,
        CustomerRows.columns,
        (
            (
                known.ids[number],
                one.name,
                one.language,
                one.country,
                zone_name(one.country),
                one.is_vip,
                since,
            )
            for number, one in fresh.items()
        ),
    )
    copy_rows(
        CustomerIdentity,
        CustomerRows.identity_columns,
        ((known.ids[number], one.email.replace("@", f".{mark}@"), since) for number, one in fresh.items()),
    )
    return len(fresh)


def _write_tickets(chunk: list[Variation], known: _Customers, desk: Desk, *, is_fast: bool) -> int:
    total = sum(len(one.conversation.turns) for one in chunk)
    inbound = sum(turn.direction == "in" for one in chunk for turn in one.conversation.turns)
    rows = TicketRows(
        desk,
        iter(reserve_ids(Ticket, len(chunk))),
        iter(reserve_ids(Message, total)),
        None if is_fast else iter(reserve_ids(InboundMail, inbound)),
    )
    for one in chunk:
        rows.add(one, known.ids[one.customer_number])
    copy_rows(Ticket, rows.ticket_columns, rows.tickets)
    if not is_fast:
        copy_rows(InboundMail, rows.ledger_columns, rows.ledger)
    copy_rows(Message, rows.message_columns, rows.messages)
    copy_rows(Order, rows.order_columns, rows.orders)
    if not is_fast:
        copy_rows(OutboundMail, rows.outbound_columns, rows.outbound)
        copy_rows(TimelineEvent, rows.event_columns, rows.events)
    return total
