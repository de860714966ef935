"""The first step of signing in, and signing out."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.sign_in import (
    WrongPassword,
    check_password,
    record_signed_in,
    record_signed_out,
)
from helpdesk.accounts.actions.tries import TooManyTries
from helpdesk.accounts.models import User
from helpdesk.accounts.web.sessions import end_session, remember_password_ok, start_session
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.marks import after_password, public


@public
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The sign-in form; a right password signs in, or leads to the code where one is asked."""
    if request.method == "POST":
        return _check(request)
    if request.user.is_authenticated:
        return redirect(safe_next(request, request.GET.get("next", "")))
    return _form(request, next_url=request.GET.get("next", ""))


@after_password
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Sign out, also from between the two steps: the session's row is deleted, not only the cookie."""
    if isinstance(request.user, User):
        record_signed_out(request.user, ip=client_ip(request))
    end_session(request)
    return redirect(settings.LOGIN_URL)


def safe_next(request: HttpRequest, target: str) -> str:
    """`target` when it is a path of this desk, else the front page: no open redirect (CWE-601)."""
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if is_ours else settings.LOGIN_REDIRECT_URL


def too_many_sentence(error: TooManyTries) -> str:
    """The back-off in words."""
    return ngettext(
        "Too many tries. Wait %(minutes)d minute, then try again.",
        "Too many tries. Wait %(minutes)d minutes, then try again.",
        error.minutes,
    ) % {"minutes": error.minutes}


def _check(request: HttpRequest) -> HttpResponse:
    username, password = request.POST.get("username", ""), request.POST.get("password", "")
    next_url, now = request.POST.get("next", ""), utcnow()
    try:
        user = check_password(username, password, ip=client_ip(request), now=now)
    except TooManyTries as error:
        return _form(request, next_url, username, too_many_sentence(error), status=429)
    except WrongPassword:
        sentence = _("The sign-in name or the password is wrong. Check both and try again.")
        return _form(request, next_url, username, sentence, status=422)
    return _second_step(request, user, next_url) or _finish(request, user, next_url)


def _second_step(request: HttpRequest, user: User, next_url: str) -> HttpResponse | None:
    has_device = mfa.has_device(user)
    if not has_device and not mfa.is_required(user):
        return None
    remember_password_ok(request, user, next_url=next_url, now=utcnow())
    if has_device:
        return redirect("login-code")
    mfa.begin_enrolment(user)
    return redirect("login-enrol")


def _finish(request: HttpRequest, user: User, next_url: str) -> HttpResponse:
    start_session(request, user, factor="password", now=utcnow())
    record_signed_in(user, factor="password", ip=client_ip(request))
    return redirect(safe_next(request, next_url))


def _form(
    request: HttpRequest, next_url: str = "", username: str = "", error: str = "", status: int = 200
) -> HttpResponse:
    context = {"page_title": _("Sign in"), "next": next_url, "username": username, "error": error}
    return render(request, "accounts/login.html", context, status=status)
