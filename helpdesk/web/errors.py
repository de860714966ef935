"""Error answers: one clear sentence, no detail of the machine, and no need of database or session.

A missing thing and a thing one may not know of get the same bytes (SECURITY.md E1).
"""

from __future__ import annotations

import sys

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _


def problem(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """Answer `status` with a sentence: a whole page, or for htmx a fragment that is announced."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(
            format_html('<p class="notice notice--bad" role="alert">{}</p>', sentence), status=status
        )
    page = render_to_string("error.html", {"title": _("That did not work"), "sentence": sentence})
    return HttpResponse(page, status=status)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: PostgreSQL does not answer."""
    return problem(request, 503, _("The desk cannot reach its database. Try again in a minute."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token. `reason` is for developers and is not shown."""
    return HttpResponse(render_to_string("403_csrf.html"), status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a host we do not answer to, a broken body. Plain text: the host is not to be trusted."""
    return HttpResponse("Bad request.\n", status=400, content_type="text/plain; charset=utf-8")


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403."""
    return HttpResponse(render_to_string("403.html"), status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404."""
    return HttpResponse(render_to_string("404.html"), status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: also when the templates themselves are what is broken.

    The session is read before any view, where PlainErrors cannot see that the database is away.
    """
    try:
        if isinstance(sys.exc_info()[1], OperationalError):
            with override(get_language_from_request(request)):
                return database_away(request)
        return HttpResponse(render_to_string("500.html"), status=500)
    except Exception:
        text = "Something went wrong on our side. Nothing was lost; try again in a minute.\n"
        return HttpResponse(text, status=500, content_type="text/plain; charset=utf-8")
