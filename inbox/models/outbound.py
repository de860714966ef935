"""The outbox: what has to leave, when, and how that went (SECURITY.md 2.2, rule 4)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutboundState(models.TextChoices):
    QUEUED = "queued", _("queued")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    RETRY = "retry", _("trying again")
    FAILED = "failed", _("not delivered")
    UNKNOWN = "unknown", _("maybe sent")
    CANCELLED = "cancelled", _("taken back")


class OutboundMail(models.Model):
    """One mail to send. `data_started_at` is committed before the first byte of DATA: a lease that runs out
    after it ends in `unknown`, never in a second send."""

    WAITING: ClassVar[tuple[str, ...]] = (OutboundState.QUEUED, OutboundState.RETRY)

    message = models.OneToOneField("inbox.Message", models.CASCADE, related_name="outbound")
    mailbox = models.ForeignKey("inbox.Mailbox", models.PROTECT, related_name="outbox")
    state = models.CharField(max_length=10, choices=OutboundState, default=OutboundState.QUEUED)
    send_after = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    # The last claim: what the mailbox's sends per minute are counted by.
    attempted_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.CharField(max_length=40, blank=True)
    data_started_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, blank=True)
    # address -> {"state": waiting, sent, failed, bounced, delivered or delayed; "detail": the server's words}
    recipients = models.JSONField(default=dict)
    # A reply that was to leave later is not sent when the customer writes first.
    cancels_on_answer = models.BooleanField(default=False, db_default=False)
    is_automatic = models.BooleanField(default=False, db_default=False)
    sent_copy_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "outbound_mail"
        indexes = [
            # inbox.tasks.send_due_mail: what is due, and leases that ran out
            models.Index(
                fields=["mailbox", "is_automatic", "send_after"],
                name="outbound_due_of_mailbox",
                condition=models.Q(state__in=("queued", "retry")),
            ),
            models.Index(fields=["mailbox", "attempted_at"], name="outbound_rate"),
            models.Index(fields=["lease_until"], name="outbound_leased", condition=models.Q(state="sending")),
        ]


class OutboxHold(models.Model):
    """While a row is here nothing leaves: the whole desk (`mailbox` empty) or one mailbox (SECURITY.md R39, R40)."""

    mailbox = models.OneToOneField("inbox.Mailbox", models.CASCADE, null=True, related_name="outbox_hold")
    reason = models.CharField(max_length=40)  # operator | restored
    detail = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()

    class Meta:
        db_table = "outbox_hold"
        constraints = [
            models.UniqueConstraint(
                models.Value(1), name="outbox_hold_desk_once", condition=models.Q(mailbox__isnull=True)
            )
        ]
