"""A calendar as an admin fills it in: hours as text, one line for each weekday, one row for each special date."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from helpdesk.web.settings_pages import model_field, time_zone_choices
from inbox.actions.calendars import CalendarDetails
from inbox.mail.hours import read_interval
from inbox.models import Calendar

_SPAN = re.compile(r"^\s*(\d{1,2}:\d\d)\s*[-–—~]\s*(\d{1,2}:\d\d)\s*$")


class IntervalsField(forms.CharField):
    """Hours of a day as people write them: "09:00–12:30, 13:30–17:00"; empty for closed."""

    def __init__(self, **options: Any) -> None:
        options = {"required": False, "max_length": 200, **options}
        super().__init__(
            widget=forms.TextInput(attrs={"placeholder": _("closed"), "inputmode": "text"}), **options
        )

    def clean(self, value: Any) -> Any:
        found = []
        for span in re.split(r"[,;、，]", super().clean(value)):
            if not span.strip():
                continue
            match = _SPAN.match(span)
            try:
                if match is None:
                    raise ValueError(span)
                read_interval(match[1], match[2])
            except ValueError as error:
                raise ValidationError(
                    _("“%(span)s” are no hours. Write them as 09:00–17:30, several with commas.")
                    % {"span": span.strip()}
                ) from error
            found.append([match[1].rjust(5, "0"), match[2].rjust(5, "0")])
        return found


class CalendarForm(forms.Form):
    """Name, zone and the week."""

    name = model_field(Calendar, "name")
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices, initial="UTC")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for day, label in WEEKDAYS.items():
            self.fields[f"day_{day}"] = IntervalsField(label=label)

    @property
    def days(self) -> list[Any]:
        return [self[f"day_{day}"] for day in range(7)]

    def weekly(self) -> list[list[int | str]]:
        return [[day, *span] for day in range(7) for span in self.cleaned_data[f"day_{day}"]]


class ExceptionForm(forms.Form):
    """One special date; a row without a date is none."""

    date = forms.DateField(
        label=_("Date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    name = forms.CharField(label=_("Name"), required=False, max_length=80)
    hours = IntervalsField(label=_("Hours"))

    def clean(self) -> dict[str, Any]:
        if not self.cleaned_data.get("date") and (
            self.cleaned_data.get("name") or self.cleaned_data.get("hours")
        ):
            self.add_error("date", _("Choose the date."))
        return self.cleaned_data


ExceptionForms = forms.formset_factory(ExceptionForm, extra=3, max_num=400)


def details_of(form: CalendarForm, dates: Any) -> CalendarDetails:
    """What the valid forms say."""
    exceptions: list[dict[str, object]] = [
        {"date": one["date"].isoformat(), "name": one["name"].strip(), "intervals": one["hours"]}
        for one in (row.cleaned_data for row in dates)
        if one.get("date")
    ]
    exceptions.sort(key=lambda one: str(one["date"]))
    return CalendarDetails(
        form.cleaned_data["name"], form.cleaned_data["time_zone"], form.weekly(), exceptions
    )


def initial_of(calendar: Calendar) -> tuple[dict[str, str], list[dict[str, str]]]:
    """A saved calendar's values for both forms."""
    week = {f"day_{day}": _written([one[1:] for one in calendar.weekly if one[0] == day]) for day in range(7)}
    dates = [
        {"date": one["date"], "name": one.get("name", ""), "hours": _written(one.get("intervals", []))}
        for one in calendar.exceptions
    ]
    return {"name": calendar.name, "time_zone": calendar.time_zone, **week}, dates


def _written(spans: list[list[str]]) -> str:
    return ", ".join(f"{opens}–{closes}" for opens, closes in spans)
