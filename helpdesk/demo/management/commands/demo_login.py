"""`manage.py demo_login NAME`: how to sign in to the demo as somebody."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from helpdesk.accounts.models import TotpDevice
from helpdesk.demo.people import DEMO_PEOPLE, demo_password


class Command(BaseCommand):
    help = "Print the sign-in name, the password and, where one is required, a current one-time code."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One of the demo's people."""
        parser.add_argument("name", choices=[person.username for person in DEMO_PEOPLE])

    def handle(self, *args: Any, **options: Any) -> None:
        """Print `name password [code]`, each on a line of its own with its label."""
        name = str(options["name"])
        device = TotpDevice.objects.filter(user__username__iexact=name, is_confirmed=True).first()
        self.stdout.write(f"name: {name}\npassword: {demo_password()}")
        if device is not None:
            self.stdout.write(f"code: {self._fresh_code(device)}")

    def _fresh_code(self, device: TotpDevice) -> str:
        """A code that will be accepted: the present one, or the next one where it was used already."""
        at = time.time()
        for ahead in (0, 30):
            code = device.current_code(at=at + ahead)
            if device.matching_step(code, at=at) is not None:
                return code
        raise CommandError("Both codes of this minute were used: ask again in half a minute.")
