"""Forms about people and teams. Fields are listed one by one: nothing else of a row can be set by a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.models import Team, User
from helpdesk.web.settings_pages import model_field, screen_languages, time_zone_choices


class PersonForm(forms.Form):
    """A person as an admin sees them; `password` is needed only for somebody new."""

    username = model_field(User, "username", help_text=_("What they type to sign in"))
    name = model_field(User, "name")
    email = model_field(User, "email")
    role = model_field(User, "role")
    language = forms.ChoiceField(label=_("Language"), choices=screen_languages)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=time_zone_choices)
    is_active = forms.BooleanField(label=_("May sign in"), required=False)
    password = forms.CharField(
        label=_("Password"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Leave empty to keep it. A new one ends all sessions of this person."),
    )

    def __init__(self, *args: Any, is_new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_new:
            del self.fields["is_active"]
            self.fields["password"].required = True
            self.fields["password"].help_text = _(
                "At least 12 characters; they can change it in their profile."
            )


class TeamForm(forms.Form):
    """A team and who is in it."""

    name = model_field(Team, "name")
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=User.objects.filter(is_active=True).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    is_active = model_field(Team, "is_active", initial=True)
