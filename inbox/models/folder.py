"""An IMAP folder and how far it has been read: the cursor is ours, never the server's flags."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RestartMode(models.TextChoices):
    """How a stopped folder goes on."""

    ALL_NEW = "all_new", _("Import everything as new")
    FROM_NOW = "from_now", _("Start from now")


class MailFolder(models.Model):
    """`last_uid`: every UID up to it is in the ledger (RFC 3501, 2.3.1.1). `is_stopped` waits for an admin."""

    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="folders")
    name = models.CharField(max_length=255, default="INBOX")
    uidvalidity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    server_uidnext = models.BigIntegerField(null=True)
    server_exists = models.BigIntegerField(null=True)
    highest_modseq = models.BigIntegerField(null=True)  # RFC 7162, where the server has it
    reconciled_at = models.DateTimeField(null=True)
    # What the last full comparison found: UIDs on the server that the ledger does not hold.
    unaccounted = models.PositiveIntegerField(default=0, db_default=0)
    checked_at = models.DateTimeField(null=True)
    is_stopped = models.BooleanField(default=False)
    stop_reason = models.CharField(max_length=40, blank=True)
    # What an admin chose for a stopped folder, carried out by the next visit: a RestartMode.
    restart_mode = models.CharField(max_length=10, blank=True, default="", db_default="")

    class Meta:
        db_table = "mail_folder"
        constraints = [models.UniqueConstraint(fields=["mailbox", "name"], name="mail_folder_once")]
