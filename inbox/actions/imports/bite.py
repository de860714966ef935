"""One bite of an import: a few hundred mails or some seconds, then other work has its turn.

A session lock keeps a second worker out and falls with the process that held it; the place in the list is in the
database. So a worker may be killed at any time, and the next one goes on.
"""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.imports import file_source, imap_source
from inbox.actions.imports.arrivals import Handed, SourceProblem
from inbox.actions.imports.intake import take_batch
from inbox.actions.imports.jobs import Choices, choices_of, record_on_import
from inbox.actions.imports.listing import Entry, next_entries, store_list
from inbox.actions.imports.scratch import remove_all
from inbox.actions.locks import Work, one_worker
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.models import ImportJob, ImportSource, ImportState

logger = logging.getLogger(__name__)
BITE_MAILS = 200
BITE_SECONDS = 20.0
HINT = timedelta(seconds=10)  # as long as a hint may wait in the broker
_BATCH_MAILS = 50
_BATCH_BYTES = 8 * 1024 * 1024
_PAUSE_AFTER_FAILURE = timedelta(seconds=30)
_MOST_FAILURES = 20  # some ten minutes; then a person is asked
# Trying again changes nothing about these, and a wrong password tried often locks the account.
_HOPELESS = frozenset(
    {"wrong_password", "secret", "bad_setting", "no_folder", "private_host", "plain_refused"}
)
_CLEAN = Q(source__key="")

Fetch = Callable[[Sequence[Entry]], list[Handed]]


def claim_due_imports(now: datetime) -> list[tuple[int, str]]:
    """Claim every import that workers run and whose time has come: (id, kind)."""
    free = Q(lease_until__isnull=True) | Q(lease_until__lt=now)
    due = ImportJob.objects.filter(free, state__in=ImportJob.OPEN).exclude(kind=ImportSource.PATH)
    with transaction.atomic():
        found = list(due.select_for_update(skip_locked=True).order_by("id").values_list("pk", "kind"))
        ImportJob.objects.filter(pk__in=[one for one, _kind in found]).update(lease_until=now + HINT)
    return found


def run_some(
    job_id: int, now: datetime, *, mails: int = BITE_MAILS, seconds: float = BITE_SECONDS
) -> ImportJob | None:
    """Do one bite; returns the import as it stands then, None when another worker is at it.

    Failures are written on its row, never raised.
    """
    with one_worker(Work.IMPORTING, job_id) as is_ours:
        if not is_ours:
            return None
        began = ImportJob.objects.filter(pk=job_id, state__in=ImportJob.OPEN)
        if began.update(state=ImportState.RUNNING, lease_until=now + HINT):
            began.filter(started_at=None).update(started_at=now)
            job = ImportJob.objects.select_related("mailbox").get(pk=job_id)
            try:
                _bite(job, now, mails, time.monotonic() + seconds)
            except (MailServerProblem, SecretUnreadable, SourceProblem, OperationalError, OSError) as error:
                _note_failure(job, error, now)
    return ImportJob.objects.get(pk=job_id)


def tidy_up() -> int:
    """Remove what finished imports stored; returns how many were tidied. Raises OSError."""
    ended = ImportJob.objects.filter(state__in=(ImportState.DONE, ImportState.CANCELLED)).exclude(_CLEAN)
    tidied = 0
    for job in ended.order_by("id")[:50]:
        with one_worker(Work.IMPORTING, job.pk) as is_ours:
            if is_ours:
                remove_all(job.source["key"], choices_of(job).files, job.cursor.get("parts", 0))
                tidied += ImportJob.objects.filter(pk=job.pk).update(source=job.source | {"key": ""})
    return tidied


def _bite(job: ImportJob, now: datetime, mails: int, deadline: float) -> None:
    choices = choices_of(job)
    with _source(job, choices, now) as fetch:
        done, started = 0, time.monotonic()
        while done < mails and job.seen < (job.total or 0) and job.state == ImportState.RUNNING:
            for batch in _batches(next_entries(job.source["key"], job.seen)[: mails - done]):
                take_batch(job, fetch(batch), now=now)
                done += len(batch)
                _note_progress(job, done / max(time.monotonic() - started, 0.001))
                if job.state != ImportState.RUNNING or time.monotonic() > deadline:
                    break
            if time.monotonic() > deadline:
                break
    if job.total is not None and job.seen >= job.total and job.state == ImportState.RUNNING:
        _finish(job, now)


