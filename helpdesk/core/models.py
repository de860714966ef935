"""Rows that belong to no app: signs of life, and the memory of forms already carried out."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Heartbeat(models.Model):
    """When a part of the desk last showed life; written by a task, read by /readyz and `doctor`."""

    part = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    class Meta:
        db_table = "heartbeat"


class IdempotencyKey(models.Model):
    """A mutating form's key and what it made, so that a double click is one act (keys live 24 h and longer)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    action = models.CharField(max_length=40)
    object_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "idempotency_key"
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_key_once")]


class ThrottleCounter(models.Model):
    """Tries per key inside a window. In the database: a flushed Redis must not reset it."""

    key = models.CharField(max_length=160, primary_key=True)
    count = models.PositiveIntegerField()
    window_started_at = models.DateTimeField()

    class Meta:
        db_table = "throttle_counter"


class DatabaseMark(models.Model):
    """How far this database has come and where it lives; one row. A restored or failed-over database shows
    another `identity`, or a `beat` that is behind what the data directory remembers (SECURITY.md R39, R40)."""

    desk = models.CharField(
        max_length=32
    )  # a random name: another desk's data directory says nothing about us
    identity = models.CharField(max_length=120)
    beat = models.BigIntegerField()
    seen_at = models.DateTimeField()

    class Meta:
        db_table = "database_mark"
        constraints = [models.UniqueConstraint(models.Value(1), name="database_mark_once")]
