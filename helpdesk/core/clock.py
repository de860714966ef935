"""The one place where the shell asks for the time; everything below it gets `now` as an argument."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection


def utcnow() -> datetime:
    """This process's time, aware, UTC."""
    return datetime.now(UTC)


def database_now() -> datetime:
    """The database's time: due dates compare with it, so that a web host's wrong clock moves nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (now,) = cursor.fetchone()
    return now  # type: ignore[no-any-return]
