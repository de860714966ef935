"""A batch of an import: ledger rows, tickets, counters and the place in the list commit together, or not at all.

So a worker that is killed costs the batch it was at, and counts nothing twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from inbox.actions.filing.batch import Manner
from inbox.actions.filing.run import file_these
from inbox.actions.imports.arrivals import Handed
from inbox.actions.imports.settle import open_after, settle
from inbox.models import Blob, ImportJob, InboundMail, InboundState
from inbox.storage import store_blobs

# Where a state is counted; what vanished between listing and fetching is nothing to import.
_AS_HISTORY = Manner(is_quiet=True, is_history=True)
_COUNTED_AS = {InboundState.VANISHED: InboundState.IGNORED, InboundState.FETCHED: InboundState.QUARANTINED}


def take_batch(job: ImportJob, batch: Sequence[Handed], *, now: datetime) -> Counter[str]:
    """Take in and file these mails as history; returns how many reached which state.

    Raises what filing raises when the machine fails (OperationalError, OSError); then nothing was done.
    """
    with transaction.atomic():
        counts = _file(job, batch, now)
        ImportJob.objects.filter(pk=job.pk).update(
            seen=F("seen") + len(batch),
            last_error="",
            **{name: F(name) + counts[name] for name in ("imported", "duplicate", "ignored", "quarantined")},
        )
    return counts


def _file(job: ImportJob, batch: Sequence[Handed], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    fresh = _enter(job, [one for one in batch if not one.is_skipped], now)
    # A mail that is kept without reading (too large, not handed out) has its end already.
    file_these([one.pk for one in fresh if one.state == InboundState.FETCHED], now=now, manner=_AS_HISTORY)
    ended = InboundMail.objects.filter(pk__in=[one.pk for one in fresh]).values_list("pk", "state")
    for _pk, state in ended:
        counts[str(_COUNTED_AS.get(InboundState(state), state))] += 1
    skipped = sum(1 for one in batch if one.is_skipped)
    counts["ignored"] += skipped
    counts["duplicate"] += len(batch) - skipped - len(fresh)
    imported = [pk for pk, state in ended if state == InboundState.IMPORTED]
    if imported:
        settle(imported, job, open_after=open_after(job))
    return counts


def _enter(job: ImportJob, batch: Sequence[Handed], now: datetime) -> list[InboundMail]:
    """The ledger rows that are new, in the batch's order; keys that are known already stay as they are."""
    by_key = {(one.folder, one.uidvalidity, one.uid): one for one in batch}
    known = {_key(one) for one in _matching(job, list(by_key))}
    new = [one for key, one in by_key.items() if key not in known]
    stored = iter(store_blobs([one.raw for one in new if one.raw is not None]))
    rows = [_row(job, one, None if one.raw is None else next(stored), now) for one in new]
    InboundMail.objects.bulk_create(rows, ignore_conflicts=True)
    # A poll of the same folder may have entered some of them meanwhile: those are its own.
    place = {key: number for number, key in enumerate(by_key)}
    found = [one for one in _matching(job, list(by_key)) if _key(one) not in known]
    return sorted((one for one in found if one.import_job_id == job.pk), key=lambda one: place[_key(one)])


def _row(job: ImportJob, one: Handed, blob: Blob | None, now: datetime) -> InboundMail:
    return InboundMail(
        mailbox_id=job.mailbox_id,
        folder=one.folder,
        uidvalidity=one.uidvalidity,
        uid=one.uid,
        raw=blob,
        size=one.entry.size,
        internal_date=min(one.arrived, now),
        state=one.state,
        reason=one.reason[:300],
        is_flagged=True,  # an import changes nothing on the server
        import_job=job,
        fetched_at=now,
        filed_at=None if one.state == InboundState.FETCHED else now,
    )


Key = tuple[str, int, int]


def _matching(job: ImportJob, keys: Sequence[Key]) -> list[InboundMail]:
    found: list[InboundMail] = []
    for folder, uidvalidity in dict.fromkeys((key[0], key[1]) for key in keys):
        uids = [key[2] for key in keys if key[:2] == (folder, uidvalidity)]
        found += InboundMail.objects.filter(
            mailbox_id=job.mailbox_id, folder=folder, uidvalidity=uidvalidity, uid__in=uids
        )
    return found


def _key(inbound: InboundMail) -> Key:
    return (inbound.folder, inbound.uidvalidity, inbound.uid)
