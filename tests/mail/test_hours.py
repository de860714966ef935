"""Opening hours against a counter of minutes, on the nights on which clocks change (SECURITY.md 3.3, 3.4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from inbox.mail.hours import Hours, is_open, next_opening, on_date, read_hours, read_interval

WEEKDAYS = [[day, "09:00", "17:00"] for day in range(5)]


def at(text: str, zone: str = "UTC") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def test_a_week_of_office_hours() -> None:
    hours = read_hours("Europe/Berlin", WEEKDAYS, [])
    assert is_open(hours, at("2026-11-20T16:59", "Europe/Berlin"))
    assert not is_open(hours, at("2026-11-20T17:00", "Europe/Berlin"))
    assert next_opening(hours, at("2026-11-20T17:00", "Europe/Berlin")) == at("2026-11-23T08:00")
    assert next_opening(hours, at("2026-11-20T10:00", "Europe/Berlin")) == at("2026-11-20T09:00")


def test_holidays_other_hours_and_make_up_days() -> None:
    exceptions: list[dict[str, object]] = [
        {"date": f"2026-10-0{n}", "name": "National Day"} for n in range(1, 8)
    ]
    exceptions.append({"date": "2026-10-10", "name": "make-up day", "intervals": [["10:00", "14:00"]]})
    hours = read_hours("Asia/Shanghai", WEEKDAYS, exceptions)
    assert next_opening(hours, at("2026-10-01T10:00", "Asia/Shanghai")) == at("2026-10-08T01:00")
    assert is_open(hours, at("2026-10-10T13:59", "Asia/Shanghai"))
    assert not is_open(hours, at("2026-10-10T09:30", "Asia/Shanghai"))


def test_a_night_shift_belongs_to_the_day_on_which_it_begins() -> None:
    hours = read_hours("UTC", [[0, "22:00", "06:00"]], [{"date": "2026-11-24", "name": "closed"}])
    assert is_open(hours, at("2026-11-24T05:59"))
    assert not is_open(hours, at("2026-11-24T22:30"))


def test_berlin_has_a_night_of_seven_and_one_of_nine_hours() -> None:
    hours = read_hours("Europe/Berlin", [[day, "00:00", "08:00"] for day in range(7)], [])
    for day, expected in ((29, 7), (25, 9)):
        midnight = at(f"2026-{'03' if day == 29 else '10'}-{day}T00:00", "Europe/Berlin").astimezone(UTC)
        minutes = sum(is_open(hours, midnight + timedelta(minutes=15 * n)) for n in range(12 * 4))
        assert minutes / 4 == expected


def test_of_a_doubled_hour_the_earlier_opens_and_the_later_closes() -> None:
    hours = read_hours("Europe/Berlin", [[6, "02:30", "04:00"], [6, "00:00", "01:00"]], [])
    assert [is_open(hours, at(f"2026-10-25T{clock}")) for clock in ("00:29", "00:30", "01:15")] == [
        False,
        True,
        True,
    ]
    hours = read_hours("Europe/Berlin", [[6, "00:00", "02:30"]], [])
    assert [is_open(hours, at(f"2026-10-25T{clock}")) for clock in ("00:45", "01:29", "01:30")] == [
        True,
        True,
        False,
    ]


def test_a_calendar_that_never_opens_has_no_next_opening() -> None:
    assert next_opening(read_hours("UTC", [], []), at("2026-11-24T05:59")) is None


@pytest.mark.parametrize(
    "bad", [("9", "17:00"), ("09:60", "17:00"), ("24:00", "25:00"), ("", "17:00"), ("²:00", "3:00")]
)
def test_what_is_no_time_of_day_is_named(bad: tuple[str, str]) -> None:
    with pytest.raises(ValueError):
        read_interval(*bad)


_ZONES = {  # each with a day on which its clock does something
    "Europe/Berlin": (date(2026, 3, 28), date(2026, 10, 24)),
    "Australia/Lord_Howe": (date(2026, 4, 4), date(2026, 10, 3)),
    "Pacific/Apia": (date(2011, 12, 29),),
    "Africa/Casablanca": (date(2026, 2, 14), date(2026, 3, 21)),
    "Asia/Kathmandu": (date(2026, 1, 1),),
    "America/Santiago": (date(2026, 9, 5),),  # its gap lies at midnight
}
_minute = st.integers(0, 95).map(lambda n: n * 15)
_time = _minute.map(lambda n: f"{n // 60:02}:{n % 60:02}")
_weekly = st.lists(st.tuples(st.integers(0, 6), _time, _time), max_size=8)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(_weekly, st.sampled_from([(zone, day) for zone, days in _ZONES.items() for day in days]))
def test_every_quarter_of_an_hour_agrees_with_the_counter(
    weekly: list[tuple[int, str, str]], where: tuple[str, date]
) -> None:
    zone, day = where
    hours = read_hours(zone, weekly, [])
    days = [day + timedelta(days=n) for n in range(-1, 4)]
    assume(
        not any(
            _is_doubled(hours, one, edge) for one in days for span in on_date(hours, one) for edge in span
        )
    )
    start = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    instants = [start + timedelta(minutes=15 * n) for n in range(3 * 96)]
    expected = [_counted(hours, one) for one in instants]
    assert [is_open(hours, one) for one in instants] == expected
    opening = next_opening(hours, instants[0])
    if True in expected:
        assert opening == instants[expected.index(True)]
    else:
        assert opening is None or opening > instants[-1]


def _counted(hours: Hours, instant: datetime) -> bool:
    """Open when the wall clock stands in an interval of its date, or in one that began the day before."""
    wall = instant.astimezone(hours.zone).replace(tzinfo=None)
    for back in (0, 1):
        midnight = datetime.combine(wall.date() - timedelta(days=back), time())
        for begin, end in on_date(hours, midnight.date()):
            if midnight + timedelta(minutes=begin) <= wall < midnight + timedelta(minutes=end):
                return True
    return False


def _is_doubled(hours: Hours, day: date, minute: int) -> bool:
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    early, late = (wall.replace(tzinfo=hours.zone, fold=one).utcoffset() for one in (0, 1))
    return early is not None and late is not None and early > late
