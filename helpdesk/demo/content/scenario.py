"""How a written thread is put down: who says what, after how many minutes, about which goods.

Texts hold `{placeholders}` filled from customer, order and agent (see `world.words`). In the Latin
scripts a source line of 75 characters or more continues in the next one; a shorter one ends there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_CONTINUES = 75


@dataclass(frozen=True, slots=True)
class Line:
    """One turn as written. Several `texts` are alternatives: each ticket takes one of them."""

    direction: Literal["in", "out", "note"]
    texts: tuple[str, ...]
    after: int = 0
    files: tuple[str, ...] = ()
    by: str = ""
    html: str = ""


@dataclass(frozen=True, slots=True)
class Scenario:
    key: str
    mailbox: str
    intent: str
    subjects: tuple[str, ...]
    lines: tuple[Line, ...]
    sentiment: str = "neutral"
    urgency: str = "normal"
    status: str = "resolved"
    priority: str = "normal"
    skus: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    snooze_days: int = 0
    has_order: bool = True
    channel: str = ""


def ask(*texts: str, after: int = 0, files: tuple[str, ...] = ()) -> Line:
    """The customer writes; `after` minutes since the turn before."""
    return Line("in", tuple(prose(text) for text in texts), after, files)


def answer(text: str, *, after: int, files: tuple[str, ...] = ()) -> Line:
    """The assigned agent answers."""
    return Line("out", (prose(text),), after, files)


def note(text: str, *, after: int, by: str = "") -> Line:
    """A colleague leaves an internal note (`by` a username; empty: the assigned agent)."""
    return Line("note", (prose(text),), after, by=by)


def prose(text: str) -> str:
    """Joins the source lines of a paragraph; short lines (greetings, addresses) stay as they are."""
    joined: list[str] = []
    continues = False
    for raw in text.strip("\n").split("\n"):
        line = raw.rstrip()
        if continues and line:
            joined[-1] += " " + line
        else:
            joined.append(line)
        continues = len(line) >= _CONTINUES
    return "\n".join(joined)
