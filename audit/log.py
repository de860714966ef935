"""Writing audit events: one insert, in the caller's transaction, without any lock (SECURITY.md 5.1)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping, Sequence

from audit.models import AuditEvent
from helpdesk.accounts.events import AccountEvent
from helpdesk.accounts.models import User
from helpdesk.core.bulk import copy_rows
from helpdesk.core.ids import derived_key


def record(
    action: str,
    *,
    actor: User | None,
    object_kind: str,
    object_id: int | None,
    mailbox_id: int | None = None,
    payload: Mapping[str, object] | None = None,
    actor_label: str = "",
    ip: str = "",
) -> None:
    """Record that `actor` (or the part of the desk named by `actor_label`) did `action` to one object.

    `payload` takes ids, codes, counts and states: names, addresses and texts stay out, so that erasing a
    customer leaves the log whole.
    """
    record_all(
        [
            AuditEvent(
                action=action,
                actor=actor,
                actor_label=actor_label,
                object_kind=object_kind,
                object_id=object_id,
                mailbox_id=mailbox_id,
                payload=dict(payload or {}),
                ip_hmac=_ip_hmac(ip),
            )
        ]
    )


def record_all(events: Sequence[AuditEvent]) -> None:
    """Record many events by one statement; see `record` for what they may hold."""
    copy_rows(events)


def record_account_event(event: AccountEvent) -> None:
    """The accounts' side of the log, which lies below this app and reaches it by event."""
    AuditEvent.objects.create(
        action=event.action,
        actor_id=event.actor_id,
        object_kind=event.object_kind,
        object_id=event.object_id,
        payload=event.payload,
        ip_hmac=_ip_hmac(event.ip),
    )


def _ip_hmac(ip: str) -> str:
    return hmac.new(derived_key("audit-ip"), ip.encode(), hashlib.sha256).hexdigest() if ip else ""
