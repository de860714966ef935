"""What an admin chooses for an import of history."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

# One upload travels through the web server's disk twice; what is larger is imported on the machine itself.
MAX_UPLOAD_BYTES = 2 * 1024**3
_MOST_FILES = 500
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


class _Folders(forms.MultipleChoiceField):
    """Names as the server gave them; whether they are still there, the import finds out."""

    def valid_value(self, value: str) -> bool:
        return 0 < len(value) <= 255 and not _CONTROL.search(value)


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return files.getlist(name)


class _Files(forms.FileField):
    """Several files under one name."""

    widget = _FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(_Files, self).clean(one, initial) for one in data or [None]]


class _Choices(forms.Form):
    since = forms.DateField(
        label=_("Nothing older than"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )
    open_days = forms.TypedChoiceField(
        label=_("Imported conversations"),
        coerce=int,
        choices=[
            (0, _("Mark all as done")),
            (7, _("Leave open those whose last word is a customer's of the last 7 days")),
            (14, _("Leave open those whose last word is a customer's of the last 14 days")),
            (30, _("Leave open those whose last word is a customer's of the last 30 days")),
        ],
        initial=0,
    )


class FolderImportForm(_Choices):
    """Folders of the mailbox's account."""

    folders = _Folders(
        label=_("Folders"), error_messages={"required": _("Choose at least one folder.")}, choices=()
    )

    field_order = ("folders", "since", "open_days")


class FileImportForm(_Choices):
    """Uploaded files."""

    uploads = _Files(
        label=_("Files"),
        help_text=_("Mails as .eml, or whole archives as .mbox, 2 GB together. Larger ones: see below."),
        allow_empty_file=False,
        error_messages={"required": _("Choose at least one file.")},
    )
    labels = forms.MultipleChoiceField(
        label=_("Also import from a Gmail archive"),
        required=False,
        choices=[("spam", _("Spam")), ("trash", _("Trash")), ("draft", _("Drafts"))],
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ("uploads", "labels", "since", "open_days")

    def clean_uploads(self) -> list[UploadedFile[bytes]]:
        """The uploads, within the limits."""
        files: list[UploadedFile[bytes]] = self.cleaned_data["uploads"]
        if len(files) > _MOST_FILES:
            raise ValidationError(_("Five hundred files at a time are the most: put them into one .mbox."))
        if sum(one.size or 0 for one in files) > MAX_UPLOAD_BYTES:
            raise ValidationError(_("That is more than 2 GB. Import it with the command below."))
        return files
