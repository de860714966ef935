"""When a reply is to leave, as the composer's menu says it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import QueryDict

from helpdesk.accounts.models import User
from inbox.models import Ticket

_MORNING = 9


class NoSuchTime(Exception):
    """The form names no time that can be understood."""


def chosen_time(form: QueryDict, *, user: User, ticket: Ticket, now: datetime) -> datetime | None:
    """The instant meant by `send_later`: hour | mine | theirs | pick (with `send_at`, in the writer's zone).

    None for at once. A time typed into the field counts whichever button was pressed: sending too early cannot
    be taken back, sending too late can. Raises NoSuchTime.
    """
    wish, typed = form.get("send_later", ""), form.get("send_at", "")
    if wish == "hour":
        return now + timedelta(hours=1)
    if wish == "mine":
        return tomorrow_morning(now, zone(user.time_zone))
    if wish == "theirs":
        return tomorrow_morning(now, zone(ticket.customer.time_zone))
    if not wish and not typed:
        return None
    try:
        return datetime.fromisoformat(typed).replace(tzinfo=zone(user.time_zone)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise NoSuchTime from error


def tomorrow_morning(now: datetime, there: ZoneInfo) -> datetime:
    """Nine o'clock of the next day in that zone, whatever the clocks do in the night between (PEP 495)."""
    local = now.astimezone(there) + timedelta(days=1)
    return local.replace(hour=_MORNING, minute=0, second=0, microsecond=0).astimezone(UTC)


def zone(name: str) -> ZoneInfo:
    """The zone of this name, UTC for none and for one that is not known."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
