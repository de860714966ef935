"""Times, sizes and counts as people read them. Pure: `now` is passed in, the zone is Django's current one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from markupsafe import Markup, escape

MINUTE, HOUR, DAY = 60, 3600, 86400
# Linear: no nested quantifiers. Trailing punctuation is given back to the sentence below.
URL = re.compile(r"https?://[^\s<>\"'`]{3,1000}")


@dataclass(frozen=True, slots=True)
class Due:
    """The one clock of a row. `state`: far | soon | over | paused | met; `seconds` left, negative when over."""

    state: str
    seconds: int


def ago(at: datetime, now: datetime) -> str:
    """Return the age of `at` in the shortest form: "now", "2m", "3h", "4d", then the day."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < MINUTE:
        return pgettext("age", "now")
    if seconds < 7 * DAY:
        return short_span(seconds)
    return day(at, now)


def ago_words(at: datetime, now: datetime) -> str:
    """Return the same age for a sentence: "2 minutes ago"."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < MINUTE:
        return _("just now")
    if seconds >= DAY:
        count = seconds // DAY
        return ngettext("%(count)s day ago", "%(count)s days ago", count) % {"count": count}
    if seconds >= HOUR:
        count = seconds // HOUR
        return ngettext("%(count)s hour ago", "%(count)s hours ago", count) % {"count": count}
    count = seconds // MINUTE
    return ngettext("%(count)s minute ago", "%(count)s minutes ago", count) % {"count": count}


def short_span(seconds: int) -> str:
    """Return a span as one number and a letter: 95 -> "1m", 7300 -> "2h"."""
    seconds = abs(seconds)
    if seconds >= DAY:
        return pgettext("span", "%(count)sd") % {"count": seconds // DAY}
    if seconds >= HOUR:
        return pgettext("span", "%(count)sh") % {"count": seconds // HOUR}
    return pgettext("span", "%(count)sm") % {"count": seconds // MINUTE}


def day(at: datetime, now: datetime) -> str:
    """Return "Nov 12", with the year when it is another one."""
    local = timezone.localtime(at)
    if local.year == timezone.localtime(now).year:
        return dateformat.format(local, pgettext("date format", "M j"))
    return dateformat.format(local, pgettext("date format", "M j, Y"))


def clock(at: datetime) -> str:
    """Return the time of day in the current zone, "09:41"."""
    return dateformat.format(timezone.localtime(at), "H:i")


def moment(at: datetime) -> str:
    """Return day and time in full, for titles and system events."""
    return dateformat.format(timezone.localtime(at), pgettext("date format", "M j, Y, H:i"))


def soon(at: datetime, now: datetime) -> str:
    """Return an instant to come: "09:00" today, else "Nov 12, 09:00"."""
    if timezone.localtime(at).date() == timezone.localtime(now).date():
        return clock(at)
    return f"{day(at, now)}, {clock(at)}"


def iso(at: datetime) -> str:
    """Return the instant for a `datetime` attribute, UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def due(due_at: datetime | None, sla_state: str, now: datetime) -> Due | None:
    """Return what the chip shows, or None for a ticket without a target (UI.md, "SLA chip behaviour")."""
    if sla_state == "paused":
        return Due("paused", 0)
    if sla_state == "met":
        return Due("met", 0)
    if due_at is None:
        return None
    seconds = int((due_at - now).total_seconds())
    if seconds < 0:
        return Due("over", seconds)
    return Due("soon" if seconds <= 30 * MINUTE else "far", seconds)


def filesize(size: int) -> str:
    """Return bytes as "812 B", "14 kB", "2.3 MB" (decimal units, as file managers show them)."""
    if size < 1000:
        return f"{size} B"
    if size < 1_000_000:
        return f"{round(size / 1000)} kB"
    return f"{size / 1_000_000:.1f} MB"


def capped(count: int) -> str:
    """Return a navigation count: nothing for 0, "99+" from 100."""
    return "" if count == 0 else "99+" if count > 99 else str(count)


def linkify(text: str) -> Markup:
    """Return plain text as HTML: escaped first, then http(s) addresses become links (SECURITY.md 4.4)."""
    parts: list[Markup] = []
    end = 0
    for match in URL.finditer(text):
        url = match.group().rstrip(".,;:!?)]}、。，！？）」』")
        parts.append(escape(text[end : match.start()]))
        parts.append(
            Markup('<a href="{0}" target="_blank" rel="noopener noreferrer nofollow">{0}</a>').format(url)
        )
        end = match.start() + len(url)
    parts.append(escape(text[end:]))
    return Markup("").join(parts)
