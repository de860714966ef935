"""Sessions: anonymous, then `password_ok` (ten minutes, not signed in), then a full one (SECURITY.md 4.2)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib.auth import login, logout
from django.http import HttpRequest

from helpdesk.accounts import mfa
from helpdesk.accounts.models import Role, User

IDLE, ABSOLUTE = timedelta(hours=12), timedelta(days=7)
ADMIN_IDLE, ADMIN_ABSOLUTE = timedelta(minutes=30), timedelta(hours=12)
PASSWORD_OK = timedelta(minutes=10)
_SEEN_EVERY = timedelta(minutes=1)  # reading a page writes the session once a minute, not each time
_BACKEND = "django.contrib.auth.backends.ModelBackend"
_EPOCH, _STARTED, _SEEN, _FACTOR = "epoch", "started_at", "seen_at", "factor"
_PENDING = "password_ok"


def start_session(request: HttpRequest, user: User, *, factor: str, now: datetime) -> None:
    """Sign the person in under a session key nobody has seen before. `factor`: password | totp | recovery_code."""
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session[_EPOCH] = user.session_epoch
    request.session[_STARTED] = request.session[_SEEN] = int(now.timestamp())
    request.session[_FACTOR] = factor


def keep_session(request: HttpRequest, user: User, *, factor: str = "") -> None:
    """Carry this one session, under a new key, over a change that ended all others of the person."""
    kept = {name: request.session[name] for name in (_STARTED, _SEEN, _FACTOR)}
    request.session.flush()
    login(request, user, backend=_BACKEND)
    request.session.update({**kept, _EPOCH: user.session_epoch})
    if factor:
        request.session[_FACTOR] = factor


def end_session(request: HttpRequest) -> None:
    """Sign out; the old key opens nothing any more."""
    logout(request)


def signed_in_person(request: HttpRequest, *, now: datetime) -> User | None:
    """The person of a live session, or None; a session past its end is destroyed."""
    user = request.user
    if not isinstance(user, User) or not user.is_authenticated:
        return None
    if not _is_alive(request, user, now):
        request.session.flush()
        return None
    if now - _instant(request, _SEEN, now) >= _SEEN_EVERY:
        request.session[_SEEN] = int(now.timestamp())
    return user


def remember_password_ok(request: HttpRequest, user: User, *, next_url: str, now: datetime) -> None:
    """Note, under a fresh key, that the password was right. This is not a signed-in session."""
    request.session.flush()
    request.session[_PENDING] = {
        "user": user.pk,
        "epoch": user.session_epoch,
        "at": int(now.timestamp()),
        "next": next_url,
    }


def person_after_password(request: HttpRequest, *, now: datetime) -> User | None:
    """The person whose password was right in the last ten minutes and who still owes a code."""
    pending = request.session.get(_PENDING)
    if not isinstance(pending, dict) or now.timestamp() - pending["at"] > PASSWORD_OK.total_seconds():
        return None
    return User.objects.filter(pk=pending["user"], session_epoch=pending["epoch"], is_active=True).first()


def next_after_password(request: HttpRequest) -> str:
    """Where the person wanted to go before they were asked for a code."""
    pending = request.session.get(_PENDING)
    return str(pending.get("next", "")) if isinstance(pending, dict) else ""


def _is_alive(request: HttpRequest, user: User, now: datetime) -> bool:
    idle, absolute = (ADMIN_IDLE, ADMIN_ABSOLUTE) if user.role == Role.ADMIN else (IDLE, ABSOLUTE)
    return (
        user.is_active
        and request.session.get(_EPOCH) == user.session_epoch
        and (request.session.get(_FACTOR) != "password" or not mfa.is_required(user))
        and now - _instant(request, _SEEN, now - 2 * idle) < idle
        and now - _instant(request, _STARTED, now - 2 * absolute) < absolute
    )


def _instant(request: HttpRequest, key: str, default: datetime) -> datetime:
    seconds = request.session.get(key)
    return datetime.fromtimestamp(seconds, tz=default.tzinfo) if isinstance(seconds, int) else default
