"""Headers on every response (SECURITY.md 4.3), and errors told in a sentence."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from helpdesk.core.pages import BadCursor
from helpdesk.core.secrets import SecretUnreadable
from helpdesk.web.errors import database_away, problem

Handler = Callable[[HttpRequest], HttpResponseBase]
logger = logging.getLogger(__name__)

_FEATURES = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
    "X-Content-Type-Options": "nosniff",
    # No page of ours is kept by a browser or a proxy unless it said itself that it may be.
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Outermost: also refusals and crashes carry the headers that django's and django-csp's middleware miss."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class PlainErrors:
    """Innermost: exceptions whose reason a person can act on become that sentence.

    Everything unknown goes on to Django's handlers and ends in the plain 500 page; the log has the traceback.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """Called by Django for what a view raised; None leaves it to the error handlers."""
        if isinstance(error, Http404 | PermissionDenied):
            return None
        if isinstance(error, BadCursor):
            return problem(request, 400, str(error))
        if isinstance(error, SecretUnreadable):
            logger.error("%s", error)
            return problem(request, 500, str(error))
        if isinstance(error, OperationalError):
            logger.exception("the database cannot be reached")
            return database_away(request)
        return None
