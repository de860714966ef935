"""Nothing is reachable without a full session unless its view says so; and the page speaks its reader's language."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from helpdesk.accounts.access import access_of
from helpdesk.accounts.models import User
from helpdesk.accounts.web.sessions import person_after_password, signed_in_person
from helpdesk.core.clock import utcnow
from helpdesk.web.marks import SessionNeeded, session_needed

Handler = Callable[[HttpRequest], HttpResponseBase]


class SignedInOnly:
    """Default deny. Sets `request.user` (checked anew at each request) and `request.access`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        now = utcnow()
        person = signed_in_person(request, now=now)
        request.user = person or AnonymousUser()
        if person is not None:
            request.access = SimpleLazyObject(lambda: access_of(person))  # type: ignore[attr-defined]
            return self.get_response(request)
        needed = _session_needed(request)
        if needed is SessionNeeded.NONE:
            return self.get_response(request)
        if needed is SessionNeeded.PASSWORD and person_after_password(request, now=now) is not None:
            return self.get_response(request)
        return _ask_to_sign_in(request)


class ViewerLocale:
    """Language and time zone of the signed-in person; of the browser for everybody else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language, zone = _locale(request)
        with translation.override(language), timezone.override(zone):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _session_needed(request: HttpRequest) -> SessionNeeded:
    """Decided before the URL is dispatched, so that even a missing page is behind the wall."""
    try:
        return session_needed(resolve(request.path_info).func)
    except Resolver404:
        return SessionNeeded.FULL


def _ask_to_sign_in(request: HttpRequest) -> HttpResponseBase:
    wants_page = (
        request.method in ("GET", "HEAD")
        and "HX-Request" not in request.headers
        and request.accepts("text/html")
    )
    if wants_page:
        return HttpResponseRedirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
    # A fragment or a form cannot show the sign-in page in its place: htmx then moves the whole window there.
    return HttpResponse(status=401, headers={"HX-Redirect": settings.LOGIN_URL})


def _locale(request: HttpRequest) -> tuple[str, zoneinfo.ZoneInfo]:
    user = request.user
    if not isinstance(user, User):
        return translation.get_language_from_request(request), zoneinfo.ZoneInfo(settings.TIME_ZONE)
    try:
        zone = zoneinfo.ZoneInfo(user.time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        zone = zoneinfo.ZoneInfo(settings.TIME_ZONE)
    return user.language or settings.LANGUAGE_CODE, zone
