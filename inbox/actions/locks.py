"""Locks of the database that die with the process that held them: for politeness, never for truth."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from enum import IntEnum

from django.db import DatabaseError, connection


class Work(IntEnum):
    """What one process at a time does for a mailbox."""

    POLLING = 7_301
    FILING = 7_302
    THREADING = 7_303
    IMPORTING = 7_310  # by import, not by mailbox
    CLAIMING = 7_304
    ANSWERING = 7_305


@contextlib.contextmanager
def one_worker(work: Work, mailbox_id: int) -> Iterator[bool]:
    """Whether this process is now the only one at this work; use outside a transaction.

    A session lock: kill -9 of the holder frees it at once, unlike a lease.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [int(work), mailbox_id])
        (is_ours,) = cursor.fetchone()
    try:
        yield bool(is_ours)
    finally:
        if is_ours:
            # A connection that broke has given its locks back already.
            with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [int(work), mailbox_id])


def wait_for_turn(work: Work, mailbox_id: int) -> None:
    """Wait until no other transaction is at this work for the mailbox; held until ours ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [int(work), mailbox_id])
