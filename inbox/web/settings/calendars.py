"""Opening hours: the list, adding a calendar, changing and removing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import refuse, settings_page
from inbox.actions.calendars import delete_calendar, save_calendar
from inbox.models import Calendar
from inbox.web.settings.calendar_forms import CalendarForm, ExceptionForms, details_of, initial_of

_LIST = "/settings/calendars"


@require_safe
@admin_only
def calendars(request: SignedInRequest) -> HttpResponse:
    """All calendars."""
    rows = tuple(
        (
            f"{_LIST}/{one.pk}",
            (one.name, one.time_zone.replace("_", " "), _special_dates(len(one.exceptions))),
        )
        for one in Calendar.objects.order_by("name")
    )
    context = {
        "page_title": _("Opening hours"),
        "page_help": _(
            "Calendars with the hours that automatic answers tell, in the customer's own time zone."
        ),
        "columns": (_("Name"), _("Time zone"), _("Special dates")),
        "rows": rows,
        "new_url": f"{_LIST}/new",
        "new_label": _("Add a calendar"),
        "empty_title": _("No calendar yet"),
        "empty_help": _("Out-of-hours and holiday answers need one."),
    }
    return settings_page(request, "settings/list.html", "calendars", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def calendar_new(request: SignedInRequest) -> HttpResponse:
    """Add a calendar."""
    return _form(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def calendar(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """Change a calendar."""
    return _form(request, get_object_or_404(Calendar, pk=calendar_id))


@require_POST
@admin_only
def calendar_removal(request: SignedInRequest, calendar_id: int) -> HttpResponse:
    """Remove a calendar that nothing uses."""
    found = get_object_or_404(Calendar, pk=calendar_id)
    try:
        delete_calendar(found, actor=request.user, ip=client_ip(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(f"{_LIST}/{calendar_id}")
    messages.success(request, _("Removed."))
    return redirect(_LIST)


def _form(request: SignedInRequest, found: Calendar | None) -> HttpResponse:
    form, dates = _bound(request) if request.method == "POST" else _unbound(found)
    if form.is_bound and form.is_valid() and dates.is_valid():
        try:
            save_calendar(found, details_of(form, dates), actor=request.user, ip=client_ip(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(_LIST)
    context = {
        "page_title": found.name if found else _("Add a calendar"),
        "back_url": _LIST,
        "back_label": _("Opening hours"),
        "form": form,
        "dates": dates,
        "removal_url": f"{_LIST}/{found.pk}/removal" if found else "",
    }
    status = 422 if form.is_bound else 200
    return settings_page(request, "inbox/calendar.html", "calendars", context, status=status)


def _bound(request: SignedInRequest) -> tuple[CalendarForm, Any]:
    return CalendarForm(request.POST), ExceptionForms(
        request.POST
        if "form-TOTAL_FORMS" in request.POST
        else {"form-TOTAL_FORMS": 0, "form-INITIAL_FORMS": 0}
    )


def _unbound(found: Calendar | None) -> tuple[CalendarForm, Any]:
    week, dates = initial_of(found) if found else ({f"day_{day}": "09:00–17:00" for day in range(5)}, [])
    return CalendarForm(initial=week), ExceptionForms(initial=dates)


def _special_dates(count: int) -> str:
    return ngettext("%(num)d date", "%(num)d dates", count) % {"num": count} if count else "–"
