"""The list of everything an import will take in, oldest first over all its folders and files.

It is made once: from then on the import's place is one number, and a worker that takes it up needs nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime

import msgspec

from inbox.actions.imports import scratch
from inbox.mail.dates import parse_date

PART = 1000
_DATE = re.compile(rb"(?im)^date[ \t]*:[ \t]*([^\r\n]+)")
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


class Entry(msgspec.Struct, frozen=True, array_like=True, order=True):
    """One mail: `at` in seconds since 1970, the folder or file it lies in, its UID or offset, its bytes.

    `key` is -1 for a file that is one mail.
    """

    at: int
    place: str
    key: int
    size: int

    @property
    def date(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


def store_list(key: str, entries: Iterable[Entry]) -> tuple[int, int]:
    """Sort and write the list; returns its length and the number of its parts. Raises OSError."""
    ordered = sorted(entries)
    for start in range(0, len(ordered), PART):
        scratch.save_part(key, start // PART, msgspec.msgpack.encode(ordered[start : start + PART]))
    return len(ordered), -(-len(ordered) // PART)


def next_entries(key: str, position: int) -> list[Entry]:
    """The rest of the part that `position` falls into. Raises OSError."""
    part = msgspec.msgpack.decode(scratch.load_part(key, position // PART), type=list[Entry])
    return part[position % PART :]


def date_of(head: bytes, *fallbacks: datetime | None, now: datetime) -> datetime:
    """When a mail in a file was written: its Date header where that can be true, else the first good fallback.

    No server noted its arrival, so nothing later than `now` is believed.
    """
    header = head.partition(b"\r\n\r\n" if b"\r\n\r\n" in head else b"\n\n")[0]
    match = _DATE.search(header)
    dates = [parse_date(match[1].decode("ascii", "replace")) if match else None, *fallbacks]
    return next((date for date in dates if date is not None and _OLDEST < date <= now), now)
