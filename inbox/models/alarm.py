"""Alarms: a mailbox that is silent or failing says so, in the app, by mail and by webhook (PRODUCT.md MB-8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AlarmKind(models.TextChoices):
    FAILING = "failing", _("cannot be read")
    SILENT = "silent", _("gets no mail")
    STOPPED = "stopped", _("has a stopped folder")
    CANARY = "canary", _("lost its test mail")
    SENDING = "sending", _("cannot send")
    UNACCOUNTED = "unaccounted", _("has mail that is not accounted for")


class MailboxAlarm(models.Model):
    """One trouble of one mailbox, open until it is over; it opens and closes itself."""

    mailbox = models.ForeignKey("inbox.Mailbox", models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=12, choices=AlarmKind)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "mailbox_alarm"
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "kind"], name="mailbox_alarm_open_once", condition=models.Q(closed_at=None)
            )
        ]
        indexes = [models.Index(fields=["mailbox", "-id"], name="alarm_of_mailbox")]


class TargetKind(models.TextChoices):
    MAIL = "mail", _("Mail")
    WEBHOOK = "webhook", _("Webhook")


class AlarmTarget(models.Model):
    """Who is told besides the screen: a mail address or a webhook (signed with its secret)."""

    kind = models.CharField(_("How"), max_length=8, choices=TargetKind)
    address = models.CharField(_("Address"), max_length=500)
    sealed_secret = models.TextField(blank=True)
    is_active = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "alarm_target"
        constraints = [models.UniqueConstraint(fields=["kind", "address"], name="alarm_target_once")]


class AlarmNotice(models.Model):
    """One telling of one alarm (`is_over`: that it ended) to one target, tried until it arrived or is too old."""

    alarm = models.ForeignKey(MailboxAlarm, models.CASCADE, related_name="notices")
    target = models.ForeignKey(AlarmTarget, models.CASCADE, related_name="+")
    is_over = models.BooleanField(default=False)
    due_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        db_table = "alarm_notice"
        constraints = [
            models.UniqueConstraint(fields=["alarm", "target", "is_over"], name="alarm_notice_once")
        ]
        indexes = [
            models.Index(fields=["due_at"], name="alarm_notice_due", condition=models.Q(sent_at=None)),
        ]
