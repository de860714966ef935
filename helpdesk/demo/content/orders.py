"""Orders that fit what a customer writes about."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Literal

from helpdesk.demo.content.model import CustomerSpec, OrderItem, OrderSpec
from helpdesk.demo.content.parcels import order_number, parcel
from helpdesk.demo.content.products import PRODUCTS

OrderStatus = Literal["paid", "packed", "shipped", "delivered", "returned", "refunded", "cancelled"]
_BY_SKU = {product.sku: product for product in PRODUCTS}
_STATUS: dict[str, OrderStatus] = {
    "tracking": "shipped",
    "order_status": "packed",
    "address_change": "paid",
    "order_change": "paid",
    "cancellation": "paid",
    "refund": "returned",
    "invoice_customs": "shipped",
}
_JUST_ORDERED = {"address_change", "order_change", "cancellation"}
_PAYMENTS = {
    "voltway": ("Visa", "Mastercard", "PayFriend", "Shop Wallet"),
    "nordlicht": ("Rechnung", "PayFriend", "SEPA", "Visa"),
}


class OrderBook:
    """Makes orders with unique numbers, and keeps them."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._numbers: set[str] = set()
        self.orders: list[OrderSpec] = []

    def place(
        self, customer: CustomerSpec, store: str, *, before: datetime, intent: str, skus: tuple[str, ...]
    ) -> OrderSpec:
        """An order of one of `skus` (any goods of the store where empty) that fits a mail sent at `before`."""
        rng = self._rng
        if intent in _JUST_ORDERED:
            age = timedelta(minutes=rng.randint(8, 240))
        else:
            age = timedelta(days=rng.randint(4, 21), minutes=rng.randint(0, 1440))
        own = [product.sku for product in PRODUCTS if product.store == store]
        first = rng.choice(skus or own)
        quantity = 2 if first in {"NW-PIL-LI", "VW-CABLE-2M"} else 1
        items = [OrderItem(first, quantity, _BY_SKU[first].price)]
        if rng.random() < 0.3 and not skus:
            second = rng.choice([sku for sku in own if sku != first])
            items.append(OrderItem(second, 1, _BY_SKU[second].price))
        goods = sum((item.unit_price * item.quantity for item in items), Decimal(0))
        shipping = Decimal("0.00") if goods >= 100 else Decimal("6.90")
        channel, number = self._number(store)
        carrier, tracking = parcel(rng, store, customer.country)
        order = OrderSpec(
            number=number,
            channel=channel,
            store=store,
            customer=customer.key,
            placed_at=before - age,
            items=tuple(items),
            shipping=shipping,
            total=goods + shipping,
            currency="USD" if store == "voltway" else "EUR",
            status=_STATUS.get(intent, "delivered"),
            carrier=carrier,
            tracking_number=tracking,
            payment=rng.choice(_PAYMENTS[store]),
            payment_reference=f"{rng.choice('3478')}{rng.getrandbits(62):016X}"[:17],
        )
        self.orders.append(order)
        return order

    def _number(self, store: str) -> tuple[str, str]:
        while True:
            channel, number = order_number(self._rng, store, len(self.orders))
            if number not in self._numbers:
                self._numbers.add(number)
                return channel, number


def product_of(order: OrderSpec, language: str) -> str:
    """The name of the first item."""
    return _BY_SKU[order.items[0].sku].name(language)
