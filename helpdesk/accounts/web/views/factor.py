"""One's own second factor: begin one, or give it up."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.sign_in import WrongPassword, check_password
from helpdesk.accounts.actions.tries import TooManyTries
from helpdesk.accounts.request import SignedInRequest
from helpdesk.accounts.web.forms.profile import FactorRemovalForm
from helpdesk.accounts.web.views.login import too_many_sentence
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.settings_pages import form_page


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: SignedInRequest) -> HttpResponse:
    """Without a factor: start enrolling. With one: give it up, against password and code."""
    if not mfa.has_device(request.user):
        return _begin(request)
    form = FactorRemovalForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _give_up(request, form):
        messages.success(request, _("Your second factor is removed."))
        return redirect("settings")
    left = mfa.recovery_codes_left(request.user)
    context = {
        "page_title": _("Second factor"),
        "page_help": _("Your account asks for a code at sign-in. Unused recovery codes: %(left)d.")
        % {"left": left},
        "submit_label": _("Remove the second factor"),
        "back_url": "/settings/",
    }
    return form_page(request, "profile", form, context)


def _begin(request: SignedInRequest) -> HttpResponse:
    if request.method == "POST":
        mfa.begin_enrolment(request.user)
        return redirect("login-enrol")
    context = {
        "page_title": _("Second factor"),
        "page_help": _("An authenticator app on your phone keeps others out, even with your password."),
        "submit_label": _("Set up an authenticator app"),
        "back_url": "/settings/",
    }
    return form_page(request, "profile", forms.Form(), context)


def _give_up(request: SignedInRequest, form: FactorRemovalForm) -> bool:
    user, ip = request.user, client_ip(request)
    if mfa.is_required(user):
        form.add_error(
            None, _("Your role needs a second factor. Another admin can reset it if your phone is lost.")
        )
        return False
    try:
        check_password(user.username, form.cleaned_data["password"], ip=ip, now=utcnow())
        mfa.accept_code(user, form.cleaned_data["otp"], now=utcnow(), ip=ip)
    except TooManyTries as error:
        form.add_error(None, too_many_sentence(error))
    except WrongPassword:
        form.add_error("password", _("This is not your present password."))
    except mfa.WrongCode:
        form.add_error("otp", _("This code is wrong or was used already. Wait for the next one."))
    else:
        mfa.remove_factor(user, actor=user, ip=ip)
        return True
    return False
