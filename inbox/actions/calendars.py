"""Adding, changing and removing calendars of opening hours."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.mail.hours import read_hours
from inbox.models import AutoReply, Calendar


@dataclass(frozen=True, slots=True)
class CalendarDetails:
    """What an admin sets, in the shape of the columns of `Calendar`."""

    name: str
    time_zone: str
    weekly: list[list[int | str]]
    exceptions: list[dict[str, object]]


@transaction.atomic
def save_calendar(
    calendar: Calendar | None, details: CalendarDetails, *, actor: User | None, ip: str = ""
) -> Calendar:
    """Add a calendar (None) or change one. Raises Refused when its name is taken or its hours cannot be read."""
    name = details.name.strip()
    if Calendar.objects.filter(name=name).exclude(pk=(calendar.pk or 0) if calendar else 0).exists():
        raise Refused(_("Another calendar has this name. Choose another one."), field="name")
    try:
        read_hours(details.time_zone, details.weekly, details.exceptions)
    except ValueError as error:
        raise Refused(
            _("“%(piece)s” cannot be read as hours.") % {"piece": str(error)[:60]}, field=""
        ) from error
    row = calendar or Calendar()
    for column, value in {**asdict(details), "name": name}.items():
        setattr(row, column, value)
    row.save()
    action = "calendar.updated" if calendar else "calendar.created"
    record(action, actor=actor, object_kind="calendar", object_id=row.pk, ip=ip)
    return row


@transaction.atomic
def delete_calendar(calendar: Calendar, *, actor: User | None, ip: str = "") -> None:
    """Remove a calendar. Raises Refused while an automatic answer tells its hours."""
    if AutoReply.objects.filter(calendar=calendar).exists():
        raise Refused(_("Automatic answers use this calendar. Choose another one there first."), field="")
    record("calendar.deleted", actor=actor, object_kind="calendar", object_id=calendar.pk, ip=ip)
    calendar.delete()
