"""The whole demo world from a seed: about 200 conversations, and everybody and everything in them."""

from __future__ import annotations

from datetime import datetime
from random import Random

from helpdesk.demo.content.customers import customers as all_customers
from helpdesk.demo.content.directory import MAILBOXES, PEOPLE, STORES, TEAMS, grants
from helpdesk.demo.content.history import History
from helpdesk.demo.content.model import World
from helpdesk.demo.content.notices import NOTICES
from helpdesk.demo.content.orders import OrderBook
from helpdesk.demo.content.products import PRODUCTS
from helpdesk.demo.content.scenarios import OPENINGS, THREADS


def build_world(seed: int, now: datetime) -> World:
    """The world as of `now` (aware UTC): the same seed and instant give the same world, byte for byte."""
    rng = Random(seed)
    people = all_customers(rng)
    book = OrderBook(rng)
    history = History(rng, now, people, book)
    for scenario in THREADS:
        history.add_whole(scenario)
        history.add_underway(scenario)
        if len(scenario.lines) > 3:
            history.add_underway(scenario)
    for scenario in OPENINGS:
        history.add_opening(scenario)
    for notice in NOTICES:
        for _ in range(2):
            history.add_notice(notice)
    for customer in people:
        if rng.random() < 0.5:
            store = "voltway" if customer.country in {"US", "JP", "CN", "MX"} else "nordlicht"
            book.place(customer, store, before=history.long_ago(), intent="feedback", skus=())
    return World(
        now=now,
        stores=STORES,
        mailboxes=MAILBOXES,
        teams=TEAMS,
        people=PEOPLE,
        grants=grants(),
        products=PRODUCTS,
        customers=(*people, *history.senders.values()),
        orders=tuple(book.orders),
        conversations=tuple(sorted(history.conversations, key=lambda one: one.started_at)),
    )
