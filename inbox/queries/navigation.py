"""The navigation's lines with their open counts, capped so that a big desk costs no more than a small one."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils.translation import gettext as _

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import Right
from inbox.access import visible_mailboxes
from inbox.models import Mailbox
from inbox.queries.rows import Choice, NavCount, NavSection
from inbox.queries.views import VIEWS, ListFilter, tickets_of

COUNT_CAP = 100


def navigation(
    access: Access, *, current: str, current_mailbox: int | None, now: datetime
) -> tuple[NavSection, ...]:
    """Views and mailboxes with counts: two queries in all."""
    mailboxes = list(visible_mailboxes(access).filter(is_active=True).order_by("store__name", "name"))
    wanted = {f"view:{slug}": ListFilter(view=slug) for slug in VIEWS}
    wanted |= {f"mailbox:{mailbox.pk}": ListFilter(mailbox=mailbox.pk) for mailbox in mailboxes}
    counts = _capped_counts(access, wanted, now)
    views = tuple(
        NavCount(
            key=slug,
            label=str(view.label),
            count=counts[f"view:{slug}"],
            url=f"/inbox/{slug}",
            is_current=slug == current and current_mailbox is None,
        )
        for slug, view in VIEWS.items()
    )
    boxes = tuple(
        NavCount(
            key=str(mailbox.pk),
            label=mailbox.name,
            count=counts[f"mailbox:{mailbox.pk}"],
            url=f"/inbox/all?mailbox={mailbox.pk}",
            is_current=mailbox.pk == current_mailbox,
        )
        for mailbox in mailboxes
    )
    sections = [NavSection("inbox", views), NavSection("mailboxes", boxes)]
    if access.mailbox_ids(Right.MANAGE) != frozenset():
        settings = NavCount(
            "settings", _("Settings"), 0, "/settings/mailboxes", is_current=current == "settings"
        )
        sections.append(NavSection("settings", (settings,)))
    return tuple(sections)


def mailbox_choices(access: Access, selected: int | None) -> tuple[Choice, ...]:
    """The mailboxes of the list's filter."""
    rows: list[Mailbox] = list(visible_mailboxes(access).filter(is_active=True).order_by("name"))
    return tuple(Choice(str(row.pk), row.name, is_selected=row.pk == selected) for row in rows)


def _capped_counts(access: Access, wanted: dict[str, ListFilter], now: datetime) -> Counter[str]:
    """Count every list up to the cap in one statement: each part stops after `COUNT_CAP` index entries."""
    parts: list[str] = []
    arguments: list[Any] = []
    for name, filter_ in wanted.items():
        tickets = tickets_of(access, filter_, now).order_by().values("pk")[:COUNT_CAP]
        try:
            sql, parameters = tickets.query.sql_with_params()
        except EmptyResultSet:  # somebody without any mailbox: Django knows without asking
            continue
        parts.append(f"SELECT %s AS name, (SELECT count(*) FROM ({sql}) AS capped) AS count")  # noqa: S608
        arguments += [name, *parameters]
    if not parts:
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), arguments)
        return Counter({str(name): int(count) for name, count in cursor.fetchall()})
