"""The form of a mailbox. Fields are listed one by one; stored passwords and secrets are never put into a page."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from helpdesk.web.settings_pages import mail_languages, model_field
from inbox.actions.mailboxes import MailboxDetails
from inbox.channels.email.presets import GENERIC, PRESETS
from inbox.models import Mailbox, SignIn, Store
from inbox.web.settings.oauth_form import ONE_LINE, OAuthFields, SecretField

_MOST_ALIASES = 50
_SECRETS = ("imap_password", "smtp_password", "oauth_client_secret")


class MailboxForm(OAuthFields):
    """A mailbox and the servers behind it. `mailbox`: the saved one, whose passwords may stay as they are."""

    store = forms.ModelChoiceField(
        label=_("Store"), queryset=Store.objects.order_by("name"), empty_label=None
    )
    name = model_field(Mailbox, "name")
    address = model_field(Mailbox, "address")
    aliases = forms.CharField(
        label=_("Further addresses"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Addresses that feed this mailbox too, one in a line"),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("As the customer writes")), *mail_languages()],
    )
    provider = forms.ChoiceField(
        label=_("Provider"),
        required=False,
        choices=[(preset.key, preset.label) for preset in (*PRESETS, GENERIC)],
        initial=GENERIC.key,
    )
    sign_in = forms.ChoiceField(
        label=_("Sign-in"),
        required=False,
        choices=SignIn.choices,
        initial=SignIn.PASSWORD,
        widget=forms.RadioSelect,
    )
    imap_host = model_field(Mailbox, "imap_host", validators=[ONE_LINE])
    imap_port = forms.IntegerField(label=_("IMAP port"), min_value=1, max_value=65535, initial=993)
    imap_security = model_field(Mailbox, "imap_security")
    imap_username = model_field(Mailbox, "imap_username", validators=[ONE_LINE])
    imap_password = SecretField(label=_("IMAP password"))
    smtp_host = model_field(Mailbox, "smtp_host", validators=[ONE_LINE])
    smtp_port = forms.IntegerField(label=_("SMTP port"), min_value=1, max_value=65535, initial=465)
    smtp_security = model_field(Mailbox, "smtp_security")
    smtp_username = model_field(Mailbox, "smtp_username", validators=[ONE_LINE])
    smtp_password = SecretField(label=_("SMTP password"))
    after_import = model_field(Mailbox, "after_import")
    move_to_folder = model_field(Mailbox, "move_to_folder", validators=[ONE_LINE])
    delete_after_days = forms.IntegerField(
        label=_("Delete after (days)"), required=False, min_value=1, max_value=3650, initial=30
    )
    poll_seconds = forms.IntegerField(
        label=_("Look for mail every (seconds)"), min_value=2, max_value=3600, initial=5
    )
    uses_idle = model_field(Mailbox, "uses_idle", initial=True)
    has_plus_addresses = model_field(
        Mailbox,
        "has_plus_addresses",
        initial=True,
        help_text=_("name+token@… reaches this mailbox: answers and bounces are tied to their conversation"),
    )
    sends_per_minute = forms.IntegerField(
        label=_("Mails sent per minute, at most"), required=False, min_value=1, max_value=6000, initial=60
    )
    sent_folder = model_field(Mailbox, "sent_folder", validators=[ONE_LINE])
    requests_dsn = model_field(Mailbox, "requests_dsn")
    has_canary = model_field(Mailbox, "has_canary")
    silence_hours = forms.IntegerField(
        label=_("Alarm when no mail came for (hours)"),
        required=False,
        min_value=0,
        max_value=8760,
        initial=0,
        help_text=_("0: no alarm"),
    )
    is_active = model_field(Mailbox, "is_active")

    def __init__(
        self, *args: Any, mailbox: Mailbox | None = None, may_move: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mailbox = mailbox
        if mailbox is None:
            del self.fields["is_active"]
            self.fields["smtp_password"].help_text = _("Empty: the same as for IMAP")
        elif not may_move:
            del self.fields["store"]
        for name in _NEEDED:  # asked for by `clean`, where the rest of the form wants them
            self.fields[name].is_needed = True  # type: ignore[attr-defined]
        for name in _stored(mailbox):
            self.fields[name].is_needed = False  # type: ignore[attr-defined]
            self.fields[name].help_text = _("Leave empty to keep the stored one.")

    def clean(self) -> dict[str, Any]:
        """What one field asks of another; a field that a script left out keeps what is stored."""
        data = dict(super().clean() or {})
        for name in _KEPT:
            if name not in self.data and name in data:
                data[name] = getattr(self.mailbox, name) if self.mailbox else self.fields[name].initial
            elif data.get(name) in (None, ""):
                data[name] = self.fields[name].initial
        if data.get("sign_in") == SignIn.OAUTH2:
            self.clean_oauth(data)
        elif self.mailbox is None and data.get("smtp_username") == data.get("imap_username"):
            # one account at one provider, mostly
            data["smtp_password"] = data.get("smtp_password") or data.get("imap_password", "")
        return data

    def clean_aliases(self) -> tuple[str, ...]:
        """Addresses separated by lines, commas or spaces."""
        found = [part for part in re.split(r"[\s,;]+", self.cleaned_data["aliases"]) if part]
        if len(found) > _MOST_ALIASES:
            raise ValidationError(_("Fifty further addresses are the most."))
        for address in found:
            try:
                validate_email(address)
            except ValidationError:
                raise ValidationError(
                    _("“%(address)s” is not a mail address."), params={"address": address[:80]}
                ) from None
        return tuple(found)

    def details(self) -> MailboxDetails:
        """What the valid form says, without passwords."""
        data = {name: value for name, value in self.cleaned_data.items() if name in _DETAILS}
        store = self.cleaned_data.get("store")
        if store is None:
            assert self.mailbox is not None  # only a saved mailbox's form has no store field
            return MailboxDetails(store_id=self.mailbox.store_id, **data)
        return MailboxDetails(store_id=store.pk, **data)

    def typed(self) -> dict[str, Any]:
        """The passwords and the OAuth 2 client, as the actions take them."""
        return {
            "imap_password": self.cleaned_data["imap_password"],
            "smtp_password": self.cleaned_data["smtp_password"],
            "client_secret": self.cleaned_data["oauth_client_secret"],
            "oauth": self.oauth_details(),
        }


_NEEDED = (
    "provider", "sign_in", "imap_password", "oauth_issuer", "oauth_client_id", "oauth_authorize_url",
    "oauth_token_url", "oauth_scope", "move_to_folder", "delete_after_days", "sends_per_minute", "silence_hours",
)  # fmt: skip
_DETAILS = frozenset(MailboxDetails.__dataclass_fields__) - {"store_id"}
# Not always in the form that is sent, and with a value of their own when they are missing.
_KEPT = ("provider", "sign_in", "delete_after_days", "sends_per_minute", "silence_hours")


def mailbox_initial(mailbox: Mailbox) -> dict[str, Any]:
    """The form's start values for a saved mailbox."""
    names = _DETAILS - {"aliases"} | {"store", "is_active"}
    initial = {name: getattr(mailbox, name) for name in names}
    initial["aliases"] = "\n".join(mailbox.aliases.order_by("address").values_list("address", flat=True))
    grant = getattr(mailbox, "oauth", None)
    if grant is not None:
        for name in ("issuer", "client_id", "authorize_url", "token_url", "scope"):
            initial[f"oauth_{name}"] = getattr(grant, name)
        initial["oauth_tenant"] = _tenant(grant.token_url) if grant.issuer == "microsoft" else ""
    return initial


def _stored(mailbox: Mailbox | None) -> list[str]:
    if mailbox is None:
        return []
    grant = getattr(mailbox, "oauth", None)
    found = {
        "imap_password": mailbox.sealed_imap_password,
        "smtp_password": mailbox.sealed_smtp_password,
        "oauth_client_secret": grant.sealed_client_secret if grant else "",
    }
    return [name for name in _SECRETS if found[name]]


def _tenant(token_url: str) -> str:
    name = token_url.split("/")[3] if token_url.count("/") > 3 else ""
    return "" if name == "common" else name
