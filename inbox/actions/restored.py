"""Noticing that the database went back in time, before anything leaves twice (SECURITY.md R39, R40).

A restored dump, a promoted replica or a rolled-back snapshot may have forgotten sendings of its last minutes.
Two witnesses, looked at before every claim:

- the database says where it lives (cluster, timeline, the tables' own numbers) and has written down where it
  lived: a dump makes new tables, a fail-over a new timeline, another machine another cluster;
- it counts a beat every few seconds, and the data directory remembers the highest beat seen.

A desk that was switched off, for a night or a month, has both unchanged.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from helpdesk.core.ids import random_token
from helpdesk.core.models import DatabaseMark
from inbox.actions.hold import RESTORED, hold
from inbox.actions.locks import Work, wait_for_turn
from inbox.models import OutboundMail

logger = logging.getLogger(__name__)
_BEAT = timedelta(seconds=5)
# The timeline of the WAL being written is right at once after a promotion; pg_control_checkpoint() waits for the
# next checkpoint.
_IDENTITY = """
SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' ||
       left(pg_walfile_name(pg_current_wal_lsn()), 8)
"""
_PLACE = (
    "SELECT (SELECT oid FROM pg_database WHERE datname = current_database()), 'outbound_mail'::regclass::oid"
)


@dataclass(frozen=True, slots=True)
class _Remembered:
    desk: str
    beat: int


def hold_when_restored(now: datetime) -> bool:
    """Hold the outbox of the whole desk when the database is not where, or when, it was; True when it just was.

    `now` is the database's time. Costs a read; a write every five seconds.
    """
    remembered = _read()
    mark = DatabaseMark.objects.first()
    identity = _identity()
    if mark is not None and _is_as_it_was(mark, identity, remembered) and now - mark.seen_at < _BEAT:
        return False
    with transaction.atomic():
        wait_for_turn(Work.CLAIMING, 1)
        mark = DatabaseMark.objects.select_for_update().first()
        why = _what_changed(mark, identity, remembered)
        is_held = bool(why) and OutboundMail.objects.exists()
        if is_held:
            hold(None, actor=None, now=now, reason=RESTORED, detail=f"{why}; last sign of life {_last(mark)}")
        written = _write_down(mark, identity, remembered, now)
    _write(written)
    if is_held:
        logger.error(
            "the database went back in time (%s): the outbox is held until somebody releases it", why
        )
    return is_held


def _is_as_it_was(mark: DatabaseMark, identity: str, remembered: _Remembered | None) -> bool:
    return remembered is not None and not _what_changed(mark, identity, remembered)


def _what_changed(mark: DatabaseMark | None, identity: str, remembered: _Remembered | None) -> str:
    """Why this database is not the one that was here, in a few words; "" when it is."""
    if mark is None:
        # From before there were marks, or empty; the caller looks whether there is mail at all.
        return "the database has no mark" if remembered is not None else ""
    if mark.identity != identity:
        return "the database lives elsewhere than it did"
    if remembered is not None and remembered.desk == mark.desk and remembered.beat > mark.beat:
        return "the database is older than the data directory remembers"
    return ""


def _write_down(
    mark: DatabaseMark | None, identity: str, remembered: _Remembered | None, now: datetime
) -> _Remembered:
    """This is the state from now on: the same change is told once."""
    if mark is None:
        mark = DatabaseMark(desk=random_token(16), beat=0)
    if remembered is not None and remembered.desk == mark.desk:
        mark.beat = max(mark.beat, remembered.beat)
    mark.beat += 1
    mark.identity, mark.seen_at = identity, now
    mark.save()
    return _Remembered(mark.desk, mark.beat)


def _last(mark: DatabaseMark | None) -> str:
    return f"{mark.seen_at:%Y-%m-%d %H:%M} UTC" if mark else "unknown"


def _identity() -> str:
    """Cluster, timeline, database and table; the first two are left out where the server does not tell them."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE)
        place = "/".join(str(value) for value in cursor.fetchone())
        try:
            with transaction.atomic():
                cursor.execute(_IDENTITY)
                (cluster,) = cursor.fetchone()
        except DatabaseError:  # a managed server may forbid these functions
            return f"?/{place}"
    return f"{cluster}/{place}"


def _path() -> Path:
    return Path(settings.DATA_DIR) / "database-mark.json"


def _read() -> _Remembered | None:
    try:
        found = json.loads(_path().read_text(encoding="ascii"))
        return _Remembered(str(found["desk"]), int(found["beat"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write(remembered: _Remembered) -> None:
    """Atomically; without a directory that can be written to, the database's own witness remains."""
    path = _path()
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps({"desk": remembered.desk, "beat": remembered.beat}), encoding="ascii")
        draft.replace(path)
    except OSError as error:
        logger.warning("cannot remember the database's state in %s: %s", path, error)
