"""An import of history: which source, how far it got, and what became of the mails (PRODUCT.md MB-7)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportSource(models.TextChoices):
    IMAP = "imap", _("Folders of the mail server")
    FILES = "files", _("Uploaded .eml or .mbox files")
    PATH = "path", _("Files, Maildir or mbox on this machine")


class ImportState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    PAUSED = "paused", _("paused")
    DONE = "done", _("finished")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class ImportJob(models.Model):
    """`source` says what to read (folders with their UIDVALIDITY, blobs, or paths), `cursor` what is done.

    Imported mail starts no rule, no clock and no automatic answer. A worker holds the job by `lease_until`;
    one that was killed is taken up again from the cursor.
    """

    OPEN: ClassVar[tuple[str, ...]] = (ImportState.WAITING, ImportState.RUNNING)

    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="imports")
    kind = models.CharField(max_length=8, choices=ImportSource)
    source = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.WAITING)
    total = models.PositiveIntegerField(null=True)
    seen = models.PositiveIntegerField(default=0)
    imported = models.PositiveIntegerField(default=0)
    duplicate = models.PositiveIntegerField(default=0)
    ignored = models.PositiveIntegerField(default=0)
    quarantined = models.PositiveIntegerField(default=0)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    last_error = models.CharField(max_length=300, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "import_job"
        indexes = [models.Index(fields=["mailbox", "-id"], name="import_job_of_mailbox")]
