"""Language and theme from any page, in one small form."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from helpdesk.accounts.actions.people import update_preferences
from helpdesk.accounts.models import Theme, User
from helpdesk.accounts.web.views.login import safe_next
from helpdesk.web.client import client_ip
from helpdesk.web.marks import public

_COOKIE_SECONDS = 365 * 24 * 3600
_CHOICES = {"language": {code for code, _ in settings.LANGUAGES}, "theme": set(Theme.values)}


@public
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """Keep the choice with the person, or for somebody not signed in the language in a cookie.

    Unknown fields and values are ignored: nothing else of the person can be set from here."""
    wanted = {name: request.POST.get(name, "") for name, known in _CHOICES.items()}
    chosen = {name: value for name, value in wanted.items() if value in _CHOICES[name]}
    is_fragment = request.headers.get("HX-Request") == "true"
    response = (
        HttpResponse(status=204)
        if is_fragment
        else redirect(safe_next(request, request.POST.get("next", "")))
    )
    if isinstance(request.user, User):
        update_preferences(request.user, ip=client_ip(request), **chosen)
    if "language" in chosen:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen["language"],
            max_age=_COOKIE_SECONDS,
            secure=settings.USES_TLS,
            httponly=True,
            samesite="Lax",
        )
    return response
