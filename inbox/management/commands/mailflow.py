"""`manage.py mailflow`: prove that no mail was lost."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.core.clock import database_now
from inbox.models import Mailbox
from inbox.queries.mailflow import MailboxAccount, account_for

_SHOWN = 50


class Command(BaseCommand):
    help = (
        "The account of every mail, by mailbox: counts by state, what the server has that we do not, the oldest "
        "unprocessed. Exits with 1 when anything is unaccounted for, which mail that the next visit will read is "
        "too, and when it cannot be proven: a server that cannot be asked is named with its problem. Exits with 2 "
        "for arguments that make no sense."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mailbox", metavar="ADDRESS", help="only this mailbox")
        parser.add_argument(
            "--since", metavar="DATE", help="only mail that arrived since, such as 2026-11-01"
        )
        parser.add_argument("--json", action="store_true", help="print nothing but JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        mailboxes = Mailbox.objects.order_by("address")
        if options["mailbox"]:
            mailboxes = mailboxes.filter(address__iexact=options["mailbox"])
            if not mailboxes:
                raise CommandError(f"There is no mailbox {options['mailbox']}.", returncode=2)
        since, now = _since(options["since"]), database_now()
        accounts = [account_for(one, since=since, now=now) for one in mailboxes]
        if options["json"]:
            self.stdout.write(json.dumps({one.address: _plain(one) for one in accounts}))
        else:
            for one in accounts:
                self._tell(one)
        if not all(one.is_proven for one in accounts):
            sys.exit(1)

    def _tell(self, one: MailboxAccount) -> None:
        states = ", ".join(f"{count} {state}" for state, count in one.states.items() if count)
        self.stdout.write(f"{one.address}: {states or 'no mail yet'}")
        for folder in one.folders:
            missing = f", {len(folder.missing)} not with us" if folder.missing else ""
            missing += f" ({folder.not_read_yet} of them not read yet)" if folder.not_read_yet else ""
            stopped = f", stopped ({folder.stopped})" if folder.stopped else ""
            self.stdout.write(f"  {folder.name}: {folder.on_server} on the server{missing}{stopped}")
        if one.server_problem:
            self.stdout.write(f"  CANNOT BE PROVEN, the server was not compared: {one.server_problem}")
        if one.oldest_unprocessed:
            self.stdout.write(f"  oldest unprocessed: {one.oldest_unprocessed.isoformat()}")
        if one.unaccounted:
            self.stdout.write(f"  UNACCOUNTED FOR: {one.unaccounted}")


def _plain(one: MailboxAccount) -> dict[str, object]:
    return {
        "states": one.states,
        "server": {
            "compared": not one.server_problem,
            "problem": one.server_problem,
            "folders": {
                folder.name: {
                    "uidvalidity": folder.uidvalidity,
                    "on_server": folder.on_server,
                    "missing": len(folder.missing),
                    "missing_uids": list(folder.missing[:_SHOWN]),
                    "not_read_yet": folder.not_read_yet,
                    "stopped": folder.stopped,
                }
                for folder in one.folders
            },
        },
        "missing": sum(len(folder.missing) for folder in one.folders),
        "stuck": one.stuck,
        "without_message": one.without_message,
        "oldest_unprocessed": one.oldest_unprocessed.isoformat() if one.oldest_unprocessed else None,
        "unaccounted": one.unaccounted,
        "proven": one.is_proven,
    }


def _since(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        value = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is not a date such as 2026-11-01.", returncode=2) from error
    return value if value.tzinfo else value.replace(tzinfo=UTC)
