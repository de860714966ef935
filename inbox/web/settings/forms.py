"""The form of a store. Fields are listed one by one."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.web.settings_pages import mail_languages, model_field, time_zone_choices
from inbox.actions.stores import StoreDetails
from inbox.models import Store


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
