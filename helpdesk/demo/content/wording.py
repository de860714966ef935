"""Dates, amounts and names as each language writes them in a mail."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

_WEEKDAYS = {
    "en": "on Monday|on Tuesday|on Wednesday|on Thursday|on Friday",
    "de": "am Montag|am Dienstag|am Mittwoch|am Donnerstag|am Freitag",
    "fr": "lundi|mardi|mercredi|jeudi|vendredi",
    "es": "el lunes|el martes|el miércoles|el jueves|el viernes",
    "ja": "月|火|水|木|金",
    "zh": "一|二|三|四|五",
}
_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_ZONES = {
    "US": "America/Los_Angeles",
    "GB": "Europe/London",
    "DE": "Europe/Berlin",
    "AT": "Europe/Vienna",
    "CH": "Europe/Zurich",
    "FR": "Europe/Paris",
    "BE": "Europe/Brussels",
    "ES": "Europe/Madrid",
    "MX": "America/Mexico_City",
    "JP": "Asia/Tokyo",
    "CN": "Asia/Shanghai",
    "TW": "Asia/Taipei",
}
_AGENT_NAMES = {("chen", "ja"): "チェン", ("chen", "zh-Hans"): "小陈", ("chen", "zh-Hant"): "小陳"}


def zone_name(country: str) -> str:
    """The IANA zone most of a country's customers live in."""
    return _ZONES.get(country, "UTC")


def zone(country: str) -> ZoneInfo:
    """The same as a zone object."""
    return ZoneInfo(zone_name(country))


def base_language(language: str) -> str:
    """`zh-Hant` is `zh`."""
    return language.partition("-")[0]


def agent_signature(username: str, first: str, language: str) -> str:
    """How an agent signs to customers of a language."""
    return _AGENT_NAMES.get((username, language), first)


def amount(value: Decimal, currency: str, language: str) -> str:
    """`$1,249.00`, `249,00 €`: dollars in the shop's own form, euros in the reader's."""
    if currency == "USD":
        return f"${value:,.2f}"
    if base_language(language) in {"de", "fr", "es"}:
        return f"{value:.2f}".replace(".", ",") + " €"
    return f"€{value:,.2f}"


def day(on: date, language: str, country: str) -> str:
    """A day and month without the year."""
    base = base_language(language)
    if base in {"ja", "zh"}:
        return f"{on.month}月{on.day}日"
    month = _MONTHS[base].split()[on.month - 1]
    if base == "en":
        return f"{month} {on.day}" if country == "US" else f"{on.day} {month}"
    return {"de": f"{on.day}. {month}", "fr": f"{on.day} {month}", "es": f"{on.day} de {month}"}[base]


def next_delivery(after: datetime, language: str, country: str) -> str:
    """Two working days on, with its preposition: `on Thursday`, `12日（木）`."""
    on, left = after.astimezone(zone(country)).date(), 2
    while left:
        on += timedelta(days=1)
        left -= on.weekday() < 5
    base = base_language(language)
    if base == "ja":
        return f"{on.day}日（{_WEEKDAYS['ja'].split('|')[on.weekday()]}）"
    if base == "zh":
        sign, week = ("號", "週") if language == "zh-Hant" else ("号", "周")
        return f"{on.day}{sign}（{week}{_WEEKDAYS['zh'].split('|')[on.weekday()]}）"
    return _WEEKDAYS[base].split("|")[on.weekday()]
