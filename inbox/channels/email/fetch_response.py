"""Reading what imaplib makes of FETCH answers (RFC 3501, 7.4.2), whatever else stands between them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

_START = re.compile(rb"\s*\d+ \(")
_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)", re.IGNORECASE)
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"', re.IGNORECASE)
_LITERAL = re.compile(rb"BODY\[[^\]]*\](?:<\d+>)? ?\{\d+\+?\}\s*$", re.IGNORECASE)
_QUOTED = re.compile(rb'BODY\[[^\]]*\](?:<\d+>)? "((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: number for number, name in enumerate(_MONTH_NAMES, 1)}
_INTERNALDATE = re.compile(r"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d)")

# imaplib gives (line up to the literal, literal) for items with one, and bare bytes for the rest.
Item = bytes | tuple[bytes, bytes] | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """One message of a FETCH answer; `body` is None when the server gave none (NIL)."""

    uid: int
    size: int
    internal_date: datetime | None
    body: bytes | None


def read_fetch(items: Iterable[Item]) -> Iterator[Fetched]:
    """Messages of an answer, in its order; lines without a UID (unsolicited flag changes) are left out."""
    for meta, body in _grouped(items):
        uid = _UID.search(meta)
        if uid is None:
            continue
        size, date = _SIZE.search(meta), _DATE.search(meta)
        if body is None and (quoted := _QUOTED.search(meta)):
            body = re.sub(rb"\\(.)", rb"\1", quoted[1])
        yield Fetched(
            int(uid[1]), int(size[1]) if size else 0, _internal_date(date[1]) if date else None, body
        )


def _grouped(items: Iterable[Item]) -> Iterator[tuple[bytes, bytes | None]]:
    """Per message: its lines without the literal, and the literal.

    A literal of the wrong length swallows the closing bracket, or the beginning of the next message: then the
    bytes are somebody else's, and none are given. The mail is asked for again, alone.
    """
    meta, bodies, is_open = b"", list[bytes](), False
    for item in items:
        line, literal = item if isinstance(item, tuple) else (item or b"", None)
        if _START.match(line):
            if is_open:
                yield meta, _only_body(meta, bodies)
            meta, bodies, is_open = b"", [], True
        if not is_open:
            continue
        meta += b" " + line
        if literal is not None and _LITERAL.search(line):
            bodies.append(literal)
    if is_open:
        yield meta, _only_body(meta, bodies)


def _only_body(meta: bytes, bodies: Sequence[bytes]) -> bytes | None:
    is_whole = len(bodies) == 1 and meta.rstrip().endswith(b")")
    return bodies[0] if is_whole else None


def _internal_date(value: bytes) -> datetime | None:
    """RFC 3501 date-time as UTC; None for what is not one (then the fetch's own time stands in)."""
    match = _INTERNALDATE.match(value.decode("ascii", "replace"))
    if not match:
        return None
    day, month, year, hour, minute, second, zone_hours, zone_minutes = match.groups()
    try:
        local = datetime.fromisoformat(
            f"{year}-{_MONTHS[month.lower()]:02}-{int(day):02}T{hour}:{minute}:{second}{zone_hours}:{zone_minutes}"
        )
        return local.astimezone(UTC)
    except (ValueError, KeyError, OverflowError):
        return None
