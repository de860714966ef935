"""Many guesses at the same instant (SECURITY.md D2, D14): counted and used up atomically, by real connections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.sign_in import WrongPassword, check_password
from helpdesk.accounts.actions.tries import TRIES_PER_PERSON, TooManyTries
from helpdesk.core.clock import utcnow
from tests.support.personas import make_person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, act: Callable[[int], str]) -> Counter[str]:
    """Run `act` in `count` threads, each on a connection of its own, and count the outcomes."""

    def run(number: int) -> str:
        try:
            return act(number)
        except (TooManyTries, WrongPassword, mfa.WrongCode) as refused:
            return type(refused).__name__
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        return Counter(pool.map(run, range(count)))


def test_of_fifty_passwords_at_once_ten_are_compared() -> None:
    make_person("alex")
    now = utcnow()

    def guess(number: int) -> str:
        return check_password("alex", f"guess {number}", ip=f"192.0.2.{number}", now=now).username

    assert at_once(50, guess) == {"WrongPassword": TRIES_PER_PERSON, "TooManyTries": 50 - TRIES_PER_PERSON}


def test_of_fifty_codes_at_once_ten_are_compared() -> None:
    alex, now = make_person("alex"), utcnow()
    device = mfa.begin_enrolment(alex)
    device.is_confirmed = True
    device.save()
    near = {device.current_code(at=now.timestamp() + 30 * step) for step in range(-2, 3)}
    wrong = [code for code in (f"{number:06d}" for number in range(60)) if code not in near][:50]

    def guess(number: int) -> str:
        return mfa.accept_code(alex, wrong[number], now=now, ip=f"192.0.2.{number}")

    assert at_once(50, guess) == {"WrongCode": TRIES_PER_PERSON, "TooManyTries": 50 - TRIES_PER_PERSON}


def test_of_eight_browsers_with_the_same_right_code_one_gets_in() -> None:
    alex, now = make_person("alex"), utcnow()
    device, earlier = mfa.begin_enrolment(alex), now - timedelta(hours=1)
    codes = mfa.confirm_enrolment(
        alex, device.current_code(at=earlier.timestamp()), now=earlier, ip="192.0.2.1"
    )
    code = device.current_code(at=now.timestamp())
    got_in = at_once(8, lambda number: mfa.accept_code(alex, code, now=now, ip="192.0.2.1"))
    assert got_in["totp"] == 1
    later = now + timedelta(hours=1)
    got_in = at_once(8, lambda number: mfa.accept_code(alex, codes[0], now=later, ip="192.0.2.1"))
    assert got_in["recovery_code"] == 1
