"""`manage.py outbox list|hold|release|resend|settle`: mails on their way out, and those that did not arrive."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.core.clock import database_now
from inbox.actions import hold, outbox
from inbox.models import Mailbox, OutboundMail, OutboundState
from inbox.queries.outbox import OutboxRow, holds, outbox_rows


class Command(BaseCommand):
    help = "Mails on their way out: list them, hold them, send one again, or settle one of unknown fate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        listing = verbs.add_parser("list", help="what has not been sent, the oldest first")
        listing.add_argument("--state", choices=OutboundState.values, help="only this state, sent included")
        listing.add_argument("--json", action="store_true", help="one JSON object a line")
        for verb, words in (
            ("hold", "let nothing leave, of one mailbox or of the whole desk, until it is released"),
            ("release", "let mail leave again"),
        ):
            one = verbs.add_parser(verb, help=words)
            one.add_argument(
                "--mailbox", metavar="ADDRESS", help="only this mailbox; without it the whole desk"
            )
            one.add_argument(
                "--json", action="store_true", help="one JSON object: mailbox, held, changed, waiting"
            )
        resend = verbs.add_parser(
            "resend", help="send failed or maybe-sent mails again, with the same Message-ID"
        )
        settle = verbs.add_parser(
            "settle", help="a look at the server showed that these maybe-sent, or held, mails were sent"
        )
        for parser_ in (resend, settle):
            parser_.add_argument("ids", type=int, nargs="+", metavar="id")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['verb']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        if not options["json"]:
            for one in holds(database_now()):
                self.stderr.write(
                    f"HELD since {one.since:%Y-%m-%d %H:%M} UTC ({one.reason}): {one.mailbox or 'the whole desk'}."
                    f" {one.detail}".rstrip()
                )
        for row in outbox_rows(options["state"] or ""):
            self.stdout.write(_as_json(row) if options["json"] else _as_line(row))

    def _hold(self, options: dict[str, Any]) -> None:
        mailbox = _mailbox(options["mailbox"])
        changed = hold.hold(mailbox, actor=None, now=database_now())
        sentence = "held: nothing leaves until `outbox release`" if changed else "was held already"
        self._tell(options, mailbox, is_held=True, changed=changed, sentence=sentence)

    def _release(self, options: dict[str, Any]) -> None:
        mailbox = _mailbox(options["mailbox"])
        changed = hold.release(mailbox, actor=None)
        still = [
            one for one in holds(database_now()) if mailbox is None or one.mailbox in ("", mailbox.address)
        ]
        sentence = "released" if changed else "was not held"
        if still:
            names = ", ".join(one.mailbox or "the whole desk" for one in still)
            sentence += f"; still held: {names}"
        self._tell(options, mailbox, is_held=bool(still), changed=changed, sentence=sentence)

    def _tell(
        self, options: dict[str, Any], mailbox: Mailbox | None, *, is_held: bool, changed: bool, sentence: str
    ) -> None:
        waiting = OutboundMail.objects.filter(state__in=OutboundMail.WAITING)
        count = (waiting.filter(mailbox=mailbox) if mailbox else waiting).count()
        address = mailbox.address if mailbox else ""
        if options["json"]:
            answer = {"mailbox": address or None, "held": is_held, "changed": changed, "waiting": count}
            self.stdout.write(json.dumps(answer))
        else:
            self.stdout.write(f"{address or 'the whole desk'}: {sentence} ({count} waiting)")

    def _resend(self, options: dict[str, Any]) -> None:
        self._each(options["ids"], outbox.resend, "will be sent again")

    def _settle(self, options: dict[str, Any]) -> None:
        self._each(options["ids"], outbox.mark_sent, "settled as sent")

    def _each(self, ids: list[int], act: Callable[..., Any], words: str) -> None:
        for one in ids:
            try:
                act(_get(one), actor=None, now=database_now())
            except outbox.NotResendable as error:
                raise CommandError(f"{one}: {error}") from error
            self.stdout.write(f"{one}: {words}")


def _as_json(row: OutboxRow) -> str:
    fields = {
        "id": row.id,
        "state": row.state,
        "mailbox": row.mailbox,
        "ticket": row.ticket,
        "send_after": row.send_after.isoformat(),
        "attempts": row.attempts,
        "recipients": list(row.recipients),
        "error": row.error,
        "held": row.held,
    }
    return json.dumps(fields)


def _as_line(row: OutboxRow) -> str:
    state = f"{row.state} (held)" if row.held else row.state
    fields = (row.id, state, row.mailbox, f"#{row.ticket}", row.send_after.isoformat(timespec="seconds"))
    return "  ".join(
        map(str, (*fields, f"tries {row.attempts}", ", ".join(row.recipients), row.error))
    ).rstrip()


def _mailbox(address: str | None) -> Mailbox | None:
    if address is None:
        return None
    found = Mailbox.objects.filter(address__iexact=address).first()
    if found is None:
        raise CommandError(f"There is no mailbox {address}.", returncode=2)
    return found


def _get(outbound_id: int) -> OutboundMail:
    row = OutboundMail.objects.filter(pk=outbound_id).first()
    if row is None:
        raise CommandError(f"There is no mail {outbound_id} in the outbox.", returncode=2)
    return row
