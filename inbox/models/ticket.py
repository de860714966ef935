"""A ticket: one customer's matter in one mailbox, with what the list shows standing on the row."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _


class Status(models.TextChoices):
    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    PENDING = "pending", _("Pending customer")
    ESCALATED = "escalated", _("Needs escalation")
    RESOLVED = "resolved", _("Resolved")
    SPAM = "spam", _("Spam")


class Priority(models.IntegerChoices):
    """Stored as a number so that the list can sort by it."""

    LOW = 1, _("Low")
    NORMAL = 2, _("Normal")
    HIGH = 3, _("High")
    URGENT = 4, _("Urgent")


_OPEN = ("new", "in_progress", "pending", "escalated")
_IS_OPEN = models.Q(status__in=_OPEN)


class Ticket(models.Model):
    """The primary key is the number people see. `version` grows with every change a colleague can see."""

    OPEN_STATUSES: ClassVar[tuple[str, ...]] = _OPEN

    mailbox = models.ForeignKey("inbox.Mailbox", models.PROTECT, related_name="tickets")
    customer = models.ForeignKey("inbox.Customer", models.PROTECT, related_name="tickets")
    subject = models.CharField(max_length=500)
    status = models.CharField(max_length=12, choices=Status, default=Status.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.NORMAL)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="assigned_tickets"
    )
    team = models.ForeignKey("accounts.Team", models.SET_NULL, null=True, blank=True, related_name="tickets")
    language = models.CharField(max_length=12, default="und")
    intent = models.CharField(max_length=40, blank=True)
    sentiment = models.CharField(max_length=10, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    related = ArrayField(models.BigIntegerField(), default=list, blank=True)

    # What the list shows, kept by the actions that add messages.
    preview = models.CharField(max_length=200, blank=True)
    preview_is_ours = models.BooleanField(default=False)
    message_count = models.PositiveIntegerField(default=0)
    has_attachments = models.BooleanField(default=False)
    has_failed_delivery = models.BooleanField(default=False)
    last_message_id = models.BigIntegerField(default=0)
    last_inbound_id = models.BigIntegerField(default=0)
    last_activity_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True, blank=True)

    # The SLA clock's next deadline, written by one action of the routing app.
    next_due_at = models.DateTimeField(null=True, blank=True)
    next_due_kind = models.CharField(max_length=12, blank=True)
    sla_state = models.CharField(max_length=10, blank=True)

    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "ticket"
        indexes = [
            # "all", newest first; each serves one sort of the open list by keyset
            models.Index(fields=["-last_activity_at", "-id"], name="ticket_open_newest", condition=_IS_OPEN),
            models.Index(fields=["waiting_since", "id"], name="ticket_open_waiting", condition=_IS_OPEN),
            models.Index(fields=["next_due_at", "id"], name="ticket_open_due", condition=_IS_OPEN),
            models.Index(fields=["-priority", "-id"], name="ticket_open_priority", condition=_IS_OPEN),
            # "mine", "unassigned" and one mailbox, newest first
            models.Index(
                fields=["assignee", "-last_activity_at", "-id"],
                name="ticket_open_assignee",
                condition=_IS_OPEN,
            ),
            models.Index(
                fields=["mailbox", "-last_activity_at", "-id"], name="ticket_open_mailbox", condition=_IS_OPEN
            ),
            # resolved and spam, newest first
            models.Index(fields=["status", "-last_activity_at", "-id"], name="ticket_by_status"),
            # the customer's history
            models.Index(fields=["customer", "-id"], name="ticket_of_customer"),
            # inbox.tasks.wake_snoozed_tickets
            models.Index(
                fields=["snoozed_until"],
                name="ticket_snoozed",
                condition=models.Q(snoozed_until__isnull=False),
            ),
            GinIndex(fields=["subject"], name="ticket_subject_trgm", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def number(self) -> int:
        return int(self.pk)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN_STATUSES


class TicketRead(models.Model):
    """How far one person has read one ticket."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reads")
    through = models.BigIntegerField()

    class Meta:
        db_table = "ticket_read"
        constraints = [models.UniqueConstraint(fields=["user", "ticket"], name="ticket_read_once")]
