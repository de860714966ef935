"""The audit log's event rows. A later sealer chains them in a table of its own: these are never updated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class AuditEvent(models.Model):
    """One thing somebody did. Written in the transaction of the change it tells of.

    The column `xid` (xid8, the writing transaction, added by the first migration) is the sealer's order, so
    that no late committer slips before a seal. `payload` holds ids and codes, no personal data; `ip_hmac`
    is a keyed hash.
    """

    at = models.DateTimeField(db_default=Now())
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    actor_label = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    mailbox_id = models.BigIntegerField(null=True)
    request_id = models.CharField(max_length=40, blank=True)
    ip_hmac = models.CharField(max_length=64, blank=True)
    payload = models.JSONField(default=dict)

    class Meta:
        db_table = "audit_event"
        indexes = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="audit_of_object"),
            models.Index(fields=["actor", "-id"], name="audit_of_actor"),
        ]
