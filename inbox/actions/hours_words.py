"""Opening hours in a customer's language and time zone, with the zone named."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from importlib.resources import files
from itertools import groupby
from zoneinfo import ZoneInfo, available_timezones

from django.utils import translation
from django.utils.formats import date_format

from inbox.mail.hours import Hours, open_spans
from inbox.models import Customer, Store

_CLOSE_WRITTEN = ("ja", "ko", "zh-hans", "zh-hant")
_DJANGO_NAMES = {"no": "nb"}


def zone_of(customer: Customer, store: Store) -> ZoneInfo:
    """The customer's zone: what is known, else their country's where it has only one, else the store's."""
    for name in (customer.time_zone, _zones_by_country().get(customer.country.upper(), ""), store.time_zone):
        if name in available_timezones():
            return ZoneInfo(name)
    return ZoneInfo("UTC")


def opening_words(at: datetime, zone: ZoneInfo, language: str) -> str:
    """An instant: "Monday, 23 November 2026, 09:00 (Berlin, UTC+1)", as the language writes it."""
    local = at.astimezone(zone)
    with _speaking(language):
        parts = (date_format(local, "l"), date_format(local.date()), _time(local))
    if language in _CLOSE_WRITTEN:
        return f"{parts[1]} {parts[0]} {parts[2]} ({_zone_name(local)})"
    return f"{parts[0]}, {parts[1]}, {parts[2]} ({_zone_name(local)})"


def week_words(hours: Hours, at: datetime, zone: ZoneInfo, language: str) -> str:
    """The hours of the seven days from an instant's date on: "Monday–Friday 09:00–17:00 (Berlin, UTC+1)"."""
    first = at.astimezone(zone).date()
    week = [first + timedelta(days=n) for n in range(-first.weekday() % 7, -first.weekday() % 7 + 7)]
    start = datetime.combine(week[0], datetime.min.time(), zone).astimezone(UTC)
    with _speaking(language):
        by_day = _by_day(hours, start, zone)
        runs = groupby(week, key=lambda day: by_day.get(day, ""))
        words = [f"{_run(list(days))} {spans}" for spans, days in runs if spans]
    return f"{', '.join(words)} ({_zone_name(start.astimezone(zone))})" if words else ""


def _by_day(hours: Hours, start: datetime, zone: ZoneInfo) -> Mapping[date, str]:
    """The spans that begin on each date of the zone's own week, the store's holidays left out of the picture."""
    usual = Hours(hours.zone, hours.weekly)
    found: dict[date, list[str]] = {}
    for begin, end in open_spans(usual, start - timedelta(days=1), start + timedelta(days=8)):
        opens, closes = begin.astimezone(zone), end.astimezone(zone)
        found.setdefault(opens.date(), []).append(f"{_time(opens)}–{_time(closes)}")
    return {day: ", ".join(spans) for day, spans in found.items()}


def _run(days: list[date]) -> str:
    names = [date_format(day, "l") for day in (days[0], days[-1])]
    return names[0] if len(days) == 1 else f"{names[0]}–{names[1]}"


def _time(at: datetime) -> str:
    return date_format(at, "TIME_FORMAT")


def _zone_name(local: datetime) -> str:
    """The zone's city and its distance from UTC, which is the same in every language."""
    assert isinstance(local.tzinfo, ZoneInfo)
    city = (local.tzinfo.key or "UTC").rpartition("/")[2].replace("_", " ")
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    if city == "UTC" or not minutes:
        return city if city == "UTC" else f"{city}, UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"{city}, UTC{'+' if minutes > 0 else '−'}{hours}{f':{rest:02}' if rest else ''}"


def _speaking(language: str) -> translation.override:
    return translation.override(_DJANGO_NAMES.get(language, language))


@cache
def _zones_by_country() -> dict[str, str]:
    """Countries with one zone, from the time zone database's own table."""
    zones: dict[str, list[str]] = {}
    for line in files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            country, _place, zone = line.split("\t")[:3]
            zones.setdefault(country, []).append(zone)
    return {country: names[0] for country, names in zones.items() if len(names) == 1}
