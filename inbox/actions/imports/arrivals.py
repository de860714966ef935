"""What a source hands out for entries of the list: bytes, or the reason why there are none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from inbox.actions.imports.listing import Entry
from inbox.models import InboundState


class SourceProblem(Exception):
    """The source cannot be read (any more): one sentence with the remedy, for the import's page."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One entry with its ledger key. `raw` is None when only the row is kept, with `state` and `reason`.

    `is_skipped`: the person did not choose it (Spam and Trash of a Takeout); it gets no ledger row.
    """

    entry: Entry
    folder: str
    uidvalidity: int
    uid: int
    arrived: datetime
    raw: bytes | None
    state: str = InboundState.FETCHED
    reason: str = ""
    is_skipped: bool = False


def too_large(size: int, limit: int) -> str:
    """Why a mail waits in quarantine with nothing but its header."""
    megabyte = 1024 * 1024
    return f"Larger than {limit // megabyte} MB ({size // megabyte} MB): only its header was taken."
