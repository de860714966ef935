"""An order as the desk knows it; connectors keep it fresh in a later release."""

from __future__ import annotations

from django.db import models


class Order(models.Model):
    """`items` is a list of {"sku", "name", "quantity", "price"}; amounts are decimal strings."""

    store = models.ForeignKey("inbox.Store", models.CASCADE, related_name="orders")
    customer = models.ForeignKey("inbox.Customer", models.CASCADE, related_name="orders")
    number = models.CharField(max_length=40)
    channel = models.CharField(max_length=20)
    status = models.CharField(max_length=20)
    placed_at = models.DateTimeField(null=True)
    total = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    items = models.JSONField(default=list)
    carrier = models.CharField(max_length=20, blank=True)
    tracking_number = models.CharField(max_length=40, blank=True)
    payment = models.CharField(max_length=40, blank=True)

    class Meta:
        db_table = "customer_order"
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="order_number_once")]
        indexes = [
            models.Index(fields=["customer", "-placed_at"], name="order_of_customer"),
            models.Index(fields=["number"], name="order_by_number"),
        ]
