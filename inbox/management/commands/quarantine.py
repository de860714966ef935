"""`manage.py quarantine list|show|retry|release`: mails that could not be read."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.accounts.actions.problem import Refused
from helpdesk.core.clock import database_now
from inbox.actions import quarantine
from inbox.models import InboundMail, InboundState


class Command(BaseCommand):
    help = "Mails that could not be read: list them, show the raw bytes, read them again, or let them go."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="every mail in quarantine, the newest first")
        listing.add_argument("--mailbox", metavar="ADDRESS", help="only this mailbox")
        listing.add_argument("--json", action="store_true", help="one JSON object a line")
        show = verbs.add_parser("show", help="write the raw mail to standard output")
        show.add_argument("id", type=int)
        retry = verbs.add_parser("retry", help="read mails again")
        retry.add_argument("ids", type=int, nargs="*", metavar="id")
        retry.add_argument("--all", action="store_true", help="every mail in quarantine")
        release = verbs.add_parser("release", help="end the quarantine without a ticket; the bytes stay")
        release.add_argument("ids", type=int, nargs="+", metavar="id")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        rows = _quarantined()
        if options["mailbox"]:
            rows = rows.filter(mailbox__address__iexact=options["mailbox"])
        for row in rows.order_by("-id").iterator():
            fields = {
                "id": row.pk,
                "mailbox": row.mailbox.address,
                "arrived": row.internal_date.isoformat(),
                "size": row.size,
                "reason": row.reason,
            }
            line = (
                json.dumps(fields) if options["json"] else "  ".join(str(value) for value in fields.values())
            )
            self.stdout.write(line)

    def _show(self, options: dict[str, Any]) -> None:
        try:
            raw = quarantine.raw_bytes(_get(options["id"]))
        except (quarantine.NothingStored, OSError) as error:
            raise CommandError(str(error)) from error
        # Byte for byte: the mail may be broken in just the byte that matters.
        if (binary := getattr(self.stdout, "buffer", None)) is not None:
            binary.write(raw)
        else:
            self.stdout.write(raw.decode("utf-8", "surrogateescape"), ending="")

    def _retry(self, options: dict[str, Any]) -> None:
        ids = list(_quarantined().values_list("pk", flat=True)) if options["all"] else options["ids"]
        if not ids and not options["all"]:
            raise CommandError("Name the mails to read again, or say --all.", returncode=2)
        failures = 0
        for one in ids:
            try:
                row = quarantine.try_again(_get(one), actor=None, now=database_now())
            except (quarantine.NothingStored, quarantine.NotQuarantined, Refused) as error:
                self.stderr.write(f"{one}: {error}")
                failures += 1
                continue
            self.stdout.write(f"{one}: {row.state}{f' ({row.reason})' if row.reason else ''}")
            failures += row.state == InboundState.QUARANTINED
        if failures:
            raise CommandError(f"{failures} could not be read.")

    def _release(self, options: dict[str, Any]) -> None:
        for one in options["ids"]:
            try:
                quarantine.release(_get(one), actor=None, now=database_now())
            except quarantine.NotQuarantined as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"{one}: released")


def _quarantined() -> Any:
    return InboundMail.objects.filter(state=InboundState.QUARANTINED).select_related("mailbox", "raw")


def _get(inbound_id: int) -> InboundMail:
    row = InboundMail.objects.select_related("mailbox", "raw").filter(pk=inbound_id).first()
    if row is None:
        raise CommandError(f"There is no mail {inbound_id} in the ledger.", returncode=2)
    return row
