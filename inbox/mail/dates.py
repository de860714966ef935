"""The Date header (RFC 5322 section 3.3) of senders who invent their own format."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

# The standard library reads the year 0000 as 2000.
_YEAR_ZERO = re.compile(r"(?<![\d+-])0000\b")
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d)?(\.\d+)?\s*(Z|[+-]\d\d:?\d\d)?")


def parse_date(value: str) -> datetime | None:
    """The instant of a Date header in UTC; None when it is missing, unreadable or outside the years 1 to 9999."""
    value = value.strip()[:200]
    if not value:
        return None
    try:
        if iso := _ISO.match(value):
            instant = datetime.fromisoformat(iso.group().replace(" +", "+").replace(" -", "-"))
            return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
        fields = parsedate_tz(value)
        if fields is None or _YEAR_ZERO.search(value):
            return None
        year, month, day, hour, minute, second = fields[:6]
        start = datetime(year, month, day, tzinfo=UTC)
        offset = fields[9] or 0
        return start + timedelta(hours=hour, minutes=minute, seconds=second - offset)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None
