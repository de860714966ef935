"""What all settings pages share: their navigation, lists, forms that are refused, and choices."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from helpdesk.accounts.access import Access
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import Right
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from inbox.queries.navigation import navigation
from inbox.queries.rows import NavCount, NavSection


def settings_page(
    request: SignedInRequest, template: str, section: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """Draw a settings page; `section` is its line in the side navigation."""
    inbox_nav = navigation(request.access, current="settings", current_mailbox=None, now=utcnow())
    nav = (*(part for part in inbox_nav if part.kind != "settings"), _settings_nav(request.access, section))
    return render(request, template, {"nav": nav, **context}, status=status)


def form_page(
    request: SignedInRequest,
    section: str,
    form: forms.Form,
    context: dict[str, Any],
    *,
    template: str = "settings/form.html",
) -> HttpResponse:
    """Draw an admin form; with errors it answers 422, so that a script sees that nothing was saved."""
    status = 422 if form.is_bound and form.errors else 200
    return settings_page(request, template, section, {"form": form, **context}, status=status)


def refuse(form: forms.Form, refused: Refused) -> None:
    """Put an action's refusal beside the field it names."""
    form.add_error(refused.field if refused.field in form.fields else None, refused.sentence)


def model_field(model: type[models.Model], name: str, **overrides: Any) -> Any:
    """The form field of one named column: label, help, length and choices are said once, on the model."""
    column = model._meta.get_field(name)
    assert isinstance(column, models.Field)
    return column.formfield(**overrides)


def time_zone_choices() -> list[tuple[str, str]]:
    """Zones by place (no abbreviations, no Etc/)."""
    places = sorted(
        zone for zone in zoneinfo.available_timezones() if "/" in zone and zone[:4] not in ("Etc/", "SystemV")
    )
    return [(zone, zone.replace("_", " ")) for zone in ("UTC", *places)]


def screen_languages() -> list[tuple[str, str]]:
    """Languages the screens speak, each in its own name."""
    return [(code, str(get_language_info(code)["name_local"])) for code, _name in settings.LANGUAGES]


def mail_languages() -> list[tuple[str, str]]:
    """Languages a store may write in, by their names in the reader's language."""
    codes = ("en", "de", "fr", "es", "it", "nl", "pl", "pt", "sv", "ja", "ko", "zh-hans", "zh-hant")
    return [(code, str(get_language_info(code)["name_translated"])) for code in codes]


def _settings_nav(access: Access, section: str) -> NavSection:
    lines = [("profile", _("Profile"), "/settings/")]
    if access.is_admin:
        lines.append(("stores", _("Stores"), "/settings/stores"))
    if access.mailbox_ids(Right.MANAGE) != frozenset():
        lines.append(("mailboxes", _("Mailboxes"), "/settings/mailboxes"))
    if access.is_admin:
        lines += [
            ("calendars", _("Opening hours"), "/settings/calendars"),
            ("outbox", _("Outbox"), "/settings/outbox"),
            ("alarms", _("Alarms"), "/settings/alarms"),
            ("people", _("People"), "/settings/people"),
            ("teams", _("Teams"), "/settings/teams"),
            ("grants", _("Rights"), "/settings/grants"),
        ]
    items = (NavCount(key, label, 0, url, is_current=key == section) for key, label, url in lines)
    return NavSection("settings", tuple(items))
