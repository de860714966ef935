"""`manage.py outbox list|resend|settle`: mails on their way out, and those that did not arrive."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.core.clock import database_now
from inbox.actions import outbox
from inbox.models import OutboundMail, OutboundState


class Command(BaseCommand):
    help = "Mails on their way out: list them, send one again, or settle one of unknown fate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="what has not been sent, the oldest first")
        listing.add_argument("--state", choices=OutboundState.values, help="only this state, sent included")
        listing.add_argument("--json", action="store_true", help="one JSON object a line")
        resend = verbs.add_parser(
            "resend", help="send failed or maybe-sent mails again, with the same Message-ID"
        )
        resend.add_argument("ids", type=int, nargs="+", metavar="id")
        settle = verbs.add_parser(
            "settle", help="a look at the server showed that these maybe-sent mails were sent"
        )
        settle.add_argument("ids", type=int, nargs="+", metavar="id")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        rows = OutboundMail.objects.select_related("mailbox", "message").order_by("send_after")
        if options["state"]:
            rows = rows.filter(state=options["state"])
        else:
            rows = rows.exclude(state__in=(OutboundState.SENT, OutboundState.CANCELLED))
        for row in rows.iterator():
            fields = {
                "id": row.pk,
                "state": row.state,
                "mailbox": row.mailbox.address,
                "ticket": row.message.ticket_id,
                "send_after": row.send_after.isoformat(),
                "attempts": row.attempts,
                "recipients": sorted(row.recipients),
                "error": row.last_error,
            }
            line = (
                json.dumps(fields) if options["json"] else "  ".join(str(value) for value in fields.values())
            )
            self.stdout.write(line)

    def _resend(self, options: dict[str, Any]) -> None:
        for one in options["ids"]:
            try:
                outbox.resend(_get(one), actor=None, now=database_now())
            except outbox.NotResendable as error:
                raise CommandError(f"{one}: {error}") from error
            self.stdout.write(f"{one}: will be sent again")

    def _settle(self, options: dict[str, Any]) -> None:
        for one in options["ids"]:
            try:
                outbox.mark_sent(_get(one), actor=None, now=database_now())
            except outbox.NotResendable as error:
                raise CommandError(f"{one}: {error}") from error
            self.stdout.write(f"{one}: settled as sent")


def _get(outbound_id: int) -> OutboundMail:
    row = OutboundMail.objects.filter(pk=outbound_id).first()
    if row is None:
        raise CommandError(f"There is no mail {outbound_id} in the outbox.", returncode=2)
    return row
