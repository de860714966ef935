"""`manage.py ingest PATH... --mailbox ADDRESS`: bring mail from files into the desk."""

from __future__ import annotations

import json
import multiprocessing
import resource
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from helpdesk.core.clock import utcnow
from inbox.actions.import_files import batches_of, find_mail, ingest_batch
from inbox.actions.imports.arrivals import SourceProblem
from inbox.actions.imports.listing import Entry
from inbox.models import Mailbox


class Command(BaseCommand):
    help = (
        "Import mail files, Maildirs or mboxes through the same path as fetched mail. Importing again adds nothing. "
        'The last line is JSON: {"seen","imported","duplicate","ignored","quarantined","seconds","peak_rss_mb"}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="file, Maildir, mbox or directory"
        )
        parser.add_argument(
            "--mailbox", required=True, metavar="ADDRESS", help="the mailbox that receives it"
        )
        parser.add_argument("--jobs", type=int, default=1, metavar="N", help="processes that read mail (1)")
        parser.add_argument(
            "--quiet", action="store_true", help="start no rules, clocks or automatic answers"
        )
        parser.add_argument("--json", action="store_true", help="print nothing but JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["jobs"] < 1:
            raise CommandError("--jobs must be 1 or more.", returncode=2)
        mailbox = Mailbox.objects.filter(address__iexact=options["mailbox"]).first()
        if mailbox is None:
            raise CommandError(f"There is no mailbox {options['mailbox']}.", returncode=2)
        started = time.monotonic()
        try:
            sources = find_mail(options["paths"], now=utcnow())
        except OSError as error:
            raise CommandError(
                f"{error.filename or 'A file'} cannot be read: {error.strerror}.", returncode=2
            ) from error
        except SourceProblem as error:
            raise CommandError(str(error), returncode=2) from error
        counts: Counter[str] = Counter()
        for part in _counts(sources, mailbox.pk, options["jobs"], options["quiet"]):
            before = counts.total()
            counts += part
            if not options["json"] and counts.total() // 500 > before // 500:
                self.stderr.write(f"{counts.total()} of {len(sources)}")
        self.stdout.write(json.dumps(_summary(counts, time.monotonic() - started)))


def _counts(sources: list[Entry], mailbox_id: int, jobs: int, is_quiet: bool) -> Iterator[Counter[str]]:
    work = partial(_import_batch, mailbox_id=mailbox_id, is_quiet=is_quiet)
    if jobs == 1 or len(sources) < 2:
        yield from map(work, batches_of(sources))
        return
    connections.close_all()  # a connection must not be shared with the children
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        # Handed out in order and in small pieces: an answer is rarely filed before what it answers.
        yield from pool.imap_unordered(work, batches_of(sources))
        pool.close()
        pool.join()


def _import_batch(batch: list[Entry], *, mailbox_id: int, is_quiet: bool) -> Counter[str]:
    mailbox = Mailbox.objects.select_related("store").get(pk=mailbox_id)
    try:
        return ingest_batch(batch, mailbox=mailbox, now=utcnow(), is_quiet=is_quiet)
    except OSError as error:
        name = error.filename or batch[0].place
        raise CommandError(f"{name} cannot be imported: {error.strerror or error}.") from error


def _summary(counts: Counter[str], seconds: float) -> dict[str, object]:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "seen": counts.total(),
        "imported": counts["imported"],
        "duplicate": counts["duplicate"],
        "ignored": counts["ignored"],
        "quarantined": counts["quarantined"],
        "seconds": round(seconds, 3),
        "peak_rss_mb": round(max(own, children) / 1024, 1),
    }
