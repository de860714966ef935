"""A mailbox: an address that becomes tickets, the servers behind it, and how polling it goes."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from helpdesk.core.secrets import seal, unseal


class Security(models.TextChoices):
    TLS = "tls", _("TLS")
    STARTTLS = "starttls", "STARTTLS"
    PLAIN = "plain", _("None (only on this machine)")


class AfterImport(models.TextChoices):
    """What happens to the server's copy once ours is committed."""

    KEEP = "keep", _("Leave it as it is")
    SEEN = "seen", _("Mark it as read")


class Mailbox(models.Model):
    store = models.ForeignKey(
        "inbox.Store", models.PROTECT, verbose_name=_("Store"), related_name="mailboxes"
    )
    name = models.CharField(_("Name"), max_length=80, help_text=_("As the team calls it, such as Support DE"))
    address = models.EmailField(_("Address"), help_text=_("Replies go out from this address"))
    language = models.CharField(_("Language"), max_length=12, blank=True)
    is_active = models.BooleanField(_("In use"), default=True)

    imap_host = models.CharField(_("IMAP server"), max_length=255)
    imap_port = models.PositiveIntegerField(_("IMAP port"), default=993)
    imap_security = models.CharField(
        _("IMAP encryption"), max_length=8, choices=Security, default=Security.TLS
    )
    imap_username = models.CharField(_("IMAP user"), max_length=255)
    sealed_imap_password = models.TextField(blank=True)
    smtp_host = models.CharField(_("SMTP server"), max_length=255)
    smtp_port = models.PositiveIntegerField(_("SMTP port"), default=465)
    smtp_security = models.CharField(
        _("SMTP encryption"), max_length=8, choices=Security, default=Security.TLS
    )
    smtp_username = models.CharField(_("SMTP user"), max_length=255, blank=True)
    sealed_smtp_password = models.TextField(blank=True)
    after_import = models.CharField(
        _("On the server, imported mail"), max_length=8, choices=AfterImport, default=AfterImport.KEEP
    )
    poll_seconds = models.PositiveIntegerField(_("Look for mail every (seconds)"), default=5)

    next_poll_at = models.DateTimeField(null=True)
    poll_lease_until = models.DateTimeField(null=True)
    last_poll_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure_count = models.PositiveIntegerField(default=0)
    last_error_code = models.CharField(max_length=40, blank=True)
    last_error_detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "mailbox"
        constraints = [models.UniqueConstraint(Lower("address"), name="mailbox_address_once")]
        indexes = [
            # inbox.tasks.poll_mailboxes: who is due
            models.Index(fields=["next_poll_at"], name="mailbox_due", condition=models.Q(is_active=True)),
        ]

    def __str__(self) -> str:
        return self.name

    def set_secrets(self, *, imap_password: str | None = None, smtp_password: str | None = None) -> None:
        """Seal the passwords given; the row must have been saved."""
        if imap_password is not None:
            self.sealed_imap_password = seal(imap_password, row=self, column="sealed_imap_password")
        if smtp_password is not None:
            self.sealed_smtp_password = seal(smtp_password, row=self, column="sealed_smtp_password")

    @property
    def imap_password(self) -> str:
        return unseal(self.sealed_imap_password, row=self, column="sealed_imap_password")

    @property
    def smtp_password(self) -> str:
        """The submission password; "" where the server takes mail without signing in."""
        if not self.sealed_smtp_password:
            return ""
        return unseal(self.sealed_smtp_password, row=self, column="sealed_smtp_password")

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def lag_seconds(self, now: datetime) -> int | None:
        """Seconds since the last poll that succeeded; None before the first."""
        return None if self.last_success_at is None else int((now - self.last_success_at).total_seconds())


class MailboxAlias(models.Model):
    """A further address that feeds the mailbox (PRODUCT.md MB-4)."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="aliases")
    address = models.EmailField(_("Address"))

    class Meta:
        db_table = "mailbox_alias"
        constraints = [models.UniqueConstraint(Lower("address"), name="mailbox_alias_once")]
