"""`manage.py demo_customers`: customers who keep writing in, until SIGTERM."""

from __future__ import annotations

import math
import os
import signal
from datetime import UTC, datetime
from random import SystemRandom
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk import env
from helpdesk.demo.crowd import Crowd
from helpdesk.demo.letterbox import Letterbox
from helpdesk.demo.load import demo_world


class Command(BaseCommand):
    help = (
        "Write new customer mail to the demo mail server every CROSSDESK_DEMO_INTERVAL seconds (30) and answer part "
        "of what the desk sends. Runs until SIGTERM or Ctrl-C."
    )
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Run the loop; the exit code is 0 after a clean stop."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        data = env.data_dir()
        crowd = Crowd(
            demo_world(datetime.now(UTC)),
            data / "services.json",
            Letterbox(data / "demo-customers.json"),
            interval_seconds=_interval(),
            rng=SystemRandom(),
            clock=lambda: datetime.now(UTC),
        )
        crowd.run(stop)


def _interval() -> float:
    given = os.environ.get("CROSSDESK_DEMO_INTERVAL", "30")
    try:
        seconds = float(given)
    except ValueError:
        seconds = math.nan
    if not 0.1 <= seconds < math.inf:
        raise CommandError(f"CROSSDESK_DEMO_INTERVAL is {given!r}: give a number of seconds, at least 0.1.")
    return seconds
