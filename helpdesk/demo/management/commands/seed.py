"""`manage.py seed`: a believable desk of any size, for benchmarks."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk import env
from helpdesk.core.clock import utcnow
from helpdesk.demo.seed import seed


class Command(BaseCommand):
    help = (
        "Add invented tickets by COPY. Seeded mail has no stored original. Needs CROSSDESK_DEMO=1: a real desk is "
        "never filled with invented customers."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How much."""
        parser.add_argument("--tickets", type=int, required=True, metavar="N", help="how many tickets to add")
        parser.add_argument(
            "--messages", type=int, metavar="M", help="messages in all; the threads' own lengths otherwise"
        )
        parser.add_argument("--fast", action="store_true", help="leave out ledger, outbox and timeline rows")
        parser.add_argument("--seed", type=int, default=1, help="the seed of the random choices")
        parser.add_argument("--json", action="store_true", help="print the report as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Seed and say how much and how fast; exit code 2 for numbers that cannot be."""
        if not env.is_demo():
            raise CommandError("This is not a demo desk: set CROSSDESK_DEMO=1 to add invented tickets.")
        begun = time.monotonic()
        try:
            report = seed(
                options["tickets"],
                options["messages"],
                now=utcnow(),
                rng_seed=options["seed"],
                is_fast=options["fast"],
            )
        except ValueError as error:
            raise CommandError(str(error), returncode=2) from None
        seconds = round(time.monotonic() - begun, 2)
        counts = {"tickets": report.tickets, "messages": report.messages, "customers": report.customers}
        if options["json"]:
            self.stdout.write(json.dumps({**counts, "seconds": seconds}))
        else:
            told = ", ".join(f"{count} {name}" for name, count in counts.items())
            self.stdout.write(f"Added {told} in {seconds} s.")
