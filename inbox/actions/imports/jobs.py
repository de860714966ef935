"""What a person does with an import: start it, pause it, go on, give it up. Every act is audited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.actions.imports.scratch import StoredFile
from inbox.models import ImportJob, ImportSource, ImportState, Mailbox

_STOPPED = (ImportState.PAUSED, ImportState.FAILED)
_UNFINISHED = (*ImportJob.OPEN, *_STOPPED)


@dataclass(frozen=True, slots=True)
class Choices:
    """What is to be imported. `since`: nothing older; `labels`: which of Gmail's "spam" and "trash" to take too.

    `open_days`: a conversation whose last word is a customer's of that many days is left open; with 0, and
    for all others, an imported conversation is resolved.
    """

    folders: tuple[str, ...] = ()
    files: tuple[StoredFile, ...] = ()
    paths: tuple[str, ...] = ()
    since: date | None = None
    labels: frozenset[str] = field(default_factory=frozenset)
    open_days: int = 0

    @property
    def kind(self) -> str:
        if self.folders:
            return ImportSource.IMAP
        return ImportSource.FILES if self.files else ImportSource.PATH


def choices_of(job: ImportJob) -> Choices:
    """What the job was started with."""
    source = job.source
    return Choices(
        folders=tuple(source["folders"]),
        files=tuple(StoredFile(**one) for one in source["files"]),
        paths=tuple(source["paths"]),
        since=date.fromisoformat(source["since"]) if source["since"] else None,
        labels=frozenset(source["labels"]),
        open_days=source["open_days"],
    )


def new_key() -> str:
    """A name for what an import stores; files are stored under it before the import is started."""
    return uuid4().hex


@transaction.atomic
def start_import(
    mailbox: Mailbox, choices: Choices, *, actor: User | None, now: datetime, key: str = "", ip: str = ""
) -> ImportJob:
    """Start an import; workers take it up within seconds, except one of paths, which its command line works on.

    Raises Refused when nothing was chosen, or when the same folders are being imported already.
    """
    if not (choices.folders or choices.files or choices.paths):
        raise Refused(_("Choose at least one folder or file."))
    # Two that start at once take turns here.
    Mailbox.objects.select_for_update().get(pk=mailbox.pk)
    for other in ImportJob.objects.filter(mailbox=mailbox, kind=choices.kind, state__in=_UNFINISHED):
        if set(other.source["folders"]).intersection(choices.folders):
            raise Refused(_("These folders are being imported already: resume or cancel that import."))
    job = ImportJob.objects.create(
        mailbox=mailbox,
        kind=choices.kind,
        source=_as_source(choices) | {"key": key or new_key()},
        started_by=actor,
        created_at=now,
    )
    sizes = {"folders": len(choices.folders), "files": len(choices.files), "paths": len(choices.paths)}
    record_on_import("import.started", job, actor=actor, ip=ip, payload={"kind": job.kind, **sizes})
    return job


def unfinished_import(mailbox: Mailbox, choices: Choices) -> ImportJob | None:
    """The import of the same things that was interrupted, for a command that is given again."""
    wanted = _as_source(choices)
    for job in ImportJob.objects.filter(mailbox=mailbox, kind=choices.kind, state__in=_UNFINISHED):
        if all(job.source[name] == value for name, value in wanted.items()):
            return job
    return None


def pause(job_id: int, *, actor: User | None, ip: str = "") -> bool:
    """Stop after the mails that are being taken in now; whether it was running."""
    return _change(job_id, ImportJob.OPEN, ImportState.PAUSED, "import.paused", actor, ip)


def resume(job_id: int, *, actor: User | None, ip: str = "") -> bool:
    """Go on where it stopped, also after a failure; whether it had stopped."""
    return _change(job_id, _STOPPED, ImportState.WAITING, "import.resumed", actor, ip)


def cancel(job_id: int, *, actor: User | None, now: datetime, ip: str = "") -> bool:
    """Give the import up; what was imported stays, uploaded files are removed. Whether it was unfinished."""
    return _change(job_id, _UNFINISHED, ImportState.CANCELLED, "import.cancelled", actor, ip, finished_at=now)


def record_on_import(
    action: str, job: ImportJob, *, actor: User | None, payload: dict[str, object], ip: str = ""
) -> None:
    """Write the audit event of an import, in the caller's transaction."""
    record(
        action,
        actor=actor,
        actor_label="" if actor else "import",
        object_kind="import",
        object_id=job.pk,
        mailbox_id=job.mailbox_id,
        payload=payload,
        ip=ip,
    )


@transaction.atomic
def _change(
    job_id: int,
    before: Sequence[str],
    after: str,
    action: str,
    actor: User | None,
    ip: str,
    *,
    finished_at: datetime | None = None,
) -> bool:
    changed = ImportJob.objects.filter(pk=job_id, state__in=before).update(
        state=after, lease_until=None, last_error="", finished_at=finished_at
    )
    if changed:
        job = ImportJob.objects.get(pk=job_id)
        record_on_import(action, job, actor=actor, ip=ip, payload={"seen": job.seen})
    return bool(changed)


def _as_source(choices: Choices) -> dict[str, object]:
    return {
        "folders": list(choices.folders),
        "files": [asdict(one) for one in choices.files],
        "paths": list(choices.paths),
        "since": choices.since.isoformat() if choices.since else None,
        "labels": sorted(choices.labels),
        "open_days": choices.open_days,
    }
