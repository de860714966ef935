"""Mailboxes: the list with its health, adding one, changing one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import Right
from helpdesk.accounts.request import SignedInRequest
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import refuse, settings_page
from inbox.access import access_mailbox
from inbox.actions.mailboxes import create_mailbox, set_mailbox_in_use, update_mailbox
from inbox.models import InboundMail, InboundState, Mailbox, Store
from inbox.web.settings.forms import MailboxForm, mailbox_initial
from inbox.web.settings.health import mailbox_health

_LIST = "/settings/mailboxes"


@require_safe
def mailboxes(request: SignedInRequest) -> HttpResponse:
    """The mailboxes the person manages, and how fetching and sending go."""
    if request.access.mailbox_ids(Right.MANAGE) == frozenset():
        raise PermissionDenied
    context = {
        "page_title": _("Mailboxes"),
        "mailboxes": mailbox_health(request.access),
        "new_url": f"{_LIST}/new" if request.access.is_admin else "",
    }
    return settings_page(request, "inbox/mailboxes.html", "mailboxes", context)


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def mailbox_new(request: SignedInRequest) -> HttpResponse:
    """Add a mailbox."""
    if not Store.objects.exists():
        messages.warning(request, _("Add a store first: every mailbox belongs to one."))
        return redirect("settings-store-new")
    form = MailboxForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            create_mailbox(
                form.details(),
                imap_password=data["imap_password"],
                smtp_password=data["smtp_password"],
                actor=request.user,
                ip=client_ip(request),
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved. The first mails arrive in a few seconds."))
            return redirect(_LIST)
    return mailbox_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Change a mailbox; for its managers too, who cannot move it to another store."""
    found = access_mailbox(request.access, mailbox_id)
    form = bound_form(request, found)
    if form.is_bound and form.is_valid() and _save(request, found, form):
        messages.success(request, _("Saved."))
        return redirect(_LIST)
    return mailbox_page(request, form, found)


def bound_form(request: SignedInRequest, found: Mailbox | None) -> MailboxForm:
    """The form with what was posted, or with the saved values."""
    posted = request.POST if request.method == "POST" else None
    if found is None:
        return MailboxForm(posted)
    return MailboxForm(
        posted, mailbox=found, may_move=request.access.is_admin, initial=mailbox_initial(found)
    )


def mailbox_page(
    request: SignedInRequest, form: MailboxForm, found: Mailbox | None, steps: tuple[Any, ...] = ()
) -> HttpResponse:
    """Draw the form; `steps`: the outcome of a connection test without scripts."""
    context: dict[str, Any] = {
        "page_title": found.name if found else _("Add a mailbox"),
        "back_url": _LIST,
        "form": form,
        "test_url": f"{_LIST}/{found.pk}/connection-test" if found else f"{_LIST}/connection-test",
        "steps": steps,
    }
    if found is not None:
        waiting = InboundMail.objects.filter(mailbox=found, state=InboundState.QUARANTINED)
        context |= {"quarantine_url": f"{_LIST}/{found.pk}/quarantine", "quarantined": waiting.count()}
    status = 422 if form.is_bound and form.errors else 200
    return settings_page(request, "inbox/mailbox_form.html", "mailboxes", context, status=status)


def _save(request: SignedInRequest, found: Mailbox, form: MailboxForm) -> bool:
    data, ip = form.cleaned_data, client_ip(request)
    try:
        update_mailbox(
            found.pk,
            form.details(),
            imap_password=data["imap_password"],
            smtp_password=data["smtp_password"],
            actor=request.user,
            ip=ip,
        )
    except Refused as refused:
        refuse(form, refused)
        return False
    set_mailbox_in_use(found.pk, data["is_active"], actor=request.user, ip=ip)
    return True
