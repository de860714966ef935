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
    MOVE = "move", _("Move it to another folder")
    DELETE = "delete", _("Delete it after some days")


class SignIn(models.TextChoices):
    """How the desk signs in to the mail servers."""

    PASSWORD = "password", _("Password")
    OAUTH2 = "oauth2", _("OAuth 2 (Google, Microsoft)")


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
    move_to_folder = models.CharField(
        _("Move to folder"), max_length=255, blank=True, default="", db_default=""
    )
    delete_after_days = models.PositiveIntegerField(_("Delete after (days)"), default=30, db_default=30)
    poll_seconds = models.PositiveIntegerField(_("Look for mail every (seconds)"), default=5)
    uses_idle = models.BooleanField(
        _("Let the server announce new mail (IDLE)"), default=True, db_default=True
    )
    provider = models.CharField(_("Provider"), max_length=20, default="generic", db_default="generic")
    sign_in = models.CharField(
        _("Sign-in"), max_length=10, choices=SignIn, default=SignIn.PASSWORD, db_default="password"
    )
    # Where the provider does not deliver plus addresses (RFC 5233), an answer to one would bounce.
    has_plus_addresses = models.BooleanField(_("Delivers plus addresses"), default=True, db_default=True)
    sends_per_minute = models.PositiveIntegerField(
        _("Mails sent per minute, at most"), default=60, db_default=60
    )
    sent_folder = models.CharField(
        _("Copy of sent mail to folder"),
        max_length=255,
        blank=True,
        default="",
        db_default="",
        help_text=_("Empty: no copy"),
    )
    requests_dsn = models.BooleanField(_("Ask for delivery reports (DSN)"), default=False, db_default=False)
    has_canary = models.BooleanField(_("Send itself a test mail every hour"), default=False, db_default=False)
    # A mailbox that usually gets mail and now gets none raises an alarm after that long; 0 is never.
    silence_hours = models.PositiveIntegerField(
        _("Alarm when no mail came for (hours)"), default=0, db_default=0
    )

    next_poll_at = models.DateTimeField(null=True)
    poll_lease_until = models.DateTimeField(null=True)
    # The server announces new mail (RFC 2177) as long as this lies ahead; the watcher renews it.
    idle_until = models.DateTimeField(null=True)
    last_poll_at = models.DateTimeField(null=True)
    last_success_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True)
    failure_count = models.PositiveIntegerField(default=0)
    last_error_code = models.CharField(max_length=40, blank=True)
    last_error_detail = models.CharField(max_length=300, blank=True)
    last_mail_at = models.DateTimeField(null=True)
    reconciled_at = models.DateTimeField(null=True)
    canary_token = models.CharField(max_length=64, blank=True, default="", db_default="")
    canary_sent_at = models.DateTimeField(null=True)
    canary_seen_at = models.DateTimeField(null=True)
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


class OAuthGrant(models.Model):
    """What an identity provider granted one mailbox (RFC 6749). Tokens are sealed to this row."""

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="oauth")
    issuer = models.CharField(max_length=20)  # google | microsoft | custom
    client_id = models.CharField(max_length=255)
    sealed_client_secret = models.TextField(blank=True)
    authorize_url = models.URLField(max_length=500)
    token_url = models.URLField(max_length=500)
    scope = models.CharField(max_length=500)
    sealed_access_token = models.TextField(blank=True)
    sealed_refresh_token = models.TextField(blank=True)
    expires_at = models.DateTimeField(null=True)
    needs_consent = models.BooleanField(default=True)
    last_error = models.CharField(max_length=300, blank=True)
    granted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oauth_grant"


class MailboxAlias(models.Model):
    """A further address that feeds the mailbox (PRODUCT.md MB-4)."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="aliases")
    address = models.EmailField(_("Address"))

    class Meta:
        db_table = "mailbox_alias"
        constraints = [models.UniqueConstraint(Lower("address"), name="mailbox_alias_once")]
