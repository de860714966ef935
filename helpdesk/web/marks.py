"""The marks by which a view says what a visitor must have shown; without one it needs a full session.

`helpdesk.accounts.web.middleware.SignedInOnly` reads them before the view runs.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from enum import StrEnum
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse

from helpdesk.accounts.request import SignedInRequest

Parameters = ParamSpec("Parameters")
View = TypeVar("View", bound=Callable[..., Any])
_MARK = "session_needed"


class SessionNeeded(StrEnum):
    """How far a visitor must have come before a view runs."""

    NONE = "none"
    PASSWORD = "password"  # the right password, but not yet the one-time code
    FULL = "full"


def public(view: View) -> View:
    """Mark a view that anybody may call."""
    vars(view)[_MARK] = SessionNeeded.NONE
    return view


def after_password(view: View) -> View:
    """Mark a view of the second step of signing in."""
    vars(view)[_MARK] = SessionNeeded.PASSWORD
    return view


def session_needed(view: Callable[..., Any]) -> SessionNeeded:
    """What the view's mark says."""
    return SessionNeeded(getattr(view, _MARK, SessionNeeded.FULL))


def admin_only(
    view: Callable[Concatenate[SignedInRequest, Parameters], HttpResponse],
) -> Callable[Concatenate[SignedInRequest, Parameters], HttpResponse]:
    """Answer 403 to everybody who is not an admin, before the view looks at any id."""

    @functools.wraps(view)
    def checked(
        request: SignedInRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs
    ) -> HttpResponse:
        if not request.access.is_admin:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked
