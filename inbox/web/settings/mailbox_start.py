"""Connecting a mailbox begins with its address: the provider behind it is looked up and its settings proposed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import form_page
from inbox.channels.email.presets import GENERIC, PRESETS, PasswordKind, Preset, preset_of
from inbox.channels.email.provider_lookup import suggest
from inbox.models import SignIn

_SESSION_KEY = "mailbox_start"
_NEW = "/settings/mailboxes/new"


class AddressForm(forms.Form):
    """The first step: which address."""

    address = forms.EmailField(
        label=_("Mail address"),
        help_text=_("The one your customers write to, such as support@your-shop.com"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


@require_POST
@admin_only
def mailbox_suggestion(request: SignedInRequest) -> HttpResponse:
    """Look up who takes this address's mail (three seconds at most) and go on to the form."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return start_page(request, form)
    address = form.cleaned_data["address"].lower()
    preset = suggest(address)
    # In the session, not in the address bar: addresses do not belong into logs and histories.
    request.session[_SESSION_KEY] = {"address": address, **_servers(preset)}
    return redirect(f"{_NEW}?provider={preset.key}")


def start_page(request: SignedInRequest, form: AddressForm | None = None) -> HttpResponse:
    """Draw the first step."""
    context = {
        "page_title": _("Add a mailbox"),
        "page_help": _("Type the address first: the settings of its provider are filled in for you."),
        "back_url": "/settings/mailboxes",
        "providers": (*PRESETS, GENERIC),
    }
    return form_page(
        request, "mailboxes", form or AddressForm(), context, template="inbox/mailbox_start.html"
    )


def proposed(request: HttpRequest, provider: str) -> dict[str, Any]:
    """Start values of a new mailbox's form: the provider's, for the address of the first step."""
    known = request.session.get(_SESSION_KEY) or {}
    address = str(known.get("address", ""))
    preset = preset_of(provider).for_address(address)
    servers = _servers(preset)
    if preset.key == GENERIC.key:  # found by the domain's own announcement, if at all
        servers = {name: known.get(name) or value for name, value in servers.items()}
    return {
        "address": address,
        "name": address.partition("@")[0].replace(".", " ").capitalize(),
        "provider": preset.key,
        "sign_in": SignIn.OAUTH2 if preset.password is PasswordKind.NONE else SignIn.PASSWORD,
        "oauth_issuer": preset.issuer or "custom",
        "imap_username": address,
        "smtp_username": address,
        "has_plus_addresses": preset.has_plus_addresses,
        "sends_per_minute": preset.sends_per_minute,
        "uses_idle": preset.uses_idle,
        **servers,
    }


def forget(request: HttpRequest) -> None:
    """The mailbox is there: the address of the first step is used up."""
    request.session.pop(_SESSION_KEY, None)


def _servers(preset: Preset) -> dict[str, Any]:
    return {
        "imap_host": preset.imap.host,
        "imap_port": preset.imap.port,
        "imap_security": preset.imap.security,
        "smtp_host": preset.smtp.host,
        "smtp_port": preset.smtp.port,
        "smtp_security": preset.smtp.security,
    }
