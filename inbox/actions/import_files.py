"""Mail from files as if it came today (`manage.py ingest`): the same ledger and filing as mail from a server.

History is imported by `inbox.actions.imports`; both number a mail by its content, so neither adds what is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from inbox.actions.filing.batch import Manner
from inbox.actions.filing.run import file_these
from inbox.actions.imports.file_source import FOLDER, UIDVALIDITY, fetch, find_files, list_files, path_opener
from inbox.actions.imports.listing import Entry
from inbox.actions.ledger import Arrival, enter
from inbox.mail.labels import DRAFT, SPAM, TRASH
from inbox.models import InboundMail, InboundState, Mailbox

_BATCH_MAILS = 50
_BATCH_BYTES = 8 * 1024 * 1024
_EVERY_LABEL = frozenset({SPAM, TRASH, DRAFT})


def find_mail(paths: Sequence[Path], *, now: datetime) -> list[Entry]:
    """Every mail below `paths`, oldest first, so that answers find what they answer.

    Raises OSError, and SourceProblem for an archive.
    """
    files = (file for path in paths for file in find_files(path))
    places = ((str(one), one.name, datetime.fromtimestamp(one.stat().st_mtime, UTC)) for one in files)
    return sorted(list_files(places, path_opener, None, now))


def batches_of(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Few mails and few bytes at a time, in order."""
    waiting = iter(entries)
    while chunk := list(islice(waiting, _BATCH_MAILS)):
        batch: list[Entry] = []
        size = 0
        for one in chunk:
            if batch and size + one.size > _BATCH_BYTES:
                yield batch
                batch, size = [], 0
            batch.append(one)
            size += one.size
        yield batch


def ingest_batch(
    entries: Sequence[Entry], *, mailbox: Mailbox, now: datetime, is_quiet: bool
) -> Counter[str]:
    """Take in and file these mails; returns how many reached which state. Raises OSError, OperationalError.

    Bytes that are in the ledger already are duplicates, except those that a killed run left unfiled.
    """
    handed = {one.uid: one for one in fetch(entries, path_opener, _EVERY_LABEL)}
    ledger = InboundMail.objects.filter(
        mailbox=mailbox, folder=FOLDER, uidvalidity=UIDVALIDITY, uid__in=list(handed)
    )
    done = set(ledger.exclude(state=InboundState.FETCHED).values_list("uid", flat=True))
    arrivals = [
        Arrival(one.uid, one.arrived, one.raw, one.entry.size, one.state, one.reason)
        for one in handed.values()
        if one.uid not in done
    ]
    if arrivals:
        enter(arrivals, mailbox, FOLDER, UIDVALIDITY, now)
    rows = dict(ledger.filter(uid__in=[one.uid for one in arrivals]).values_list("uid", "pk"))
    file_these([rows[one.uid] for one in arrivals], now=now, manner=Manner(is_quiet=is_quiet))
    counts = Counter(ledger.filter(pk__in=rows.values()).values_list("state", flat=True))
    counts[InboundState.DUPLICATE.value] += len(entries) - len(rows)
    return counts
