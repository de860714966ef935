"""What every page gets: its viewer, and nothing that costs a query."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import translation

from helpdesk.accounts.models import Role, User
from helpdesk.core.clock import utcnow
from inbox.queries.alarms import AlarmRow, open_alarms
from inbox.queries.outbox import HoldRow, holds


@dataclass(frozen=True, slots=True)
class Viewer:
    """The person in front of the screen; `theme` is light, dark or auto."""

    id: int
    username: str
    name: str
    initials: str
    role: str
    theme: str
    language: str
    time_zone: str


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor of all templates."""
    user = getattr(request, "user", None)
    viewer = _viewer(user) if isinstance(user, User) else None
    return {
        "viewer": viewer,
        "outbox_holds": _outbox_holds(viewer),
        "mailbox_alarms": _mailbox_alarms(request),
        "language_code": translation.get_language() or "en",
        "now": utcnow(),
    }


def _outbox_holds(viewer: Viewer | None) -> Callable[[], tuple[HoldRow, ...]]:
    """Asked for by whole pages only, and only an admin's: a query where somebody can act on the answer."""
    is_admin = viewer is not None and viewer.role == Role.ADMIN
    return lambda: holds(utcnow())[:1] if is_admin else ()


def _mailbox_alarms(request: HttpRequest) -> Callable[[], tuple[AlarmRow, ...]]:
    """Asked for by whole pages only; a query where the person manages a mailbox."""
    access = getattr(request, "access", None)
    return lambda: open_alarms(access) if access is not None else ()


def _viewer(user: User) -> Viewer:
    return Viewer(
        id=user.pk,
        username=user.username,
        name=user.name,
        initials=user.initials,
        role=user.role,
        theme=user.theme,
        language=user.language,
        time_zone=user.time_zone,
    )
