"""Checking a password: counted first, equally slow for names that do not exist, audited either way."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from helpdesk.accounts.actions import tries
from helpdesk.accounts.actions.tell import tell
from helpdesk.accounts.models import User

_LONGEST_PASSWORD = 1024  # hashing is linear in it, and nobody types more


class WrongPassword(Exception):
    """The name, the password, or the permission to sign in is wrong; which one is nobody's business."""


def check_password(username: str, password: str, *, ip: str, now: datetime) -> User:
    """Return the person whose name and password these are.

    Raises TooManyTries before anything is compared, and WrongPassword. Must not run inside a transaction
    that may roll back: the count has to stay.
    """
    name = username.strip().replace("\0", "\ufffd")  # PostgreSQL knows no NUL
    guess = tries.Guess.of("password", name, ip)
    tries.count(guess, now=now)
    user = User.objects.filter(username__iexact=name).first()
    if not _matches(user, password) or user is None or not user.is_active:
        _tell_failed(user, ip)
        raise WrongPassword
    tries.take_back(guess)
    tries.forget_person(guess)
    return user


def record_signed_in(user: User, *, factor: str, ip: str) -> None:
    """Audit a finished sign-in. `factor`: password | totp | recovery_code."""
    with transaction.atomic():
        tell("login.ok", actor=user, kind="user", object_id=user.pk, payload={"factor": factor}, ip=ip)


def record_signed_out(user: User, *, ip: str) -> None:
    """Audit the end of a session by its owner."""
    with transaction.atomic():
        tell("logout", actor=user, kind="user", object_id=user.pk, ip=ip)


def _matches(user: User | None, password: str) -> bool:
    if len(password) > _LONGEST_PASSWORD:
        return False
    if user is None:
        User().set_password(password)  # as slow as a comparison: the answer's time tells nothing
        return False
    return user.check_password(password)


def _tell_failed(user: User | None, ip: str) -> None:
    with transaction.atomic():
        tell("login.failed", actor=None, kind="user", object_id=user.pk if user else None, ip=ip)
