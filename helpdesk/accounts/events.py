"""What happens to people and rights, told to higher layers (the audit log, the live streams)."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class AccountEvent:
    """`action` as in `user.created`; `payload` holds ids and codes, never names or addresses."""

    action: str
    actor_id: int | None
    object_kind: str
    object_id: int | None
    payload: dict[str, object] = field(default_factory=dict)
    ip: str = ""
