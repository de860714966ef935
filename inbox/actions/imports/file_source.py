"""Uploaded files, and files, Maildirs and mboxes on this machine, as the source of an import.

A mail's number in the ledger is made of its content, so that importing the same again adds nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from inbox.actions.imports import mbox
from inbox.actions.imports.arrivals import Handed, SourceProblem, too_large
from inbox.actions.imports.listing import Entry, date_of
from inbox.actions.imports.scratch import StoredFile, open_file
from inbox.mail.dates import parse_date
from inbox.mail.labels import DRAFT, SPAM, TRASH, labels_of
from inbox.models import InboundState

FOLDER = "import"
UIDVALIDITY = 1
WHOLE_FILE = -1
# What people upload instead of mail: told by their first bytes.
_ARCHIVES = ((b"PK\x03\x04", "zip"), (b"\x1f\x8b", "gzip"), (b"!BDN", "pst"), (b"7z\xbc\xaf", "7z"))

Opener = Callable[[str], AbstractContextManager[BinaryIO]]


def stored_opener(key: str, files: Sequence[StoredFile]) -> Opener:
    """Opens uploaded files by their number in the import."""
    by_number = {str(one.number): one for one in files}
    return lambda place: open_file(key, by_number[place])


def path_opener(place: str) -> AbstractContextManager[BinaryIO]:
    """Opens files of this machine by their path."""
    return Path(place).open("rb")


def list_files(
    places: Iterable[tuple[str, str, datetime]], opener: Opener, since: date | None, now: datetime
) -> Iterator[Entry]:
    """Every mail of these files: (place, name for people, last change). Raises SourceProblem, OSError."""
    first = int(datetime.combine(since, time(), UTC).timestamp()) if since else 0
    for place, name, changed_at in places:
        with opener(place) as file:
            for entry in _entries(file, place, name, changed_at, now):
                if entry.at >= first:
                    yield entry


def find_files(path: Path) -> Iterator[Path]:
    """Every file below a path that may hold mail; of a Maildir no unfinished, deleted or draft mail."""
    if not path.is_dir():
        yield path
        return
    is_maildir = (path / "cur").is_dir() and (path / "new").is_dir()
    for entry in sorted(path.iterdir()):
        # A Maildir's unfinished deliveries are no mails yet.
        if entry.is_dir() and not (is_maildir and entry.name == "tmp"):
            yield from find_files(entry)
        elif entry.is_file() and not entry.name.startswith(".") and not _is_discarded(entry):
            yield entry


def fetch(entries: Sequence[Entry], opener: Opener, wanted_labels: frozenset[str]) -> list[Handed]:
    """The mails of these entries in their order. Raises OSError."""
    handed, place = [], ""
    file: BinaryIO | None = None
    try:
        for entry in entries:
            if file is None or entry.place != place:
                if file is not None:
                    file.close()
                place, file = entry.place, opener(entry.place).__enter__()
            handed.append(_hand(file, entry, wanted_labels))
    finally:
        if file is not None:
            file.close()
    return handed


def ledger_number(raw: bytes) -> int:
    """The ledger's UID of a mail that no server numbered: 60 bits of its content's hash."""
    return int(hashlib.sha256(raw).hexdigest()[:15], 16)


def _entries(file: BinaryIO, place: str, name: str, changed_at: datetime, now: datetime) -> Iterator[Entry]:
    head = file.read(mbox.HEAD_BYTES)
    if any(head.startswith(start) for start, _kind in _ARCHIVES):
        sentence = _("“%(name)s” is an archive. Unpack it and choose the .mbox or .eml files in it.")
        raise SourceProblem(sentence % {"name": name})
    if not mbox.is_mbox(head):
        file.seek(0, 2)
        if size := file.tell():
            yield Entry(_seconds(date_of(head, changed_at, now=now)), place, WHOLE_FILE, size)
        return
    file.seek(0)
    for found in mbox.mails_of(file):
        written = date_of(found.head, parse_date(found.postmark), changed_at, now=now)
        yield Entry(_seconds(written), place, found.offset, found.size)


def _hand(file: BinaryIO, entry: Entry, wanted_labels: frozenset[str]) -> Handed:
    start = max(entry.key, 0)
    if entry.size > settings.MAX_MAIL_BYTES:
        raw = mbox.read_mail(file, start, mbox.HEAD_BYTES)
        reason = too_large(entry.size, settings.MAX_MAIL_BYTES)
        number = ledger_number(raw)
        return Handed(entry, FOLDER, UIDVALIDITY, number, entry.date, raw, InboundState.QUARANTINED, reason)
    if entry.key == WHOLE_FILE:
        file.seek(0)
        raw = file.read(entry.size)
    else:
        raw = mbox.read_mail(file, start, entry.size)
    unwanted = _labels(raw) & (frozenset({SPAM, TRASH, DRAFT}) - wanted_labels)
    number = ledger_number(raw)
    return Handed(entry, FOLDER, UIDVALIDITY, number, entry.date, raw, is_skipped=bool(unwanted))


def _labels(raw: bytes) -> frozenset[str]:
    head = raw[: mbox.HEAD_BYTES].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    start = (b"\n" + head.lower()).find(b"\nx-gmail-labels:")
    if start < 0:
        return frozenset()
    value = head[start + len(b"x-gmail-labels:") :].replace(b"\n ", b" ").replace(b"\n\t", b" ")
    return labels_of(value.partition(b"\n")[0].decode("utf-8", "replace"))


def _is_discarded(path: Path) -> bool:
    """Whether a Maildir's flags call it a draft or trash (`:2,DT`)."""
    flags = path.name.rpartition(":2,")[2] if ":2," in path.name else ""
    return path.parent.name in ("cur", "new") and bool(set(flags) & set("DT"))


def _seconds(date: datetime) -> int:
    return int(date.timestamp())
