"""`manage.py import_history PATH... | --imap FOLDER... --mailbox ADDRESS`: bring a mailbox's past into the desk."""

from __future__ import annotations

import json
import resource
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from helpdesk.accounts.actions.problem import Refused
from helpdesk.core.clock import utcnow
from inbox.actions.imports import bite, jobs
from inbox.actions.imports.jobs import Choices
from inbox.models import ImportJob, ImportState, Mailbox

_WIDTH = 30
_WAIT_SECONDS = 0.5


class Command(BaseCommand):
    help = (
        "Import old mail: dates and threads are kept, and no rule, clock, notification or automatic answer starts. "
        "Given again after an interruption it goes on where it stopped; mail that is here already is not added twice. "
        'The last line is JSON: {"seen","imported","duplicate","ignored","quarantined","seconds","peak_rss_mb"}.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "paths", nargs="*", type=Path, metavar="PATH", help="file, Maildir, mbox or directory"
        )
        parser.add_argument("--imap", nargs="+", default=[], metavar="FOLDER", help="folders on its server")
        parser.add_argument("--mailbox", required=True, metavar="ADDRESS", help="the mailbox it belongs to")
        parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="nothing older than this")
        parser.add_argument(
            "--open-days",
            type=int,
            default=0,
            metavar="N",
            help="leave conversations open whose last word is a customer's of the last N days (0: resolve all)",
        )
        parser.add_argument(
            "--labels",
            nargs="+",
            choices=("spam", "trash", "draft"),
            default=[],
            help="take these of a Takeout",
        )
        parser.add_argument("--json", action="store_true", help="print nothing but JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        job = self._job(options)
        try:
            job = self._run(job, is_silent=options["json"])
        except KeyboardInterrupt:
            raise CommandError("\nInterrupted. The same command goes on where it stopped.") from None
        self._say_how_it_ended(job)
        bite.tidy_up()
        self.stdout.write(json.dumps(_summary(job, time.monotonic() - started)))

    def _job(self, options: dict[str, Any]) -> ImportJob:
        """The import of these things that was interrupted, or a new one."""
        mailbox = Mailbox.objects.filter(address__iexact=options["mailbox"]).first()
        if mailbox is None:
            raise CommandError(f"There is no mailbox {options['mailbox']}.", returncode=2)
        if bool(options["paths"]) is bool(options["imap"]):
            raise CommandError("Name paths, or folders with --imap.", returncode=2)
        for path in options["paths"]:
            if not path.exists():
                raise CommandError(f"{path} cannot be read: No such file or directory.", returncode=2)
        choices = Choices(
            folders=tuple(dict.fromkeys(options["imap"])),
            paths=tuple(str(path.resolve()) for path in options["paths"]),
            since=options["since"],
            labels=frozenset(options["labels"]),
            open_days=max(options["open_days"], 0),
        )
        if job := jobs.unfinished_import(mailbox, choices):
            jobs.resume(job.pk, actor=None)
            return job
        try:
            return jobs.start_import(mailbox, choices, actor=None, now=utcnow())
        except Refused as refused:
            raise CommandError(refused.sentence, returncode=2) from refused

    def _run(self, job: ImportJob, *, is_silent: bool) -> ImportJob:
        bar = _Bar(job, is_silent=is_silent)
        while True:
            found = bite.run_some(job.pk, utcnow(), seconds=2.0)
            if found is not None and found.state not in ImportJob.OPEN:
                bar.end(found)
                return found
            if found is None or found.last_error:
                # A worker has it at the moment, or the server is away: wait, as the workers do.
                time.sleep(_WAIT_SECONDS)
            bar.show(found or ImportJob.objects.get(pk=job.pk))

    def _say_how_it_ended(self, job: ImportJob) -> None:
        if job.state == ImportState.FAILED:
            raise CommandError(job.last_error or "The import failed.")
        if job.state != ImportState.DONE:
            word = ImportState(job.state).label
            raise CommandError(f"The import was {word} by somebody else. The same command goes on.")


class _Bar:
    """A progress bar on stderr; a line for every tenth where nobody looks at a terminal."""

    def __init__(self, job: ImportJob, *, is_silent: bool) -> None:
        self._is_silent, self._is_terminal = is_silent, sys.stderr.isatty()
        self._started, self._before, self._tenth = time.monotonic(), job.seen, -1

    def show(self, job: ImportJob) -> None:
        if self._is_silent or not job.total:
            return
        share = job.seen / job.total
        if not self._is_terminal and int(share * 10) == self._tenth:
            return
        self._tenth = int(share * 10)
        speed = (job.seen - self._before) / max(time.monotonic() - self._started, 0.001)
        left = f", {(job.total - job.seen) / speed:.0f} s left" if speed and job.seen < job.total else ""
        filled = int(share * _WIDTH)
        bar = "#" * filled + "." * (_WIDTH - filled)
        problem = f"  {job.last_error}" if job.last_error else ""
        line = f"[{bar}] {job.seen} of {job.total} ({share:.0%}), {speed:.0f} mails/s{left}{problem}"
        sys.stderr.write(f"\r\033[K{line}" if self._is_terminal else f"{line}\n")
        sys.stderr.flush()

    def end(self, job: ImportJob) -> None:
        self.show(job)
        if self._is_terminal and not self._is_silent:
            sys.stderr.write("\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError("write the day as YYYY-MM-DD") from None


def _summary(job: ImportJob, seconds: float) -> dict[str, object]:
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    names = ("seen", "imported", "duplicate", "ignored", "quarantined")
    counts: dict[str, object] = {name: getattr(job, name) for name in names}
    return {**counts, "seconds": round(seconds, 3), "peak_rss_mb": round(max(own, children) / 1024, 1)}
