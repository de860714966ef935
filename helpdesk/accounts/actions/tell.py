"""What every change of people and rights has in common: its audit event, and the open streams told."""

from __future__ import annotations

from django.db import transaction

from helpdesk.accounts.events import AccountEvent
from helpdesk.accounts.models import User
from helpdesk.core.events import publish
from helpdesk.core.live import LiveFact, announce


def tell(
    action: str,
    *,
    actor: User | None,
    kind: str,
    object_id: int | None,
    payload: dict[str, object] | None = None,
    ip: str = "",
) -> None:
    """Publish the change inside the caller's transaction. `payload`: ids and codes only."""
    actor_id = actor.pk if actor else None
    publish(AccountEvent(action, actor_id, kind, object_id, payload or {}, ip))


def tell_access_changed(user_id: int, mailbox_id: int = 0) -> None:
    """On commit, make the person's open live streams read their rights again (SECURITY.md E3)."""
    transaction.on_commit(lambda: announce(LiveFact(kind="access", mailbox=mailbox_id, user=user_id)))
