"""What somebody began to write: on the server, so that a crash or another device loses nothing."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Draft(models.Model):
    """`kind`: reply or note. One of each per person and ticket."""

    ticket = models.ForeignKey("inbox.Ticket", models.CASCADE, related_name="drafts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=5)
    body = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "draft"
        constraints = [models.UniqueConstraint(fields=["user", "ticket", "kind"], name="draft_once")]
