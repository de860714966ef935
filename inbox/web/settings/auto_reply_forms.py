"""One automatic answer as an admin sees it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from helpdesk.web.settings_pages import model_field
from inbox.actions.auto_reply_settings import AutoReplyDetails
from inbox.mail.auto_texts import LONGEST
from inbox.models import AutoReply, Calendar


class AutoReplyForm(forms.Form):
    """Switch, hours, caps, and the words in one language."""

    is_on = model_field(AutoReply, "is_on", required=False)
    calendar = forms.ModelChoiceField(
        Calendar.objects.order_by("name"), label=_("Opening hours"), required=False, empty_label=_("None")
    )
    window_hours = model_field(AutoReply, "window_hours", min_value=1, max_value=8760)
    per_minute = model_field(AutoReply, "per_minute", min_value=1, max_value=600)
    text = forms.CharField(
        label=_("Text"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_(
            "Placeholders: {name} {store} {opens_at} {hours} {holiday}. Empty it for the text as shipped."
        ),
    )

    def details(self, language: str) -> AutoReplyDetails:
        """What the valid form says about the words in one language."""
        return AutoReplyDetails(language=language, **self.cleaned_data)
