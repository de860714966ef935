"""The ticket's own history, as agents read it between the messages."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class TimelineKind(models.TextChoices):
    CREATED = "created"
    STATUS = "status"
    PRIORITY = "priority"
    ASSIGNEE = "assignee"
    TEAM = "team"
    HANDOVER = "handover"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    TAKEN_BACK = "taken_back"
    SENT = "sent"
    SEND_FAILED = "send_failed"
    SEND_UNKNOWN = "send_unknown"
    STRANGER = "stranger"
    SENT_ANYWAY = "sent_anyway"
    BOUNCED = "bounced"
    AUTO_REPLIED = "auto_replied"
    LINKED = "linked"
    CANCELLED_BY_ANSWER = "cancelled"
    CANDIDATE = "candidate"


class TimelineEvent(models.Model):
    """`actor` is empty when the desk itself acted; `actor_label` then says which part. `data` maps str to str."""

    ticket = models.ForeignKey("inbox.Ticket", models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=20, choices=TimelineKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    actor_label = models.CharField(max_length=80, blank=True)
    message = models.ForeignKey("inbox.Message", models.CASCADE, null=True, related_name="+")
    data = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        db_table = "timeline_event"
        indexes = [models.Index(fields=["ticket", "id"], name="timeline_of_ticket")]
