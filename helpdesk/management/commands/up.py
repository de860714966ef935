"""`manage.py up`: the whole desk with one command."""

from __future__ import annotations

import contextlib
import ctypes
import secrets
import signal
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from helpdesk import env
from helpdesk.services.launch import Launch, kept_passwords, run


class Command(BaseCommand):
    help = (
        "Start everything (PostgreSQL and Valkey of its own unless DATABASE_URL / REDIS_URL are set, web, worker,"
        " beat, and the demo with its mail server) and run until Ctrl-C. Starting again resumes."
        " Environment: CROSSDESK_DATA, CROSSDESK_PORT, CROSSDESK_BIND, CROSSDESK_DEMO."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The options beside the environment."""
        parser.add_argument(
            "--no-demo", action="store_true", help="start an empty desk, without a mail server"
        )
        parser.add_argument(
            "--stop-with-parent", action="store_true", help="stop when the calling process ends (make up)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run; the exit code is 0 after a clean stop, 1 when something could not start."""
        if options["stop_with_parent"]:
            _stop_with_parent()
        is_demo = env.is_demo() and not options["no_demo"]
        launch = Launch(
            is_demo=is_demo,
            host=env.bind(),
            port=env.port(),
            mail_accounts=_mail_accounts,
            greeting=_sign_ins if is_demo else _first_steps,
            say=self._say,
            complain=self._complain,
        )
        sys.exit(run(launch))

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError):  # nobody may be reading any more; that must not end the desk
            self.stdout.write(line)
            self.stdout.flush()

    def _complain(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self.stderr.write(f"crossdesk: {line.removeprefix('crossdesk: ')}")
            self.stderr.flush()


def _stop_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, int(signal.SIGTERM), 0, 0, 0)  # PR_SET_PDEATHSIG


def _mail_accounts() -> dict[str, str]:
    """The demo's mailboxes with the passwords of their IMAP accounts, which `demo_load` reads from the same file."""
    from helpdesk.demo.content.directory import MAILBOXES

    addresses = [mailbox.address for mailbox in MAILBOXES]
    return kept_passwords(
        env.data_dir() / "mail" / "accounts.json", addresses, lambda: secrets.token_urlsafe(18)
    )


def _sign_ins() -> list[str]:
    from helpdesk.demo.people import DEMO_PEOPLE, demo_password

    password = demo_password()
    lines = [f"  {person.username:<6} {password}   {person.role:<11} {person.name}" for person in DEMO_PEOPLE]
    otp = "One-time codes, where asked: python manage.py demo_login NAME. Ctrl-C stops; make up resumes."
    return ["Sign in as (name, password, role):", *lines, otp]


def _first_steps() -> list[str]:
    return ["The desk is empty: make the first person with python manage.py createsuperuser. Ctrl-C stops."]
