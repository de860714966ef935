"""Once per key: a repeated form returns the first result instead of acting again."""

from __future__ import annotations

from datetime import datetime

from helpdesk.core.models import IdempotencyKey


def claim(user_id: int, key: str, action: str, *, now: datetime) -> IdempotencyKey | None:
    """Reserve `key` inside the caller's transaction; None when it was used before (see `result_of`).

    The loser of a race blocks on the unique index until the winner commits, then sees the winner's row.
    """
    if not key:
        raise ValueError("a mutating form carries an idempotency key")
    row, is_new = IdempotencyKey.objects.get_or_create(
        user_id=user_id, key=key[:64], defaults={"action": action, "created_at": now}
    )
    return row if is_new else None


def result_of(user_id: int, key: str) -> int:
    """The id of what the first use of this key made."""
    found = IdempotencyKey.objects.values_list("object_id", flat=True).get(user_id=user_id, key=key[:64])
    assert found is not None, "a key is claimed and its object made in one transaction"
    return found
