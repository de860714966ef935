"""What the `{placeholders}` of a written text mean for one customer, order and agent."""

from __future__ import annotations

from datetime import datetime

from helpdesk.demo.content.directory import PEOPLE, STORES
from helpdesk.demo.content.model import CustomerSpec, OrderSpec
from helpdesk.demo.content.orders import product_of
from helpdesk.demo.content.wording import agent_signature, amount, base_language, day, next_delivery

_FIRST = {person.username: person.first for person in PEOPLE}
_STORE_NAMES = {store.key: store.name for store in STORES}


def words(
    customer: CustomerSpec, order: OrderSpec | None, *, agent: str, store: str, at: datetime, language: str
) -> dict[str, str]:
    """The placeholders' values at an instant; without an order those about it are missing."""
    found = {
        "first": customer.first,
        "last": customer.last,
        "name": customer.name,
        "title": customer.title,
        "street": customer.street,
        "postcode": customer.postcode,
        "city": customer.city,
        "phone": customer.phone,
        "agent": agent_signature(agent, _FIRST[agent], language),
        "store": _STORE_NAMES[store],
        "eta": next_delivery(at, language, customer.country),
    }
    if order is not None:
        found |= {
            "order": order.number,
            "ordered": day(order.placed_at.date(), language, customer.country),
            "product": product_of(order, base_language(language)),
            "sku": order.items[0].sku,
            "price": amount(order.items[0].unit_price, order.currency, language),
            "total": amount(order.total, order.currency, language),
            "carrier": order.carrier,
            "tracking": order.tracking_number,
            "payment_reference": order.payment_reference,
        }
    return found
