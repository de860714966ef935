"""A process of ours: `python -m tests.bench.ours_run setup|drain ADDRESS IMAP_PORT`; prints one line of JSON.

`drain` is the whole path of mail in by the same tasks that a worker runs, inline instead of through the broker:
poll, store, file, understand, announce, until nothing waits.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import django
import psycopg

_IMAP_PASSWORD = "bench-secret"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "helpdesk.settings")
    django.setup()
    from helpdesk.celery import app

    app.conf.task_always_eager = True
    command, address, port = sys.argv[1:4]
    result = set_up(address, int(port)) if command == "setup" else drain(address)
    print(json.dumps(result))


def set_up(address: str, port: int) -> dict[str, Any]:
    """A store and a mailbox on the bench's Dovecot."""
    from inbox.models import Mailbox, Security, Store

    store, _new = Store.objects.get_or_create(
        name="Voltway", defaults={"country": "US", "default_language": "en"}
    )
    mailbox = Mailbox.objects.create(
        store=store,
        name=address.partition("@")[0],
        address=address,
        imap_host="127.0.0.1",
        imap_port=port,
        imap_security=Security.PLAIN,
        imap_username=address,
        smtp_host="127.0.0.1",
        is_active=True,
    )
    mailbox.set_secrets(imap_password=_IMAP_PASSWORD)
    mailbox.save()
    return {"mailbox": mailbox.pk}


def drain(address: str) -> dict[str, Any]:
    """Take in and file everything that waits on the server; what it cost and how it stands."""
    from django.db import connection

    from inbox.models import Mailbox
    from tests.bench.measure import cpu_seconds

    mailbox = Mailbox.objects.get(address=address)
    _warm_up()
    queries = 0

    def count(execute: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments, **named)

    # Django's wrapper sees no COPY.
    copy = psycopg.Cursor.copy
    psycopg.Cursor.copy = lambda *arguments, **named: count(copy, *arguments, **named)  # type: ignore[assignment]
    with connection.execute_wrapper(count):
        cpu, started = cpu_seconds(os.getpid()), time.perf_counter()
        taken = _visit_until_empty(mailbox.pk)
        seconds, cpu = time.perf_counter() - started, cpu_seconds(os.getpid()) - cpu
    return {
        "mails": taken,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "queries": queries,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        **outcome(),
    }


def _visit_until_empty(mailbox_id: int) -> int:
    from inbox import tasks
    from inbox.models import InboundMail, InboundState, Mailbox

    before, seen = InboundMail.objects.count(), -1
    while True:
        tasks.poll_mailbox.run(mailbox_id)
        if problem := Mailbox.objects.values_list("last_error_detail", flat=True).get(pk=mailbox_id):
            raise SystemExit(f"the mailbox cannot be read: {problem}")
        waiting = InboundMail.objects.filter(state=InboundState.FETCHED)
        while waiting.exists():
            tasks.file_fetched_mail.run(mailbox_id)
        now = InboundMail.objects.count()
        if now == seen:
            return now - before
        seen = now


def _warm_up() -> None:
    """What a worker has loaded and connected before its first mail, as the rival has by its own set-up."""
    from django.db import connection

    from inbox.mail.reading import ReadingRules
    from inbox.parsing.pool import parser
    from routing.classify.language import detect_language

    connection.ensure_connection()
    parser().read(b"Subject: Hello\r\n\r\nWhere is my parcel?\r\n", ReadingRules())
    detect_language("Where is my parcel? It should have been here on Monday.")


def outcome() -> dict[str, Any]:
    """States of the ledger, and which ticket each mail went to."""
    from django.db.models import Count

    from inbox.models import InboundMail, Message, Ticket

    return {
        "states": dict(InboundMail.objects.values_list("state").annotate(Count("id"))),
        "messages": Message.objects.count(),
        "tickets": Ticket.objects.count(),
        "ticket_of": dict(Message.objects.values_list("message_id", "ticket_id")),
        "languages": dict(Message.objects.values_list("message_id", "language")),
    }


if __name__ == "__main__":
    main()
