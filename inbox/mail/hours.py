"""Opening hours: weekly intervals and dated exceptions in one time zone (SECURITY.md 3.3). Pure.

An interval belongs to the local date on which it begins, also where it ends after midnight. Its edges become
UTC each by itself: an edge in a gap of the clock moves forward, of a doubled hour the earlier one opens and the
later one closes. So a day of 23 or 25 hours is as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

DAY_MINUTES = 24 * 60
LOOKED_AHEAD = timedelta(days=2 * 366)
Interval = tuple[int, int]  # minutes since local midnight; the end may be beyond 1440


@dataclass(frozen=True, slots=True)
class Exceptional:
    """A date whose hours differ: none (a holiday), others, or some on a day that is closed else."""

    name: str
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours. `weekly`: intervals of Monday to Sunday."""

    zone: ZoneInfo
    weekly: tuple[tuple[Interval, ...], ...]
    exceptions: Mapping[date, Exceptional] = field(default_factory=dict)


def read_hours(
    time_zone: str, weekly: Sequence[Sequence[object]], exceptions: Sequence[Mapping[str, object]]
) -> Hours:
    """Hours as the calendar's columns hold them: [[0, "09:00", "17:30"], ...] and
    [{"date": "2026-12-25", "name": "Christmas", "intervals": [["10:00", "14:00"]]}, ...].

    ValueError, its words being the piece that cannot be read, for anything else.
    """
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(time_zone) from error
    days: list[list[Interval]] = [[] for _day in range(7)]
    for one in weekly:
        if len(one) != 3 or one[0] not in range(7):
            raise ValueError(str(one))
        days[int(str(one[0]))].append(read_interval(str(one[1]), str(one[2])))
    dated: dict[date, Exceptional] = {}
    for other in exceptions:
        pairs = other.get("intervals", ())
        listed = pairs if isinstance(pairs, list | tuple) else [str(pairs)]
        intervals = tuple(sorted(read_interval(str(pair[0]), str(pair[-1])) for pair in listed))
        dated[date.fromisoformat(str(other.get("date")))] = Exceptional(str(other.get("name", "")), intervals)
    return Hours(zone, tuple(tuple(sorted(day)) for day in days), dated)


def read_interval(opens: str, closes: str) -> Interval:
    """Two times of day; an end that is not after the beginning lies on the next day. ValueError names the bad one."""
    begin, end = _minutes(opens), _minutes(closes)
    if begin == DAY_MINUTES:
        raise ValueError(opens)
    return begin, end if end > begin else end + DAY_MINUTES


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether it is open at an instant (aware)."""
    return any(begin <= at < end for begin, end in open_spans(hours, at - timedelta(days=2), at))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """When it is open again, in UTC: `at` itself where it is open; None when it is not within two years."""
    for begin, end in open_spans(hours, at - timedelta(days=2), at + LOOKED_AHEAD):
        if end > at:
            return max(begin, at.astimezone(UTC))
    return None


def exception_at(hours: Hours, at: datetime) -> Exceptional | None:
    """What is special about the local date of an instant."""
    return hours.exceptions.get(at.astimezone(hours.zone).date())


def on_date(hours: Hours, day: date) -> tuple[Interval, ...]:
    """The intervals that begin on a local date."""
    special = hours.exceptions.get(day)
    return special.intervals if special is not None else hours.weekly[day.weekday()]


def open_spans(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Open spans in UTC that begin on the local dates from `start` to `end`, in order, joined where they touch."""
    day, last = start.astimezone(hours.zone).date(), end.astimezone(hours.zone).date()
    waiting: tuple[datetime, datetime] | None = None
    while day <= last:
        for span in sorted(_span(hours.zone, day, one) for one in on_date(hours, day)):
            if span[0] >= span[1]:
                continue  # it fell into a gap of the clock
            if waiting is not None and span[0] <= waiting[1]:
                waiting = (waiting[0], max(waiting[1], span[1]))
                continue
            if waiting is not None:
                yield waiting
            waiting = span
        day += timedelta(days=1)
    if waiting is not None:
        yield waiting


def _span(zone: ZoneInfo, day: date, interval: Interval) -> tuple[datetime, datetime]:
    return _edge(zone, day, interval[0], fold=0), _edge(zone, day, interval[1], fold=1)


def _edge(zone: ZoneInfo, day: date, minute: int, *, fold: int) -> datetime:
    """A local time of day in UTC; one that the clock skips is the instant at which the clock jumps."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    local = wall.replace(tzinfo=zone, fold=fold)
    instant = local.astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    before, after = (wall.replace(tzinfo=zone, fold=one).astimezone(UTC) for one in (0, 1))
    return _jump(zone, min(before, after), max(before, after))


def _jump(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The instant between two at which the zone's offset changes, by halving; clocks change on whole seconds."""
    offset = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + timedelta(seconds=(late - early) // timedelta(seconds=1) // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            early = middle
        else:
            late = middle
    return late


def _minutes(text: str) -> int:
    hour, colon, minute = text.strip().partition(":")
    if not (colon and hour.isdecimal() and minute.isdecimal() and len(hour) <= 2 and len(minute) == 2):
        raise ValueError(text)
    minutes = int(hour) * 60 + int(minute)
    if int(minute) > 59 or minutes > DAY_MINUTES:
        raise ValueError(text)
    return minutes
