"""Many believable tickets from few written ones: another customer, another order, another time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from helpdesk.demo.content.model import ConversationSpec, CustomerSpec, OrderSpec, Turn, World
from helpdesk.demo.content.parcels import order_number
from helpdesk.demo.content.scenarios import store_of

_RESOLVED_SHARE = 0.85
_SAME_CUSTOMER_SHARE = 0.35
_RECENT_CUSTOMERS = 2000


@dataclass(frozen=True, slots=True)
class Variation:
    """One ticket. `customer_number` counts distinct people from 0; the same number is the same person."""

    conversation: ConversationSpec
    customer: CustomerSpec
    customer_number: int
    order: OrderSpec | None


def variations(
    world: World, count: int, rng: Random, *, message_counts: Sequence[int] = (), first_order: int = 0
) -> Iterator[Variation]:
    """`count` tickets of the last year out of the world's conversations between people.

    `message_counts`: how many turns each ticket has; the written threads' own lengths where empty.
    `first_order`: the order numbers count from here, so that two runs share none."""
    written = [one for one in world.conversations if one.automatic == "human" and one.status != "spam"]
    customers = {one.key: one for one in world.customers}
    orders = {one.number: one for one in world.orders}
    lasts: dict[str, list[str]] = {}
    for one in world.customers:
        if one.is_person:
            lasts.setdefault(one.country, []).append(one.last)
    known: dict[str, list[tuple[CustomerSpec, int]]] = {}
    people = 0
    for at in range(count):
        source = rng.choice(written)
        model = customers[source.customer]
        regulars = known.setdefault(model.key, [])
        if regulars and rng.random() < _SAME_CUSTOMER_SHARE:
            customer, number = rng.choice(regulars)
        else:
            customer, number = _somebody(model, rng.choice(lasts[model.country]), people), people
            people += 1
            regulars.append((customer, number))
            del regulars[:-_RECENT_CUSTOMERS]
        order = orders.get(source.order)
        fresh = _another_order(order, customer, first_order + at, rng) if order else None
        conversation = _retold(source, model, customer, order, fresh)
        if message_counts:
            conversation = replace(conversation, turns=_as_long_as(conversation.turns, message_counts[at]))
        yield Variation(_aged(conversation, world.now, rng), customer, number, fresh)


def _somebody(model: CustomerSpec, last: str, number: int) -> CustomerSpec:
    name = model.name.replace(model.last, last, 1)
    local, _, domain = model.email.partition("@")
    return replace(model, key=f"v{number}", name=name, last=last, email=f"{local}.{number}@{domain}")


def _another_order(order: OrderSpec, customer: CustomerSpec, at: int, rng: Random) -> OrderSpec:
    channel, number = order_number(rng, order.store, 10_000 + at)
    digits = str(at).zfill(7)
    tracking = order.tracking_number[:-8] + digits[:7] + order.tracking_number[-1:]
    return replace(
        order,
        number=f"{number}-{at}" if channel in {"amazon", "ebay"} else number,
        channel=channel,
        customer=customer.key,
        tracking_number=tracking,
    )


def _retold(
    source: ConversationSpec,
    model: CustomerSpec,
    customer: CustomerSpec,
    order: OrderSpec | None,
    fresh: OrderSpec | None,
) -> ConversationSpec:
    pairs = [
        (model.name, customer.name),
        (f"{model.title} {model.last}", f"{customer.title} {customer.last}"),
    ]
    pairs += [(f"{model.last}{model.title}", f"{customer.last}{customer.title}")] if model.title else []
    if order and fresh:
        pairs += [(order.number, fresh.number), (order.tracking_number, fresh.tracking_number)]

    def retell(text: str) -> str:
        for old, new in pairs:
            text = text.replace(old, new)
        return text

    turns = tuple(
        replace(
            turn,
            text=retell(turn.text),
            author=customer.key if turn.direction == "in" else turn.author,
            attachments=(),
        )
        for turn in source.turns
    )
    return replace(
        source,
        subject=retell(source.subject),
        customer=customer.key,
        order=fresh.number if fresh else "",
        turns=turns,
    )


def _as_long_as(turns: tuple[Turn, ...], length: int) -> tuple[Turn, ...]:
    """Cut, or told on with the same voices, half a day apart."""
    told = list(turns[:length])
    while len(told) < length:
        told.append(replace(turns[len(told) % len(turns)], minutes_after_previous=720))
    return tuple(told)


def _aged(one: ConversationSpec, now: datetime, rng: Random) -> ConversationSpec:
    length = timedelta(minutes=sum(turn.minutes_after_previous for turn in one.turns))
    if rng.random() < _RESOLVED_SHARE:
        age = timedelta(days=rng.uniform(2, 365))
        one = replace(one, status="resolved", snoozed_until=None, assignee=one.assignee)
    else:
        age = timedelta(hours=rng.uniform(0.1, 120))
    return replace(one, started_at=now - max(age, length + timedelta(minutes=2)))


def store_key(conversation: ConversationSpec) -> str:
    """The key of the store a conversation belongs to."""
    return store_of(conversation.mailbox)
