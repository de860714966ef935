"""Forms of stores and mailboxes. Fields are listed one by one; stored passwords are never put into a page."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.utils.translation import gettext_lazy as _

from helpdesk.web.settings_pages import mail_languages, model_field, time_zone_choices
from inbox.actions.mailboxes import MailboxDetails
from inbox.actions.stores import StoreDetails
from inbox.models import Mailbox, Store

_ONE_LINE = RegexValidator(
    r"[\x00-\x1f\x7f]", message=_("Line breaks and control characters are not allowed."), inverse_match=True
)
_MOST_ALIASES = 50


class StoreForm(forms.Form):
    """A store as an admin sees it."""

    name = model_field(Store, "name")
    channel = model_field(Store, "channel")
    country = forms.RegexField(
        r"^[A-Za-z]{2}$",
        label=_("Country"),
        help_text=_("Two letters, such as DE or US"),
        error_messages={"invalid": _("Type the country's two letters, such as DE or US.")},
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices, initial="UTC")
    default_language = forms.ChoiceField(label=_("Language"), choices=mail_languages)
    website = model_field(Store, "website", assume_scheme="https")
    is_active = model_field(Store, "is_active", initial=True)

    def details(self) -> StoreDetails:
        """What the valid form says."""
        return StoreDetails(**self.cleaned_data)


class MailboxForm(forms.Form):
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
    imap_host = model_field(Mailbox, "imap_host", validators=[_ONE_LINE])
    imap_port = forms.IntegerField(label=_("IMAP port"), min_value=1, max_value=65535, initial=993)
    imap_security = model_field(Mailbox, "imap_security")
    imap_username = model_field(Mailbox, "imap_username", validators=[_ONE_LINE])
    imap_password = forms.CharField(
        label=_("IMAP password"), strip=False, validators=[_ONE_LINE], max_length=1000
    )
    smtp_host = model_field(Mailbox, "smtp_host", validators=[_ONE_LINE])
    smtp_port = forms.IntegerField(label=_("SMTP port"), min_value=1, max_value=65535, initial=465)
    smtp_security = model_field(Mailbox, "smtp_security")
    smtp_username = model_field(Mailbox, "smtp_username", validators=[_ONE_LINE])
    smtp_password = forms.CharField(
        label=_("SMTP password"), strip=False, validators=[_ONE_LINE], max_length=1000, required=False
    )
    after_import = model_field(Mailbox, "after_import")
    poll_seconds = forms.IntegerField(
        label=_("Look for mail every (seconds)"), min_value=2, max_value=3600, initial=5
    )
    is_active = model_field(Mailbox, "is_active")

    def __init__(
        self, *args: Any, mailbox: Mailbox | None = None, may_move: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mailbox = mailbox
        for name in ("imap_password", "smtp_password"):
            # render_value stays off: a stored or just typed password never travels back to the browser
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            if mailbox is not None:
                self.fields[name].required = False
                self.fields[name].help_text = _("Leave empty to keep the stored one.")
        if mailbox is None:
            del self.fields["is_active"]
        if not may_move:
            del self.fields["store"]

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
        data = {name: value for name, value in self.cleaned_data.items() if name not in _NOT_DETAILS}
        store = self.cleaned_data.get("store")
        if store is None:
            assert self.mailbox is not None  # only a saved mailbox's form has no store field
            return MailboxDetails(store_id=self.mailbox.store_id, **data)
        return MailboxDetails(store_id=store.pk, **data)


_NOT_DETAILS = frozenset({"store", "imap_password", "smtp_password", "is_active"})


def mailbox_initial(mailbox: Mailbox) -> dict[str, Any]:
    """The form's start values for a saved mailbox."""
    names = (
        name for name in MailboxForm.base_fields if name not in {"aliases", "imap_password", "smtp_password"}
    )
    initial = {name: getattr(mailbox, name) for name in names}
    initial["aliases"] = "\n".join(mailbox.aliases.order_by("address").values_list("address", flat=True))
    return initial
