"""`manage.py doctor`: what is wrong with this desk, and how to mend it."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from helpdesk.services.checks import line_for, run_checks


class Command(BaseCommand):
    help = "Check the desk: one line per check, with the remedy. Exits 1 when a check fails."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` prints one JSON list and nothing else."""
        parser.add_argument("--json", action="store_true", help="print the checks as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run every check; the exit code is 0 when all hold, else 1."""
        checks = list(run_checks())
        if options["json"]:
            rows = [
                {"name": check.name, "ok": check.is_ok, "detail": check.detail, "remedy": check.remedy}
                for check in checks
            ]
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
        else:
            width = max(len(check.name) for check in checks)
            for check in checks:
                self.stdout.write(line_for(check, width))
        sys.exit(0 if all(check.is_ok for check in checks) else 1)
