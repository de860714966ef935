"""Keyset pages: a cursor names the last row shown, so page 1,000 costs what page 1 costs."""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any

from django.db.models import F, Q


class BadCursor(ValueError):
    """The cursor was not made by us."""


def encode_cursor(value: datetime | int | None, row_id: int) -> str:
    """A cursor for the row with this sort value and id."""
    plain = value.isoformat() if isinstance(value, datetime) else value
    return base64.urlsafe_b64encode(json.dumps([plain, row_id]).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, *, instants: bool) -> tuple[datetime | int | None, int]:
    """The sort value and id in a cursor; BadCursor when it is not one of ours."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        value, row_id = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if value is not None:
            value = datetime.fromisoformat(value) if instants else int(value)
        return value, int(row_id)
    except (ValueError, TypeError) as error:
        raise BadCursor("This page link is not valid any more: open the list again.") from error


def after(field: str, value: Any, row_id: int, *, descending: bool) -> Q:
    """Rows behind (value, id) in the order `field, id`, both in the same direction; NULLs come last."""
    beyond = "lt" if descending else "gt"
    same = Q(**{field: value, f"id__{beyond}": row_id})
    if value is None:
        return Q(**{f"{field}__isnull": True, f"id__{beyond}": row_id})
    return Q(**{f"{field}__{beyond}": value}) | same | Q(**{f"{field}__isnull": True})


def ordering(field: str, *, descending: bool) -> list[Any]:
    """`order_by` arguments that match `after`."""
    if descending:
        return [F(field).desc(nulls_last=True), "-id"]
    return [F(field).asc(nulls_last=True), "id"]
