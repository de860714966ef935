"""`manage.py watch`: hear from mail servers when mail comes (IDLE)."""

from __future__ import annotations

import signal
import sys
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand

from helpdesk.core.clock import database_now
from helpdesk.core.models import Heartbeat
from inbox.actions.poll import LEASE
from inbox.actions.watcher import PART, Watcher
from inbox.tasks import poll_mailbox

_ALIVE = timedelta(seconds=30)


class Command(BaseCommand):
    help = (
        "Keeps a connection to the server of every mailbox that uses IDLE, and has new mail fetched at once."
        " Part of `manage.py up`. One is enough; without it mail comes at the mailboxes' intervals."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="only tell whether a watcher is alive: exit code 0, else 1"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            sys.exit(0 if _is_alive() else 1)
        watcher = Watcher(_hint)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: watcher.stop())
        watcher.run()


def _is_alive() -> bool:
    return Heartbeat.objects.filter(part=PART, at__gt=database_now() - _ALIVE).exists()


def _hint(mailbox_id: int) -> None:
    """No retry: a broker that is away must not hold up the other mailboxes."""
    poll_mailbox.apply_async([mailbox_id], expires=LEASE.total_seconds(), retry=False)
