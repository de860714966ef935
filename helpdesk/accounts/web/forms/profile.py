"""Forms about oneself."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import User
from helpdesk.web.settings_pages import model_field, screen_languages, time_zone_choices


class ProfileForm(forms.Form):
    """How the desk looks to one person."""

    language = forms.ChoiceField(label=_("Language"), choices=screen_languages)
    theme = model_field(User, "theme")
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)


class PasswordForm(forms.Form):
    """One's own new password, against the old one."""

    old_password = forms.CharField(
        label=_("Old password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    password = forms.CharField(
        label=_("New password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=_("At least 12 characters. Your other sessions end."),
    )


class FactorRemovalForm(forms.Form):
    """Giving up one's second factor asks for both factors once more (SECURITY.md D9)."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        strip=False,
    )
    otp = forms.CharField(label=_("Code"), widget=forms.TextInput(attrs={"autocomplete": "one-time-code"}))
