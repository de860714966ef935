"""A message of a ticket: mail in, mail out, or an internal note. What was said is never changed."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

_KEYS = ArrayField(models.CharField(max_length=120))


class Direction(models.TextChoices):
    IN = "in", _("from the customer")
    OUT = "out", _("from us")
    NOTE = "note", _("internal note")


class Message(models.Model):
    """A database trigger refuses changes of the words and headers: an edit would be a new message."""

    ticket = models.ForeignKey("inbox.Ticket", models.CASCADE, related_name="messages")
    direction = models.CharField(max_length=4, choices=Direction)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    inbound = models.OneToOneField(
        "inbox.InboundMail", models.PROTECT, null=True, blank=True, related_name="message"
    )
    from_name = models.CharField(max_length=300, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    to = models.JSONField(default=list)
    cc = models.JSONField(default=list)
    reply_to = models.JSONField(default=list)
    subject = models.CharField(max_length=998, blank=True)
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.JSONField(default=list)
    # What else a later mail of the same matter can be found by (inbox.mail.threading.thread_keys).
    thread_keys = ArrayField(
        models.CharField(max_length=120), default=list, db_default=models.Value([], _KEYS)
    )
    text = models.TextField(blank=True)  # the new words
    quoted_text = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    safe_html = models.TextField(blank=True)
    remote_images = models.JSONField(default=list)
    sanitizer_version = models.PositiveSmallIntegerField(default=0)
    language = models.CharField(max_length=12, default="und")
    automatic_kind = models.CharField(max_length=8, default="human")
    suppress_autoreply = models.BooleanField(default=False)
    trust = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    # What kind of mail it is besides its words: encrypted_pgp, signed_smime, calendar, ...
    notices = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    is_from_stranger = models.BooleanField(default=False)
    written_at = models.DateTimeField(null=True)  # the Date header, which may lie
    created_at = models.DateTimeField()  # arrival at the server for mail in; order and clocks use it

    class Meta:
        db_table = "message"
        indexes = [
            # the thread, oldest to newest
            models.Index(fields=["ticket", "id"], name="message_of_ticket"),
            # threading by In-Reply-To and References
            models.Index(
                fields=["message_id"], name="message_by_message_id", condition=~models.Q(message_id="")
            ),
            # answers that arrived before the mail they answer
            models.Index(
                fields=["in_reply_to"], name="message_by_in_reply_to", condition=~models.Q(in_reply_to="")
            ),
            GinIndex(
                fields=["references"],
                name="message_by_reference",
                opclasses=["jsonb_path_ops"],
                # Without a list of pending entries, which every question would have to read through.
                fastupdate=False,
            ),
            # relays and replies without references
            GinIndex(fields=["thread_keys"], name="message_by_thread_key", fastupdate=False),
        ]

    @property
    def is_public(self) -> bool:
        """Whether the customer may ever see it."""
        return self.direction != Direction.NOTE
