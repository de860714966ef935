"""Adding and changing people. Whatever changes what a person may do ends all their sessions at once."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.actions.tell import tell, tell_access_changed
from helpdesk.accounts.models import Role, User


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """What an admin sets about a person."""

    username: str
    name: str
    email: str
    role: str
    language: str
    time_zone: str


@transaction.atomic
def create_user(details: PersonDetails, *, password: str | None, actor: User | None, ip: str = "") -> User:
    """Add a person; without a password they cannot sign in until one is set.

    Raises Refused naming the field: a taken sign-in name, a weak password."""
    _check_name_is_free(details.username, except_id=0)
    user = User(**_columns(details))
    if password is not None:
        _check_strength(password, user)
    user.set_password(password)
    user.save(force_insert=True)
    tell("user.created", actor=actor, kind="user", object_id=user.pk, payload={"role": user.role}, ip=ip)
    return user


@transaction.atomic
def update_user(user_id: int, details: PersonDetails, *, is_active: bool, actor: User, ip: str = "") -> User:
    """Change a person. A new role, or being switched off, ends their sessions.

    Raises Refused when it would leave the desk without an admin, or switch off the actor."""
    user = _locked(user_id)
    _check_name_is_free(details.username, except_id=user.pk)
    changed = [name for name, value in _columns(details).items() if getattr(user, name) != value]
    _check_admins_remain(user, details.role, is_active, actor)
    loses_sessions = "role" in changed or user.is_active != is_active
    before = user.role
    for name, value in _columns(details).items():
        setattr(user, name, value)
    if user.is_active != is_active:
        changed.append("is_active")
        user.is_active = is_active
    if not changed:
        return user
    user.save(update_fields=changed)
    if "role" in changed:
        tell(
            "user.role",
            actor=actor,
            kind="user",
            object_id=user.pk,
            payload={"from": before, "to": user.role},
            ip=ip,
        )
    if "is_active" in changed:
        action = "user.enabled" if is_active else "user.disabled"
        tell(action, actor=actor, kind="user", object_id=user.pk, ip=ip)
    tell("user.updated", actor=actor, kind="user", object_id=user.pk, payload={"fields": changed}, ip=ip)
    if loses_sessions:
        _end_sessions(user)
    return user


def disable_user(user_id: int, *, actor: User, ip: str = "") -> User:
    """Switch a person off: they cannot sign in, and every open session and stream of theirs ends."""
    user = User.objects.get(pk=user_id)
    details = PersonDetails(user.username, user.name, user.email, user.role, user.language, user.time_zone)
    return update_user(user_id, details, is_active=False, actor=actor, ip=ip)


@transaction.atomic
def set_password(user_id: int, password: str, *, actor: User | None, ip: str = "") -> User:
    """Set a password; all sessions of the person end, their second factor stays (SECURITY.md D9)."""
    user = _locked(user_id)
    _check_strength(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    by_owner = actor is not None and actor.pk == user.pk
    action = "password.changed" if by_owner else "password.reset"
    tell(action, actor=actor, kind="user", object_id=user.pk, ip=ip)
    _end_sessions(user)
    return user


@transaction.atomic
def reset_mfa(user_id: int, *, actor: User, ip: str = "") -> User:
    """Remove a colleague's second factor after they lost it; never one's own by this way."""
    user = _locked(user_id)
    if user.pk == actor.pk:
        raise Refused(_("Another admin has to reset your second factor."))
    mfa.remove_factor(user, actor=actor, ip=ip)
    _end_sessions(user)
    return user


@transaction.atomic
def update_preferences(user: User, *, ip: str = "", **values: str) -> None:
    """Change one's own `language`, `theme` or `time_zone`, and nothing else."""
    if unknown := set(values) - {"language", "theme", "time_zone"}:
        raise ValueError(f"not a preference: {', '.join(sorted(unknown))}")
    changed = {name: value for name, value in values.items() if getattr(user, name) != value}
    if changed:
        User.objects.filter(pk=user.pk).update(**changed)
        tell("user.preferences", actor=user, kind="user", object_id=user.pk, payload=dict(changed), ip=ip)
    for name, value in changed.items():
        setattr(user, name, value)


def _columns(details: PersonDetails) -> dict[str, str]:
    return {
        "username": details.username.strip(),
        "name": details.name.strip(),
        "email": details.email.strip(),
        "role": details.role,
        "language": details.language,
        "time_zone": details.time_zone,
    }


def _locked(user_id: int) -> User:
    return User.objects.select_for_update().get(pk=user_id)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    tell_access_changed(user.pk)


def _check_name_is_free(username: str, *, except_id: int) -> None:
    taken = User.objects.filter(username__iexact=username.strip())
    if taken.exclude(pk=except_id).exists():
        raise Refused(_("Somebody already signs in with this name: choose another one."), "username")


def _check_strength(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), "password") from error


def _check_admins_remain(user: User, role: str, is_active: bool, actor: User) -> None:
    if user.pk == actor.pk and not is_active:
        raise Refused(_("You cannot switch yourself off: ask another admin."), "is_active")
    stays_admin = role == Role.ADMIN and is_active
    # Locked, so that two admins who demote each other at the same moment leave one.
    admins = list(User.objects.select_for_update().filter(role=Role.ADMIN, is_active=True).order_by("pk"))
    if user in admins and not stays_admin and len(admins) == 1:
        raise Refused(_("This is the only admin: make somebody else an admin first."), "role")
