"""Puts the demo world into the database, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from audit.log import record
from helpdesk.demo.content.model import World
from helpdesk.demo.content.world import build_world
from helpdesk.demo.load_desk import load_desk, refresh_servers
from helpdesk.demo.load_tickets import load_tickets
from inbox.models import Store, Ticket

SEED = 20
_LOCK = 0x0DE30


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a run did; `is_new` is False where the demo stood already."""

    is_new: bool
    tickets: int


def demo_world(now: datetime) -> World:
    """The demo's world as of `now`: names, numbers and order of events are the same at every start."""
    return build_world(SEED, now)


def load_demo(now: datetime) -> LoadReport:
    """Load the demo unless its stores exist; in any case point its mailboxes at the running mail server.

    One transaction: a load that is killed leaves nothing behind. `now` is aware UTC."""
    world = demo_world(now)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        is_new = not Store.objects.filter(name__in=[store.name for store in world.stores]).exists()
        if is_new:
            desk = load_desk(world, now)
            load_tickets(world, desk, now)
            record("demo.loaded", actor=None, actor_label="demo", object_kind="desk", object_id=None)
        refresh_servers(world)
    if is_new:
        _refresh_statistics()
    return LoadReport(is_new, Ticket.objects.count())


def _refresh_statistics() -> None:
    """The planner knows nothing of freshly loaded tables until they are analysed."""
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE ticket, message, customer, customer_identity, customer_order, inbound_mail")
