"""A team: who a ticket can be handed to without naming a person."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Team(models.Model):
    name = models.CharField(_("Name"), max_length=80)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, verbose_name=_("Members"), related_name="teams", blank=True
    )
    is_active = models.BooleanField(_("In use"), default=True)

    class Meta:
        db_table = "team"
        constraints = [models.UniqueConstraint(Lower("name"), name="team_name_once")]

    def __str__(self) -> str:
        return self.name
