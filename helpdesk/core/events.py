"""Domain events: how lower layers tell higher ones, without importing them.

A subscriber runs either inside the publisher's transaction (the audit log: event and change commit together
or not at all) or after its commit (live updates, tasks). Subscribe in an app's `ready()`.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")
Handler = Callable[[Any], None]
logger = logging.getLogger(__name__)

_inside: dict[type, list[Handler]] = defaultdict(list)
_after: dict[type, list[Handler]] = defaultdict(list)


def subscribe_inside(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Call `handler` at once, in the publisher's transaction; its error rolls the change back."""
    _inside[kind].append(handler)


def subscribe_after(kind: type[Event], handler: Callable[[Event], None]) -> None:
    """Call `handler` after the commit; its error is logged and harms nobody else."""
    _after[kind].append(handler)


def publish(event: object) -> None:
    """Publish inside a transaction: inside-handlers now, after-handlers on commit."""
    for handler in _inside[type(event)]:
        handler(event)
    transaction.on_commit(lambda: _deliver(event))


def _deliver(event: object) -> None:
    for handler in _after[type(event)]:
        try:
            handler(event)
        except Exception:
            # The change is committed: a hint that cannot be given now is found by the periodic scanners.
            logger.exception("after-commit handler failed for %s", type(event).__name__)
