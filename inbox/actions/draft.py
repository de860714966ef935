"""Drafts, saved while their writer types."""

from __future__ import annotations

from datetime import datetime

from helpdesk.accounts.models import User
from inbox.models import Draft, Ticket

_MAX_CHARACTERS = 200_000


def save_draft(ticket: Ticket, *, kind: str, body: str, actor: User, now: datetime) -> None:
    """Keep what the actor has written so far; an empty body removes the draft.

    A draft changes nothing a colleague or customer sees, so it leaves no trace in the audit log.
    """
    if kind not in ("reply", "note"):
        raise ValueError("A draft is a reply or a note.")
    mine = Draft.objects.filter(ticket=ticket, user=actor, kind=kind)
    if not body.strip():
        mine.delete()
        return
    Draft.objects.update_or_create(
        ticket=ticket, user=actor, kind=kind, defaults={"body": body[:_MAX_CHARACTERS], "updated_at": now}
    )
