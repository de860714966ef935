"""A store: a brand on a sales channel, in a country and a time zone (PRODUCT.md MB-1)."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    OWN_SHOP = "own_shop", _("Own shop")
    SHOPIFY = "shopify", "Shopify"
    WOOCOMMERCE = "woocommerce", "WooCommerce"
    AMAZON = "amazon", "Amazon"
    EBAY = "ebay", "eBay"
    ETSY = "etsy", "Etsy"


class Store(models.Model):
    name = models.CharField(_("Name"), max_length=120)
    channel = models.CharField(_("Sales channel"), max_length=20, choices=Channel, default=Channel.OWN_SHOP)
    country = models.CharField(_("Country"), max_length=2, help_text=_("Two letters, such as DE or US"))
    time_zone = models.CharField(_("Time zone"), max_length=60, default="UTC")
    default_language = models.CharField(_("Language"), max_length=12, default="en")
    website = models.URLField(_("Website"), blank=True)
    is_active = models.BooleanField(_("In use"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "store"
        constraints = [models.UniqueConstraint(Lower("name"), name="store_name_once")]

    def __str__(self) -> str:
        return self.name
