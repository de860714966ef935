"""From listed UIDs to ledger entries: the bytes of each mail, or the reason why there are none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings

from inbox.actions.ledger import Arrival
from inbox.channels.email.fetch_response import Fetched
from inbox.channels.email.imap import ImapConnection, MessageRefused
from inbox.models import InboundState

_BATCH_MESSAGES = 50
_BATCH_BYTES = 8 * 1024 * 1024
_TRIES = 3
GONE = "removed from the server by somebody else"
WITHHELD = "The server lists this mail but does not hand it out."


def batches(listed: Sequence[Fetched]) -> Iterator[list[Fetched]]:
    """Few messages and few bytes at a time: memory stays small and a crash repeats little."""
    batch: list[Fetched] = []
    size = 0
    for one in listed:
        if batch and (len(batch) == _BATCH_MESSAGES or size + one.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def fetch_arrivals(connection: ImapConnection, batch: Sequence[Fetched], now: datetime) -> list[Arrival]:
    """A ledger entry for every listed message: its bytes, or why there are none. Sets no flag."""
    wanted = [one.uid for one in batch if one.size <= settings.MAX_MAIL_BYTES]
    try:
        bodies = connection.fetch_bodies(wanted) if wanted else {}
    except MessageRefused:
        bodies = {}  # one of them is refused; below each is asked for alone
    return [
        _arrival(one, bodies[one.uid].body, now) if one.uid in bodies else _alone(connection, one, now)
        for one in batch
    ]


def too_large(size: int) -> str:
    """The sentence for a mail of that many bytes, over the limit."""
    limit = settings.MAX_MAIL_BYTES // (1024 * 1024)
    return f"Larger than {limit} MB ({size // (1024 * 1024)} MB): only its header was fetched."


def _alone(connection: ImapConnection, listed: Fetched, now: datetime) -> Arrival:
    if listed.size > settings.MAX_MAIL_BYTES:
        return _oversized(connection, listed, now)
    for _try in range(_TRIES):
        try:
            found = connection.fetch_bodies([listed.uid])
        except MessageRefused:
            continue
        if listed.uid in found:
            return _arrival(listed, found[listed.uid].body, now)
        if not connection.list_only([listed.uid]):
            return _arrival(listed, None, now, InboundState.VANISHED, GONE)
    return _arrival(listed, None, now, InboundState.QUARANTINED, WITHHELD)


def _oversized(connection: ImapConnection, listed: Fetched, now: datetime) -> Arrival:
    """Keep the header as the raw mail, so that a person sees whose mail waits on the server."""
    try:
        header = connection.fetch_headers([listed.uid]).get(listed.uid)
    except MessageRefused:
        header = None
    raw = header.body if header else None
    return _arrival(listed, raw, now, InboundState.QUARANTINED, too_large(listed.size))


def _arrival(
    listed: Fetched, raw: bytes | None, now: datetime, state: str = InboundState.FETCHED, reason: str = ""
) -> Arrival:
    # A server clock that runs ahead must not bring mail from the future to the top of every list.
    arrived = min(listed.internal_date or now, now)
    return Arrival(listed.uid, arrived, raw, listed.size, state, reason)
