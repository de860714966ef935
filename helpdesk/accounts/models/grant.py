"""Per-mailbox rights (PRODUCT.md SC-1): see, reply, assign, export, manage, each on its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Right(models.TextChoices):
    SEE = "see", _("See")
    REPLY = "reply", _("Reply")
    ASSIGN = "assign", _("Assign")
    EXPORT = "export", _("Export")
    MANAGE = "manage", _("Manage")


class MailboxGrant(models.Model):
    """What one person may do in one mailbox. A row without `can_see` gives nothing."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="grants")
    can_see = models.BooleanField(default=True)
    can_reply = models.BooleanField(default=False)
    can_assign = models.BooleanField(default=False)
    can_export = models.BooleanField(default=False)
    can_manage = models.BooleanField(default=False)

    class Meta:
        db_table = "mailbox_grant"
        constraints = [models.UniqueConstraint(fields=["user", "mailbox"], name="mailbox_grant_once")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.mailbox_id}: {', '.join(sorted(self.rights))}"

    @property
    def rights(self) -> frozenset[str]:
        if not self.can_see:
            return frozenset()
        return frozenset(right.value for right in Right if getattr(self, f"can_{right.value}"))
