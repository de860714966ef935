"""One's own page: how the desk looks, the password, the second factor."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from helpdesk.accounts import mfa
from helpdesk.accounts.actions.people import set_password, update_preferences
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.actions.sign_in import WrongPassword, check_password
from helpdesk.accounts.actions.tries import TooManyTries
from helpdesk.accounts.request import SignedInRequest
from helpdesk.accounts.web.forms.profile import PasswordForm, ProfileForm
from helpdesk.accounts.web.sessions import keep_session
from helpdesk.accounts.web.views.login import too_many_sentence
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.settings_pages import refuse, settings_page


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Language, theme and time zone."""
    user = request.user
    initial = {"language": user.language, "theme": user.theme, "time_zone": user.time_zone}
    form = ProfileForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        update_preferences(user, ip=client_ip(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("settings")
    return _page(request, form=form)


@require_POST
def password(request: SignedInRequest) -> HttpResponse:
    """A new password, against the old one; the other sessions end, this one goes on under a new key."""
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, password_form=form)
    old, new = form.cleaned_data["old_password"], form.cleaned_data["password"]
    ip = client_ip(request)
    try:
        check_password(request.user.username, old, ip=ip, now=utcnow())
        user = set_password(request.user.pk, new, actor=request.user, ip=ip)
    except TooManyTries as error:
        form.add_error("old_password", too_many_sentence(error))
    except WrongPassword:
        form.add_error("old_password", _("This is not your present password."))
    except Refused as refused:
        refuse(form, refused)
    else:
        keep_session(request, user)
        messages.success(request, _("Your password is changed; your other sessions have ended."))
        return redirect("settings")
    return _page(request, password_form=form)


def _page(
    request: SignedInRequest, form: ProfileForm | None = None, password_form: PasswordForm | None = None
) -> HttpResponse:
    user = request.user
    initial = {"language": user.language, "theme": user.theme, "time_zone": user.time_zone}
    has_factor = mfa.has_device(user)
    context: dict[str, Any] = {
        "page_title": _("Profile"),
        "form": form or ProfileForm(initial=initial),
        "password_form": password_form or PasswordForm(),
        "has_factor": has_factor,
        "factor_url": "/settings/second-factor",
        "recovery_codes_left": mfa.recovery_codes_left(user) if has_factor else 0,
    }
    bad = any(shown is not None and shown.is_bound and shown.errors for shown in (form, password_form))
    return settings_page(request, "accounts/own_profile.html", "profile", context, status=422 if bad else 200)
