"""Mail from files, Maildirs and mboxes, through the same ledger and filing as mail from a server."""

from __future__ import annotations

import hashlib
import mailbox as mailboxes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from inbox.actions.file_mail import file_inbound
from inbox.actions.ledger import take_in
from inbox.mail.dates import parse_date
from inbox.models import InboundState, Mailbox

FOLDER = "import"
_HEAD_BYTES = 64 * 1024
_DATE = re.compile(rb"(?im)^date[ \t]*:[ \t]*([^\r\n]+)")
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where one mail lies: a file, or the message `key` of an mbox. Sorts by the time it was written."""

    written_at: datetime
    path: str
    key: int = -1

    def read(self) -> bytes:
        """The bytes of the mail. Raises OSError."""
        if self.key < 0:
            return Path(self.path).read_bytes()
        with _mbox(self.path) as box:
            return box.message_at(self.key)


def find_mail(paths: Sequence[Path], *, now: datetime) -> list[Source]:
    """Every mail below `paths`, oldest first, so that answers find what they answer. Raises OSError."""
    return sorted(source for path in paths for file in _files(path) for source in _sources(file, now))


def import_mail(source: Source, *, mailbox: Mailbox, now: datetime, is_quiet: bool) -> str:
    """Take in and file one mail; returns its state. Bytes that are in the ledger already are a duplicate.

    The number of an imported mail is made of its content, so that a second run adds nothing. Raises OSError.
    """
    raw = source.read()
    taken = take_in(
        raw,
        mailbox=mailbox,
        folder=FOLDER,
        uidvalidity=1,
        uid=int(hashlib.sha256(raw).hexdigest()[:15], 16),
        internal_date=source.written_at,
        now=now,
    )
    if taken.state != InboundState.FETCHED:
        return InboundState.DUPLICATE
    return file_inbound(taken.pk, now=now, is_quiet=is_quiet).state


def _files(path: Path) -> Iterator[Path]:
    if not path.is_dir():
        yield path
        return
    is_maildir = (path / "cur").is_dir() and (path / "new").is_dir()
    for entry in sorted(path.iterdir()):
        # A Maildir's unfinished deliveries are no mails yet.
        if entry.is_dir() and not (is_maildir and entry.name == "tmp"):
            yield from _files(entry)
        elif entry.is_file() and not entry.name.startswith("."):
            yield entry


def _sources(path: Path, now: datetime) -> Iterator[Source]:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    if not _is_mbox(path, head):
        yield Source(_written_at(head, changed_at, now), str(path))
        return
    with _mbox(str(path)) as box:
        for key in range(len(box)):
            yield Source(_written_at(box.message_at(key)[:_HEAD_BYTES], changed_at, now), str(path), key)


def _is_mbox(path: Path, head: bytes) -> bool:
    return head.startswith(b"From ") and (path.suffix.lower() in ("", ".mbox", ".mbx"))


def _mbox(path: str) -> _Mbox:
    return _Mbox(path, create=False)


class _Mbox(mailboxes.mbox):
    def __enter__(self) -> _Mbox:
        return self

    def message_at(self, number: int) -> bytes:
        """The mail's bytes; the library's keys are its numbers, typed as text."""
        return self.get_bytes(cast(str, number))

    def __exit__(self, *_failure: object) -> None:
        self.close()


def _written_at(head: bytes, changed_at: datetime, now: datetime) -> datetime:
    """The Date header where it can be true, else the file's own time: there is no server that noted arrival."""
    match = _DATE.search(head.partition(b"\r\n\r\n" if b"\r\n\r\n" in head else b"\n\n")[0])
    date = parse_date(match[1].decode("ascii", "replace")) if match else None
    return date if date is not None and _OLDEST < date <= now else min(changed_at, now)
