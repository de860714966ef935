"""A file on a message: a name over a blob, served only through its ticket's rights."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Attachment(models.Model):
    """`message` is empty while an agent's upload waits in a draft; then `uploader` alone may touch it."""

    message = models.ForeignKey("inbox.Message", models.CASCADE, null=True, related_name="attachments")
    uploader = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    blob = models.ForeignKey("inbox.Blob", models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=127)
    content_id = models.CharField(max_length=300, blank=True)
    is_inline = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "attachment"
