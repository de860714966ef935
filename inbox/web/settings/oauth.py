"""Authorising a mailbox with its provider: the way there, and back."""

from __future__ import annotations

from dataclasses import asdict
from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import Right
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from helpdesk.web.client import client_ip
from helpdesk.web.settings_pages import settings_page
from inbox.access import access_mailbox
from inbox.actions.oauth_grant import (
    PendingConsent,
    begin_consent,
    complete_consent,
    is_answer_to,
    refusal_in_words,
)

_SESSION_KEY = "oauth_consent"
_LIST = "/settings/mailboxes"


def redirect_uri(request: HttpRequest) -> str:
    """The address that the provider sends people back to; to be registered there."""
    return request.build_absolute_uri(reverse("settings-mailbox-oauth-callback"))


@require_POST
def consent(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Begin: remember state and verifier in the session, show the way to the provider.

    A page with a link, because a form must not lead to another site (CSP form-action).
    """
    found = access_mailbox(request.access, mailbox_id)
    own = f"{_LIST}/{found.pk}"
    try:
        url, pending = begin_consent(found, redirect_uri=redirect_uri(request), now=utcnow())
    except Refused as refused:
        messages.error(request, refused.sentence)
        return redirect(own)
    request.session[_SESSION_KEY] = asdict(pending)
    context = {
        "page_title": _("Authorise %(name)s") % {"name": found.name},
        "back_url": own,
        "back_label": found.name,
        "consent_url": url,
        "provider_host": urlsplit(url).hostname,
        "username": found.imap_username,
        "redirect_uri": redirect_uri(request),
    }
    return settings_page(request, "inbox/mailbox_consent.html", "mailboxes", context)


@require_safe
def callback(request: SignedInRequest) -> HttpResponse:
    """The provider sends the person back here.

    The one GET that writes: it acts only with the state of a consent that this very session began, once.
    """
    if request.access.mailbox_ids(Right.MANAGE) == frozenset():
        raise PermissionDenied
    pending = _pending(request)
    now = utcnow()
    if pending is None or not is_answer_to(pending, request.GET.get("state", ""), now=now):
        messages.error(
            request,
            _("This permission was not asked for in this browser, or too long ago: press “Authorise” again."),
        )
        return redirect(_LIST)
    found = access_mailbox(request.access, pending.mailbox_id)
    del request.session[_SESSION_KEY]
    try:
        complete_consent(pending, _code(request), actor=request.user, now=now, ip=client_ip(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Authorised. The first mails arrive in a few seconds."))
    return redirect(f"{_LIST}/{found.pk}")


def _pending(request: HttpRequest) -> PendingConsent | None:
    known = request.session.get(_SESSION_KEY)
    return PendingConsent(**known) if known else None


def _code(request: HttpRequest) -> str:
    """The code, or Refused with the provider's own no (RFC 6749, 4.1.2.1)."""
    error, code = request.GET.get("error", ""), request.GET.get("code", "")
    if error or not code or len(code) > 4000 or not code.isprintable():
        shown = "".join(character for character in error if character.isalnum() or character == "_")[:40]
        raise Refused(refusal_in_words(shown, shown or "?"))
    return code
