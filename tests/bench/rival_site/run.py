"""A process of the rival: `python -m rival_site.run ADDRESS IMAP_PORT`; prints one line of JSON.

Runs in the rival's own environment and imports nothing of ours.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "rival_site.settings"
    django.setup()
    import logging

    logging.disable(logging.CRITICAL)  # in its favour, too
    from django.db import connection
    from helpdesk.email import process_email
    from helpdesk.models import FollowUp, Queue, Ticket

    address, port = sys.argv[1], int(sys.argv[2])
    _queue(Queue, address, port)
    queries = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        cpu, started = _cpu_seconds(), time.perf_counter()
        process_email(quiet=True)
        seconds, cpu = time.perf_counter() - started, _cpu_seconds() - cpu
    threads = FollowUp.objects.exclude(message_id=None).values_list("message_id", "ticket_id")
    print(
        json.dumps(
            {
                "mails": FollowUp.objects.count(),
                "tickets": Ticket.objects.count(),
                "seconds": seconds,
                "cpu_seconds": cpu,
                "queries": queries,
                "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "ticket_of": {message_id.strip("<> "): ticket for message_id, ticket in threads},
            }
        )
    )


def _queue(model: Any, address: str, port: int) -> None:
    from django.utils import timezone

    model.objects.create(
        title=address,
        slug=address.partition("@")[0],
        email_address=address,
        allow_email_submission=True,
        email_box_type="imap",
        email_box_host="127.0.0.1",
        email_box_port=port,
        email_box_ssl=False,
        email_box_user=address,
        email_box_pass="bench-secret",
        email_box_imap_folder="INBOX",
        email_box_interval=0,
        email_box_last_check=timezone.now() - timedelta(hours=1),
    )


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
