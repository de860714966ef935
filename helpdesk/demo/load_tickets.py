"""Customers, orders and conversations of the demo, in bulk, in the state months of work would have left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from helpdesk.demo.content.model import ConversationSpec, CustomerSpec, World
from helpdesk.demo.content.products import PRODUCTS
from helpdesk.demo.content.wording import base_language, zone_name
from helpdesk.demo.load_desk import Desk
from helpdesk.demo.load_messages import MessageRows, rows_of_conversation
from helpdesk.demo.load_state import summarise, timeline
from inbox.models import (
    Attachment,
    Blob,
    Customer,
    CustomerIdentity,
    InboundMail,
    Message,
    Order,
    OutboundMail,
    Priority,
    Ticket,
    TicketRead,
    TimelineEvent,
)

_PRODUCTS = {product.sku: product for product in PRODUCTS}
_READ_BY_ALL = {"resolved", "spam"}


@dataclass(slots=True)
class _Loaded:
    ticket: Ticket
    spec: ConversationSpec
    rows: MessageRows


def load_tickets(world: World, desk: Desk, now: datetime) -> None:
    """Write everything of `world` but the desk itself; about a dozen statements."""
    customers = _customers(world)
    _orders(world, desk, customers)
    specs = {one.key: one for one in world.customers}
    tickets = [_ticket(spec, desk, customers) for spec in world.conversations]
    Ticket.objects.bulk_create(tickets)
    loaded: list[_Loaded] = []
    uid = 0
    for ticket, spec in zip(tickets, world.conversations, strict=True):
        rows = rows_of_conversation(spec, specs[spec.customer], ticket, desk, first_uid=uid + 1)
        uid += len(rows.inbound)
        loaded.append(_Loaded(ticket, spec, rows))
    _write_rows([one.rows for one in loaded])
    for one in loaded:
        summarise(one.ticket, one.spec, one.rows.messages)
    Ticket.objects.bulk_update(tickets, _SUMMARY, batch_size=500)
    TimelineEvent.objects.bulk_create(
        [event for one in loaded for event in timeline(one.ticket, one.spec, desk)]
    )
    TicketRead.objects.bulk_create([read for one in loaded for read in _reads(one, desk, world)])


_SUMMARY = [
    "preview",
    "preview_is_ours",
    "message_count",
    "has_attachments",
    "last_message_id",
    "last_inbound_id",
    "last_activity_at",
    "waiting_since",
]


def _write_rows(found: list[MessageRows]) -> None:
    contents = {blob.sha256: (blob, raw) for rows in found for blob, raw in rows.blobs}
    storage = storages["blobs"]
    for blob, raw in contents.values():
        if not storage.exists(blob.storage_name):
            storage.save(blob.storage_name, ContentFile(raw))
    Blob.objects.bulk_create([blob for blob, _ in contents.values()], ignore_conflicts=True)
    InboundMail.objects.bulk_create([row for rows in found for row in rows.inbound])
    Message.objects.bulk_create([row for rows in found for row in rows.messages])
    Attachment.objects.bulk_create([row for rows in found for row in rows.attachments])
    OutboundMail.objects.bulk_create([row for rows in found for row in rows.outbound])


def _customers(world: World) -> dict[str, Customer]:
    first: dict[str, datetime] = {}
    for order in world.orders:
        first[order.customer] = min(order.placed_at, first.get(order.customer, order.placed_at))
    for spec in world.conversations:
        first[spec.customer] = min(spec.started_at, first.get(spec.customer, spec.started_at))
    rows = {one.key: _customer(one, first.get(one.key, world.now)) for one in world.customers}
    Customer.objects.bulk_create(list(rows.values()))
    CustomerIdentity.objects.bulk_create(
        [
            CustomerIdentity(customer=rows[one.key], value=one.email, created_at=rows[one.key].created_at)
            for one in world.customers
        ]
    )
    return rows


def _customer(spec: CustomerSpec, since: datetime) -> Customer:
    return Customer(
        name=spec.name,
        language=spec.language,
        country=spec.country if spec.is_person else "",
        time_zone=zone_name(spec.country) if spec.is_person else "",
        is_vip=spec.is_vip,
        created_at=since,
    )


def _orders(world: World, desk: Desk, customers: Mapping[str, Customer]) -> None:
    language = {store.key: base_language(store.language) for store in world.stores}
    Order.objects.bulk_create(
        [
            Order(
                store=desk.stores[spec.store],
                customer=customers[spec.customer],
                number=spec.number,
                channel=spec.channel,
                status=spec.status,
                placed_at=spec.placed_at,
                total=spec.total,
                currency=spec.currency,
                items=[
                    {
                        "sku": item.sku,
                        "name": _PRODUCTS[item.sku].name(language[spec.store]),
                        "quantity": item.quantity,
                        "price": str(item.unit_price),
                    }
                    for item in spec.items
                ],
                carrier=spec.carrier,
                tracking_number=spec.tracking_number,
                payment=f"{spec.payment} {spec.payment_reference}",
            )
            for spec in world.orders
        ]
    )


def _ticket(spec: ConversationSpec, desk: Desk, customers: Mapping[str, Customer]) -> Ticket:
    last = spec.moments()[-1]
    return Ticket(
        mailbox=desk.mailboxes[spec.mailbox],
        customer=customers[spec.customer],
        subject=spec.subject,
        status=spec.status,
        priority=Priority[spec.priority.upper()],
        assignee=desk.people.get(spec.assignee),
        team=desk.teams.get(spec.team),
        language=spec.language,
        intent=spec.intent,
        sentiment=spec.sentiment,
        tags=list(spec.tags),
        snoozed_until=spec.snoozed_until,
        last_activity_at=last,
        created_at=spec.started_at,
        resolved_at=last + timedelta(minutes=1) if spec.status == "resolved" else None,
    )


def _reads(one: _Loaded, desk: Desk, world: World) -> list[TicketRead]:
    """Settled tickets are read by all who see them, others by who wrote in them, up to their own last turn."""
    through: dict[str, int] = {}
    for turn, message in zip(one.spec.turns, one.rows.messages, strict=True):
        if turn.direction != "in":
            through[turn.author] = message.pk
    if one.spec.status in _READ_BY_ALL:
        seers = [grant.person for grant in world.grants if grant.mailbox == one.spec.mailbox and grant.see]
        through = dict.fromkeys(seers, one.ticket.last_message_id)
    elif one.spec.assignee and one.spec.status == "in_progress":
        through[one.spec.assignee] = one.ticket.last_message_id
    return [TicketRead(user=desk.people[name], ticket=one.ticket, through=pk) for name, pk in through.items()]
