"""A customer and the addresses and handles they write from."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower


class Customer(models.Model):
    name = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=12, blank=True)
    country = models.CharField(max_length=2, blank=True)
    time_zone = models.CharField(max_length=60, blank=True)
    is_vip = models.BooleanField(default=False)
    note = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "customer"
        indexes = [GinIndex(fields=["name"], name="customer_name_trgm", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.name or f"customer {self.pk}"


class CustomerIdentity(models.Model):
    """One way to reach a customer. The address decides who a mail is from; nothing in its body does."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=12, default="email")
    value = models.CharField(max_length=320)
    is_primary = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "customer_identity"
        constraints = [models.UniqueConstraint("kind", Lower("value"), name="customer_identity_once")]
