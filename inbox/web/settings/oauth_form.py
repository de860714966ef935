"""The part of a mailbox's form that an admin fills in for sign-in by OAuth 2."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from inbox.actions.oauth_grant import OAuthDetails
from inbox.channels.email.presets import oauth_endpoints
from inbox.models import SignIn

ONE_LINE = RegexValidator(
    r"[\x00-\x1f\x7f]", message=_("Line breaks and control characters are not allowed."), inverse_match=True
)


class SecretField(forms.CharField):
    """A password that is typed and never shown again: what was typed does not travel back either."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
        super().__init__(
            strip=False, required=False, max_length=1000, validators=[ONE_LINE], widget=widget, **kwargs
        )


class OAuthFields(forms.Form):
    """The client that an admin registered with the provider."""

    oauth_issuer = forms.ChoiceField(
        label=_("Identity provider"),
        required=False,
        choices=[("google", "Google"), ("microsoft", "Microsoft"), ("custom", _("Another one"))],
    )
    oauth_tenant = forms.RegexField(
        r"^[A-Za-z0-9.-]{1,100}$",
        label=_("Directory (tenant) ID"),
        required=False,
        help_text=_("For clients of a single organisation; empty for any"),
        error_messages={"invalid": _("Copy the tenant's ID or domain from the provider's console.")},
    )
    oauth_client_id = forms.CharField(
        label=_("Client ID"), required=False, max_length=255, validators=[ONE_LINE]
    )
    oauth_client_secret = SecretField(label=_("Client secret"))
    oauth_authorize_url = forms.URLField(
        label=_("Authorisation address"), required=False, max_length=500, assume_scheme="https"
    )
    oauth_token_url = forms.URLField(
        label=_("Token address"), required=False, max_length=500, assume_scheme="https"
    )
    oauth_scope = forms.CharField(label=_("Scope"), required=False, max_length=500, validators=[ONE_LINE])

    def oauth_details(self) -> OAuthDetails | None:
        """The client as typed; None where the mailbox signs in by password."""
        data = self.cleaned_data
        if data.get("sign_in") != SignIn.OAUTH2:
            return None
        issuer = data["oauth_issuer"]
        known = oauth_endpoints(issuer, data["oauth_tenant"])
        if known is not None:
            return OAuthDetails(
                issuer, data["oauth_client_id"], known.authorize_url, known.token_url, known.scope
            )
        return OAuthDetails(
            "custom",
            data["oauth_client_id"],
            data["oauth_authorize_url"],
            data["oauth_token_url"],
            data["oauth_scope"],
        )

    def clean_oauth(self, data: dict[str, Any]) -> None:
        """Put an error beside what is missing; called by the whole form where this sign-in is chosen."""
        wanted = ["oauth_issuer", "oauth_client_id"]
        if data.get("oauth_issuer") == "custom":
            wanted += ["oauth_authorize_url", "oauth_token_url", "oauth_scope"]
        for name in wanted:
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
