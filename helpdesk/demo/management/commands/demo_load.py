"""`manage.py demo_load`: the demo's stores, people, customers and history."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk import env
from helpdesk.core.clock import utcnow
from helpdesk.demo.load import load_demo


class Command(BaseCommand):
    help = "Load the demo (two stores, six people, about 200 tickets). A second run changes nothing."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Load; refuses where CROSSDESK_DEMO is not 1, so that no real desk gets invented customers."""
        if not env.is_demo():
            raise CommandError(
                "This is not a demo desk: set CROSSDESK_DEMO=1 to load invented people and customers."
            )
        begun = time.monotonic()
        report = load_demo(utcnow())
        words = (
            f"Loaded the demo: {report.tickets} tickets" if report.is_new else "The demo is already loaded"
        )
        self.stdout.write(f"{words} ({time.monotonic() - begun:.1f} s).")
