"""Files an agent adds to a reply: stored before the reply is, waiting for it."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from inbox.mail.filenames import safe_name
from inbox.models import Attachment
from inbox.storage import store_blob

MAX_BYTES = 20 * 1024 * 1024


class TooLarge(ValueError):
    """The file would be refused by most mail servers."""


def store_upload(file: UploadedFile[bytes], *, actor: User, now: datetime) -> Attachment:
    """Store one uploaded file for a reply of the actor's; TooLarge above 20 MB."""
    if (file.size or 0) > MAX_BYTES:
        raise TooLarge(_("This file is larger than 20 MB: send a link to it instead."))
    with transaction.atomic():
        return Attachment.objects.create(
            uploader=actor,
            blob=store_blob(file.read()),
            name=safe_name(file.name or ""),
            content_type=(file.content_type or "application/octet-stream")[:127],
            created_at=now,
        )
