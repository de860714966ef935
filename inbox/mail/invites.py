"""What a calendar part (RFC 5545, RFC 5546) asks for, in one line; the file itself stays an attachment."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox.mail.characters import clean_line
from inbox.mail.parameters import split_parameters

_MAX_CHARACTERS = 200_000
_FOLD = re.compile(r"\r?\n[ \t]")
_DATE = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d{0,2}(Z?))?")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_PROPERTIES = frozenset(("SUMMARY", "DTSTART", "DTEND", "ORGANIZER", "LOCATION", "ATTENDEE"))
METHODS = frozenset(("request", "reply", "cancel", "counter", "declinecounter", "add", "refresh", "publish"))


@dataclass(frozen=True, slots=True)
class Invite:
    """The first event of a calendar part. `start` and `end` read as `2026-11-05 10:00 Europe/Berlin`."""

    method: str = "publish"
    summary: str = ""
    start: str = ""
    end: str = ""
    organiser: str = ""
    location: str = ""
    answer: str = ""

    @property
    def line(self) -> str:
        """The facts a person needs, those that are known."""
        when = f"{self.start} – {self.end}" if self.start and self.end else self.start
        facts = (self.summary, when, self.location, self.organiser, self.answer)
        return " · ".join(fact for fact in facts if fact)


def read_invite(text: str, method: str = "") -> Invite:
    """Read a calendar part; `method` is that of its Content-Type, which counts where the body names none."""
    found: dict[str, tuple[dict[str, str], str]] = {}
    is_event = False
    for line in _FOLD.sub("", text[:_MAX_CHARACTERS]).splitlines():
        name, parameters, value = _content_line(line)
        if name == "METHOD":
            method = value
        elif name == "BEGIN" and value.upper() in ("VEVENT", "VTODO", "VFREEBUSY"):
            is_event = True
        elif name == "END" and is_event:
            break
        elif is_event and name in _PROPERTIES:
            found.setdefault(name, (parameters, value))
    kind = method.strip().lower()
    start = _instant(found.get("DTSTART"))
    return Invite(
        method=kind if kind in METHODS else "publish",
        summary=_text(found.get("SUMMARY")),
        start=start,
        end=_short_end(start, _instant(found.get("DTEND"))),
        organiser=_person(found.get("ORGANIZER")),
        location=_text(found.get("LOCATION")),
        answer=_answer(found.get("ATTENDEE")) if kind == "reply" else "",
    )


def _content_line(line: str) -> tuple[str, dict[str, str], str]:
    head, value = _split_value(line[:8000])
    name, _, rest = head.partition(";")
    parameters = split_parameters(f"x;{rest}")[1] if rest else {}
    return name.strip().upper(), parameters, value.strip()


def _split_value(line: str) -> tuple[str, str]:
    """At the first colon outside of quotes: parameters may hold addresses."""
    is_quoted = False
    for index, sign in enumerate(line):
        if sign == '"':
            is_quoted = not is_quoted
        elif sign == ":" and not is_quoted:
            return line[:index], line[index + 1 :]
    return line, ""


def _instant(found: tuple[dict[str, str], str] | None) -> str:
    match = _DATE.match(found[1]) if found else None
    if match is None or found is None:
        return ""
    year, month, day, hour, minute, zulu = match.groups()
    date = f"{year}-{month}-{day}"
    if hour is None:
        return date
    zone = "UTC" if zulu else clean_line(found[0].get("tzid", ""))[:60]
    return f"{date} {hour}:{minute} {zone}".strip()


def _short_end(start: str, end: str) -> str:
    """On the same day the time alone says it."""
    words, last = start.split(" "), end.split(" ")
    if end == start:
        return ""
    return (
        last[1] if len(words) > 1 and len(last) > 1 and words[0] == last[0] and words[2:] == last[2:] else end
    )


def _text(found: tuple[dict[str, str], str] | None) -> str:
    if found is None:
        return ""
    plain = _ESCAPED.sub(lambda match: " " if match.group(1) in "nN" else match.group(1), found[1])
    return " ".join(clean_line(plain).split())[:200]


def _person(found: tuple[dict[str, str], str] | None) -> str:
    if found is None:
        return ""
    address = re.sub(r"(?i)^mailto:", "", found[1])
    return clean_line(found[0].get("cn", "") or address)[:200]


def _answer(found: tuple[dict[str, str], str] | None) -> str:
    return f"{_person(found)}: {found[0].get('partstat', '').lower()}".strip(": ") if found else ""
