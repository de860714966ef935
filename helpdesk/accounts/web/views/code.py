"""The second step of signing in: the one-time code, or enrolling the app that shows it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.sign_in import record_signed_in
from helpdesk.accounts.actions.tries import TooManyTries
from helpdesk.accounts.models import TotpDevice, User
from helpdesk.accounts.web.sessions import (
    keep_session,
    next_after_password,
    person_after_password,
    start_session,
)
from helpdesk.accounts.web.views.login import safe_next, too_many_sentence
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.marks import after_password


@after_password
@require_http_methods(["GET", "HEAD", "POST"])
def login_code(request: HttpRequest) -> HttpResponse:
    """Six digits of the app, or a recovery code."""
    person = person_after_password(request, now=utcnow())
    if person is None:  # signed in already
        return redirect(safe_next(request, ""))
    if not mfa.has_device(person):
        return redirect("login-enrol")
    if request.method != "POST":
        return _code_form(request)
    try:
        factor = mfa.accept_code(person, request.POST.get("otp", ""), now=utcnow(), ip=client_ip(request))
    except TooManyTries as error:
        return _code_form(request, too_many_sentence(error), status=429)
    except mfa.WrongCode:
        return _code_form(
            request, _("This code is wrong or was used already. Wait for the next one."), status=422
        )
    return redirect(_sign_in(request, person, factor))


@after_password
@require_http_methods(["GET", "HEAD", "POST"])
def login_enrol(request: HttpRequest) -> HttpResponse:
    """Scan the QR code, confirm with a code, keep the recovery codes; for the signed in, from their profile."""
    signed_in = request.user if isinstance(request.user, User) else None
    person = signed_in or person_after_password(request, now=utcnow())
    device = TotpDevice.objects.select_related("user").filter(user=person, is_confirmed=False).first()
    if person is None or device is None:
        return redirect("settings" if signed_in else "login-code")
    if request.method != "POST":
        return _enrol_form(request, device)
    try:
        codes = mfa.confirm_enrolment(
            person, request.POST.get("otp", ""), now=utcnow(), ip=client_ip(request)
        )
    except TooManyTries as error:
        return _enrol_form(request, device, too_many_sentence(error), status=429)
    except mfa.WrongCode:
        return _enrol_form(
            request, device, _("This code does not match. Check the phone's clock."), status=422
        )
    if signed_in:
        keep_session(request, person, factor="totp")
        next_url = "/settings/"
    else:
        next_url = _sign_in(request, person, "totp")
    context = {"page_title": _("Recovery codes"), "codes": tuple(codes), "next": next_url}
    return render(request, "accounts/recovery_codes.html", context)


def _sign_in(request: HttpRequest, person: User, factor: str) -> str:
    next_url = next_after_password(request)
    start_session(request, person, factor=factor, now=utcnow())
    record_signed_in(person, factor=factor, ip=client_ip(request))
    return safe_next(request, next_url)


def _code_form(request: HttpRequest, error: str = "", status: int = 200) -> HttpResponse:
    context = {"page_title": _("One-time code"), "error": error}
    return render(request, "accounts/login_code.html", context, status=status)


def _enrol_form(request: HttpRequest, device: TotpDevice, error: str = "", status: int = 200) -> HttpResponse:
    context = {
        "page_title": _("Protect your account"),
        "qr_data": mfa.qr_image(device),
        "secret": mfa.secret_text(device),
        "error": error,
    }
    return render(request, "accounts/enrol.html", context, status=status)
