"""Automatic answers of a mailbox, the hours they speak of, and whom they were sent to (PRODUCT.md MB-6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Calendar(models.Model):
    """Opening hours in one time zone (SECURITY.md 3.3).

    `weekly`: [[weekday 0-6, "09:00", "12:30"], ...], several intervals a day. `exceptions`: [{"date":
    "2026-12-25", "name": "Christmas", "intervals": []}, ...]; a date's own intervals replace the week's, so
    that a holiday has none and a make-up day has some.
    """

    name = models.CharField(_("Name"), max_length=80)
    time_zone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    weekly = models.JSONField(default=list)
    exceptions = models.JSONField(default=list)

    class Meta:
        db_table = "calendar"
        constraints = [models.UniqueConstraint(fields=["name"], name="calendar_name_once")]

    def __str__(self) -> str:
        return self.name


class AutoReplyKind(models.TextChoices):
    ACKNOWLEDGEMENT = "received", _("Mail received")
    OUT_OF_HOURS = "closed", _("Out of hours")
    HOLIDAY = "holiday", _("Holiday")


class AutoReply(models.Model):
    """One automatic answer of one mailbox; off until an admin switches it on.

    `texts`: language code -> the words, with placeholders such as {name} and {opens_at}.
    """

    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="auto_replies")
    kind = models.CharField(max_length=10, choices=AutoReplyKind)
    is_on = models.BooleanField(_("Switched on"), default=False)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    texts = models.JSONField(default=dict)
    # Once to one address in that time, and that many a minute from the whole mailbox (SECURITY.md A7).
    window_hours = models.PositiveSmallIntegerField(_("Again to the same customer after (hours)"), default=24)
    per_minute = models.PositiveSmallIntegerField(_("At most per minute"), default=20)

    class Meta:
        db_table = "auto_reply"
        constraints = [models.UniqueConstraint(fields=["mailbox", "kind"], name="auto_reply_once")]


class AutoReplyDecision(models.Model):
    """What was decided about one received message: sent, or suppressed and why; the caps count these rows."""

    message = models.OneToOneField("inbox.Message", models.CASCADE, related_name="auto_reply_decision")
    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="+")
    address = models.CharField(max_length=320)
    kind = models.CharField(max_length=10, blank=True)
    is_sent = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "auto_reply_decision"
        indexes = [
            # the caps: one address within its window, one mailbox within a minute
            models.Index(
                fields=["mailbox", "address", "-at"],
                name="auto_reply_to_address",
                condition=models.Q(is_sent=True),
            ),
            models.Index(
                fields=["mailbox", "-at"], name="auto_reply_of_mailbox", condition=models.Q(is_sent=True)
            ),
        ]
