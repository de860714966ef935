"""Imports of a mailbox as their page shows them: how far, how fast, what became of the mails, what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.models import ImportJob, ImportState, Mailbox

_SHOWN = 50
_STOPPED = (ImportState.PAUSED, ImportState.FAILED)


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import. `sources`: folders, files or paths by name; `total` None while it is being listed.

    `percent` is 0 to 100; `seconds_left` None where the speed is not known. `problem` is in the reader's
    language where it has a code.
    """

    id: int
    kind: str
    state: str
    state_label: str
    sources: tuple[str, ...]
    total: int | None
    seen: int
    imported: int
    duplicate: int
    ignored: int
    quarantined: int
    percent: int
    per_second: float
    seconds_left: int | None
    problem: str
    started_by: str
    created_at: datetime
    finished_at: datetime | None

    @property
    def is_running(self) -> bool:
        return self.state in ImportJob.OPEN

    @property
    def is_stopped(self) -> bool:
        return self.state in _STOPPED


def imports_of(mailbox: Mailbox) -> list[ImportView]:
    """The newest imports of a mailbox, in one query."""
    jobs = ImportJob.objects.filter(mailbox=mailbox).select_related("mailbox", "started_by")
    return [_view(job) for job in jobs.order_by("-id")[:_SHOWN]]


def import_of(mailbox: Mailbox, job_id: int) -> ImportView | None:
    """One import of this mailbox, in one query."""
    found = ImportJob.objects.filter(mailbox=mailbox, pk=job_id).select_related("mailbox", "started_by")
    job = found.first()
    return _view(job) if job else None


def _view(job: ImportJob) -> ImportView:
    speed = float(job.cursor.get("per_second", 0))
    is_running = job.state in ImportJob.OPEN
    left = (job.total or 0) - job.seen
    return ImportView(
        id=job.pk,
        kind=job.kind,
        state=job.state,
        state_label=str(ImportState(job.state).label),
        sources=_sources(job.source),
        total=job.total,
        seen=job.seen,
        imported=job.imported,
        duplicate=job.duplicate,
        ignored=job.ignored,
        quarantined=job.quarantined,
        percent=_percent(job),
        per_second=speed,
        seconds_left=int(left / speed) + 1 if is_running and speed and left > 0 else None,
        problem=_problem(job),
        started_by=job.started_by.name if job.started_by else "",
        created_at=job.created_at,
        finished_at=job.finished_at,
    )


def _percent(job: ImportJob) -> int:
    if job.state == ImportState.DONE:
        return 100
    return job.seen * 100 // job.total if job.total else 0


def _sources(source: dict[str, Any]) -> tuple[str, ...]:
    return (*source["folders"], *(one["name"] for one in source["files"]), *source["paths"])


def _problem(job: ImportJob) -> str:
    """What stands on the row, said anew in the reader's language where it is a known problem of the server."""
    code = job.cursor.get("problem", "")
    if not job.last_error or code not in PROBLEMS:
        return job.last_error
    return str(MailServerProblem(code, f"{job.mailbox.imap_host}:{job.mailbox.imap_port}"))
