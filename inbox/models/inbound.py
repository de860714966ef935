"""The inbound ledger: every UID a folder ever showed us ends in exactly one visible state."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class InboundState(models.TextChoices):
    FETCHED = "fetched", _("fetched, not filed yet")
    IMPORTED = "imported", _("imported")
    DUPLICATE = "duplicate", _("duplicate")
    IGNORED = "ignored", _("ignored")
    QUARANTINED = "quarantined", _("quarantined")
    VANISHED = "vanished", _("gone from the server before we could read it")


class InboundMail(models.Model):
    """One mail as one folder showed it. The unique key, not any lock, is what makes filing exactly-once."""

    # States in which the mail has reached its end.
    FINAL: ClassVar[frozenset[str]] = frozenset(
        {InboundState.IMPORTED, InboundState.DUPLICATE, InboundState.IGNORED, InboundState.VANISHED}
    )

    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="inbound")
    folder = models.CharField(max_length=255, default="INBOX")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    raw = models.ForeignKey("inbox.Blob", models.PROTECT, null=True, related_name="+")
    size = models.BigIntegerField(default=0)
    internal_date = models.DateTimeField()
    state = models.CharField(max_length=12, choices=InboundState, default=InboundState.FETCHED)
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    message_id = models.CharField(max_length=998, blank=True)
    duplicate_of = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    is_flagged = models.BooleanField(default=False)
    # Set for mail of a history import: whoever files it does so quietly, and takes our own mails as sent ones.
    import_job = models.ForeignKey(
        "inbox.ImportJob", models.RESTRICT, null=True, related_name="mails", db_index=False
    )
    fetched_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inbound_mail"
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "folder", "uidvalidity", "uid"], name="inbound_mail_once"
            )
        ]
        indexes = [
            # inbox.tasks.file_fetched_mail: what still waits, oldest first
            models.Index(fields=["id"], name="inbound_waiting", condition=models.Q(state="fetched")),
            # the quarantine page of a mailbox
            models.Index(
                fields=["mailbox", "-id"], name="inbound_quarantined", condition=models.Q(state="quarantined")
            ),
            # stored but not yet flagged on the server, where mails are flagged at all
            models.Index(
                fields=["mailbox", "uid"], name="inbound_not_flagged", condition=models.Q(is_flagged=False)
            ),
            # duplicate detection within a mailbox
            models.Index(fields=["mailbox", "raw"], name="inbound_same_content"),
            # what became of the mails of an import
            models.Index(
                fields=["import_job", "state"],
                name="inbound_of_import",
                condition=models.Q(import_job__isnull=False),
            ),
        ]
