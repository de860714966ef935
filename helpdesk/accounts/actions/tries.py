"""Back-off for guesses: counted per person and per address, in the database, before the check (SECURITY.md 4.2.4)."""

from __future__ import annotations

import hashlib
import logging
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from helpdesk.core.models import ThrottleCounter
from helpdesk.core.throttle import count_try

WINDOW = timedelta(minutes=15)
TRIES_PER_PERSON = 10
TRIES_PER_ADDRESS = 60
_ALERT_AT = 20
logger = logging.getLogger(__name__)


class TooManyTries(Exception):
    """Nothing was checked. `minutes`: how long to wait, at least 1."""

    def __init__(self, minutes: int) -> None:
        super().__init__(f"too many tries, wait {minutes} minutes")
        self.minutes = minutes


@dataclass(frozen=True, slots=True)
class Guess:
    """The counters one guess counts under."""

    person_key: str
    address_key: str

    @classmethod
    def of(cls, purpose: str, person: str, ip: str) -> Guess:
        """`purpose` keeps passwords and codes apart. The names are hashed: people type passwords into name fields."""
        return cls(f"{purpose}:person:{_digest(person.casefold())}", f"{purpose}:address:{_digest(ip)}")


def count(guess: Guess, *, now: datetime) -> None:
    """Count the guess under both keys; raises TooManyTries when either is used up."""
    by_person = count_try(guess.person_key, now=now, window=WINDOW)
    by_address = count_try(guess.address_key, now=now, window=WINDOW)
    if by_person == _ALERT_AT:
        logger.warning("somebody guesses at one account: %d tries in %s", by_person, WINDOW)
    if by_person > TRIES_PER_PERSON or by_address > TRIES_PER_ADDRESS:
        keys = [guess.person_key] if by_person > TRIES_PER_PERSON else [guess.address_key]
        raise TooManyTries(_minutes_left(keys, now))


def take_back(guess: Guess) -> None:
    """A right guess uncounts itself and nothing else, so that one's own good login never clears the
    counter under which one guesses at somebody else (SECURITY.md D3)."""
    keys = (guess.person_key, guess.address_key)
    ThrottleCounter.objects.filter(key__in=keys, count__gt=0).update(count=F("count") - 1)


def forget_person(guess: Guess) -> None:
    """Drop the person's own counter, after they proved to be that person."""
    ThrottleCounter.objects.filter(key=guess.person_key).delete()


def _minutes_left(keys: list[str], now: datetime) -> int:
    started = ThrottleCounter.objects.filter(key__in=keys).values_list("window_started_at", flat=True)
    until = max(started, default=now) + WINDOW
    return max(1, math.ceil((until - now).total_seconds() / 60))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]
