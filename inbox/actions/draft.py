"""Drafts, saved while their writer types."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from inbox.models import Draft, Message, OutboundState, Ticket

_MAX_CHARACTERS = 200_000
_IN_FLIGHT = timedelta(seconds=30)


def save_draft(ticket: Ticket, *, kind: str, body: str, actor: User, now: datetime) -> None:
    """Keep what the actor has written so far; an empty body removes the draft.

    A draft changes nothing a colleague or customer sees, so it leaves no trace in the audit log.
    """
    if kind not in ("reply", "note"):
        raise ValueError(_("A draft is a reply or a note."))
    mine = Draft.objects.filter(ticket=ticket, user=actor, kind=kind)
    if not body.strip() or _was_just_written(ticket, body, actor, now):
        mine.delete()
        return
    Draft.objects.update_or_create(
        ticket=ticket, user=actor, kind=kind, defaults={"body": body[:_MAX_CHARACTERS], "updated_at": now}
    )


def _was_just_written(ticket: Ticket, body: str, actor: User, now: datetime) -> bool:
    """Whether this is an autosave that was under way when its text was sent: it must not come back as a draft."""
    newest = (
        Message.objects.filter(ticket=ticket, author=actor, created_at__gt=now - _IN_FLIGHT)
        .exclude(outbound__state=OutboundState.CANCELLED)
        .order_by("-id")
        .first()
    )
    return newest is not None and newest.text.startswith(body.strip())
