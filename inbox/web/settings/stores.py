"""Stores: the list, adding one, changing one."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import form_page, refuse, settings_page
from inbox.actions.stores import create_store, update_store
from inbox.models import Store
from inbox.web.settings.forms import StoreForm

_LIST = "/settings/stores"


@require_safe
@admin_only
def stores(request: SignedInRequest) -> HttpResponse:
    """All stores, those not in use at the end."""
    found = Store.objects.annotate(boxes=Count("mailboxes")).order_by("-is_active", "name")
    rows = tuple(
        (
            f"{_LIST}/{store.pk}",
            (
                (store.name, store.website),
                str(store.get_channel_display()),
                (store.country, store.time_zone),
                str(store.boxes),
                _("in use") if store.is_active else _("not in use"),
            ),
        )
        for store in found
    )
    context = {
        "page_title": _("Stores"),
        "page_help": _("A store is a brand on one sales channel. Each has its own mailboxes."),
        "columns": (_("Name"), _("Sales channel"), _("Country"), _("Mailboxes"), _("State")),
        "rows": rows,
        "new_url": f"{_LIST}/new",
        "new_label": _("Add a store"),
        "empty_help": _("Add the first store, then its mailboxes."),
    }
    return settings_page(request, "settings/list.html", "stores", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def store_new(request: SignedInRequest) -> HttpResponse:
    """Add a store."""
    form = StoreForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            create_store(form.details(), actor=request.user, ip=client_ip(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(_LIST)
    return form_page(request, "stores", form, {"page_title": _("Add a store"), "back_url": _LIST})


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def store(request: SignedInRequest, store_id: int) -> HttpResponse:
    """Change a store."""
    found = get_object_or_404(Store, pk=store_id)
    initial = {name: getattr(found, name) for name in StoreForm.base_fields}
    form = StoreForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            update_store(found.pk, form.details(), actor=request.user, ip=client_ip(request))
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect(_LIST)
    return form_page(request, "stores", form, {"page_title": found.name, "back_url": _LIST})
