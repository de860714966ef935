"""Counting tries, atomically and before the check they belong to (SECURITY.md D2, D3)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection


def count_try(key: str, *, now: datetime, window: timedelta) -> int:
    """Add one try under `key` and return how many fell into the current window, this one included.

    One statement, so that fifty parallel requests get fifty different numbers.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO throttle_counter (key, count, window_started_at) VALUES (%(key)s, 1, %(now)s)
            ON CONFLICT (key) DO UPDATE SET
              count = CASE WHEN throttle_counter.window_started_at < %(start)s THEN 1
                           ELSE throttle_counter.count + 1 END,
              window_started_at = CASE WHEN throttle_counter.window_started_at < %(start)s THEN %(now)s
                           ELSE throttle_counter.window_started_at END
            RETURNING count
            """,
            {"key": key[:160], "now": now, "start": now - window},
        )
        (count,) = cursor.fetchone()
    return int(count)


def forget_tries(key: str) -> None:
    """Drop one key's count, and no other's: a good login never clears somebody else's."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM throttle_counter WHERE key = %s", [key[:160]])
