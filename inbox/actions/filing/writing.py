"""The rows of a batch into the database, each kind by one statement."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from inbox.actions.filing.item import Item
from inbox.models import Ticket

_LEDGER = """
UPDATE inbound_mail SET state = done.state, reason = done.reason, duplicate_of_id = done.duplicate_of,
       message_id = done.message_id, filed_at = %(now)s
  FROM unnest(%(id)s::bigint[], %(state)s::text[], %(reason)s::text[], %(duplicate_of)s::bigint[],
              %(message_id)s::text[]) AS done(id, state, reason, duplicate_of, message_id)
 WHERE inbound_mail.id = done.id
"""
_TICKET_COLUMNS = (
    ("message_count", "int"),
    ("last_message_id", "bigint"),
    ("last_inbound_id", "bigint"),
    ("preview", "text"),
    ("preview_is_ours", "bool"),
    ("has_attachments", "bool"),
    ("last_activity_at", "timestamptz"),
    ("waiting_since", "timestamptz"),
    ("snoozed_until", "timestamptz"),
    ("status", "text"),
    ("language", "text"),
    ("resolved_at", "timestamptz"),
    ("version", "int"),
)
_TICKETS = f"""
UPDATE ticket SET {", ".join(f"{name} = changed.{name}" for name, _type in _TICKET_COLUMNS)}
  FROM unnest(%(id)s::bigint[], {", ".join(f"%({name})s::{kind}[]" for name, kind in _TICKET_COLUMNS)})
       AS changed(id, {", ".join(name for name, _type in _TICKET_COLUMNS)})
 WHERE ticket.id = changed.id
"""  # noqa: S608 - made of the constants above


def next_ids(table: str, count: int) -> list[int]:
    """`count` fresh primary keys of a table, ascending."""
    if not count:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
        )
        return sorted(row[0] for row in cursor.fetchall())


def update_tickets(tickets: Sequence[Ticket]) -> None:
    """Write what filing changes about tickets that were there before."""
    if not tickets:
        return
    values: dict[str, Any] = {"id": [one.pk for one in tickets]}
    for name, _type in _TICKET_COLUMNS:
        values[name] = [getattr(one, name) for one in tickets]
    values["status"] = [str(one.status) for one in tickets]
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, values)


def end_ledger_rows(items: Sequence[Item], now: datetime) -> None:
    """Give every ledger row of the batch its final state."""
    values: dict[str, Any] = {
        "now": now,
        "id": [one.inbound.pk for one in items],
        "state": [str(one.state) for one in items],
        "reason": [one.reason[:300] for one in items],
        "duplicate_of": [one.duplicate_of for one in items],
        "message_id": [one.reading.mail.message_id[:900] for one in items],
    }
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER, values)
    for one in items:
        one.inbound.state, one.inbound.reason, one.inbound.filed_at = one.state, one.reason, now
        one.inbound.duplicate_of_id = one.duplicate_of
        one.inbound.message_id = one.reading.mail.message_id[:900]
