"""The right panel: who this is, what they bought, what they wrote before."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from helpdesk.accounts.access import Access
from inbox.access import visible_tickets
from inbox.models import Customer, Order, Ticket
from inbox.models.store import Channel
from inbox.queries.message_view import initials_of
from inbox.queries.rows import CustomerPanel, EarlierTicket, OrderView

_SHOWN = 12
_CHANNELS = {channel.value: channel.label for channel in Channel}


def customer_panel(access: Access, ticket: Ticket, *, now: datetime) -> CustomerPanel:
    """The panel of the ticket's customer: earlier tickets are only those the viewer may see."""
    customer = ticket.customer
    tickets = list(
        visible_tickets(access)
        .filter(customer=customer)
        .exclude(pk=ticket.pk)
        .select_related("mailbox")
        .order_by("-id")[: _SHOWN + 1]
    )
    others = [_earlier(row) for row in tickets[:_SHOWN]]
    return CustomerPanel(
        id=customer.pk,
        name=customer.name,
        addresses=tuple(customer.identities.order_by("-is_primary", "id").values_list("value", flat=True)),
        language=customer.language or ticket.language,
        country=customer.country,
        local_time=_local_time(customer, now),
        is_vip=customer.is_vip,
        note=customer.note,
        ticket_count=len(tickets) + 1,
        first_seen_at=customer.created_at,
        orders=_orders(customer),
        earlier=tuple(row for row in others if row.status not in Ticket.OPEN_STATUSES),
        other_open=tuple(row for row in others if row.status in Ticket.OPEN_STATUSES),
        initials=initials_of(customer.name) if customer.name else "",
    )


def _orders(customer: Customer) -> tuple[OrderView, ...]:
    rows = Order.objects.filter(customer=customer).order_by("-placed_at")[:6]
    return tuple(
        OrderView(
            number=order.number,
            channel=str(_CHANNELS.get(order.channel, order.channel)),
            status=order.status,
            placed_at=order.placed_at,
            total=f"{order.total:,.2f} {order.currency}",
            items=tuple(f"{item.get('quantity', 1)} × {item.get('name', '')}" for item in order.items),
            carrier=order.carrier,
            tracking_number=order.tracking_number,
            payment=order.payment,
        )
        for order in rows
    )


def _earlier(ticket: Ticket) -> EarlierTicket:
    return EarlierTicket(
        number=ticket.pk,
        subject=ticket.subject,
        status=ticket.status,
        mailbox_name=ticket.mailbox.name,
        last_activity_at=ticket.last_activity_at,
    )


def _local_time(customer: Customer, now: datetime) -> datetime | None:
    if not customer.time_zone:
        return None
    try:
        return now.astimezone(ZoneInfo(customer.time_zone))
    except (ZoneInfoNotFoundError, ValueError):
        return None