@contextlib.contextmanager
def _source(job: ImportJob, choices: Choices, now: datetime) -> Iterator[Fetch]:
    """How to read entries of the list, which is made first where there is none yet."""
    if job.kind == ImportSource.IMAP:
        with imap.connect(imap_account(job.mailbox)) as connection:
            if job.total is None:
                entries, numbers = imap_source.list_folders(connection, choices.folders, choices.since, now)
                _keep_list(job, entries, {"folders": numbers})
            numbers = job.cursor["folders"]
            yield lambda batch: imap_source.fetch(connection, batch, numbers)
        return
    opener: file_source.Opener = file_source.path_opener
    if job.kind == ImportSource.FILES:
        opener = file_source.stored_opener(job.source["key"], choices.files)
    if job.total is None:
        places = _places(job, choices)
        _keep_list(job, list(file_source.list_files(places, opener, choices.since, now)), {})
    yield lambda batch: file_source.fetch(batch, opener, choices.labels)


def _places(job: ImportJob, choices: Choices) -> Iterator[tuple[str, str, datetime]]:
    if job.kind == ImportSource.FILES:
        yield from ((str(one.number), one.name, job.created_at) for one in choices.files)
        return
    for path in choices.paths:
        for file in file_source.find_files(Path(path)):
            yield str(file), file.name, datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _keep_list(job: ImportJob, entries: Sequence[Entry], cursor: dict[str, object]) -> None:
    job.total, parts = store_list(job.source["key"], entries)
    job.cursor = {"parts": parts, **cursor}
    ImportJob.objects.filter(pk=job.pk).update(total=job.total, cursor=job.cursor)


def _batches(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Few mails and few bytes at a time: memory stays small and a kill repeats little."""
    batch: list[Entry] = []
    size = 0
    for one in entries:
        if batch and (len(batch) == _BATCH_MAILS or size + one.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def _note_progress(job: ImportJob, per_second: float) -> None:
    """What the page shows, and whether somebody paused or cancelled meanwhile."""
    job.cursor = {**job.cursor, "per_second": round(per_second, 1), "failures": 0}
    ImportJob.objects.filter(pk=job.pk).update(cursor=job.cursor)
    job.refresh_from_db(fields=["seen", "state"])


def _finish(job: ImportJob, now: datetime) -> None:
    with transaction.atomic():
        done = ImportJob.objects.filter(pk=job.pk, state=ImportState.RUNNING).update(
            state=ImportState.DONE, finished_at=now, lease_until=None, last_error=""
        )
        if done:
            job.refresh_from_db()
            names = ("seen", "imported", "duplicate", "ignored", "quarantined")
            counts: dict[str, object] = {name: getattr(job, name) for name in names}
            record_on_import("import.finished", job, actor=None, payload=counts)


def _note_failure(job: ImportJob, error: Exception, now: datetime) -> None:
    failures = int(job.cursor.get("failures", 0)) + 1
    code, sentence, is_hopeless = _in_words(job, error)
    is_over = is_hopeless or failures >= _MOST_FAILURES
    logger.warning("import %s: %s", job.pk, type(error).__name__)
    ImportJob.objects.filter(pk=job.pk, state=ImportState.RUNNING).update(
        state=ImportState.FAILED if is_over else ImportState.RUNNING,
        cursor={**job.cursor, "failures": 0 if is_over else failures, "problem": code},
        last_error=sentence[:300],
        lease_until=None if is_over else now + _PAUSE_AFTER_FAILURE,
    )


def _in_words(job: ImportJob, error: Exception) -> tuple[str, str, bool]:
    """The problem's code where it has one, what to do about it, and whether trying again is useless."""
    if isinstance(error, SourceProblem):
        return "", str(error), True
    if isinstance(error, OperationalError):
        return "", _("The database did not answer. The import goes on by itself."), False
    if isinstance(error, OSError) and job.kind != ImportSource.IMAP:
        return "", *_file_problem(error)
    problem = explain(error, f"{job.mailbox.imap_host}:{job.mailbox.imap_port}")
    return problem.code, str(problem), problem.code in _HOPELESS


def _file_problem(error: OSError) -> tuple[str, bool]:
    if explain(error, "").code == "disk_full":
        return _("There is no space left to store mail. Free some; the import goes on by itself."), False
    name = Path(str(error.filename or "")).name or _("A file")
    sentence = _("%(name)s cannot be read: %(why)s. Put it back and resume.")
    return sentence % {"name": name, "why": error.strerror or type(error).__name__}, True
