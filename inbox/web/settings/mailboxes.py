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
from helpdesk.core.clock import database_now
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import refuse, settings_page
from inbox.access import access_mailbox
from inbox.actions.mailboxes import create_mailbox, set_mailbox_in_use, update_mailbox
from inbox.models import InboundMail, InboundState, Mailbox, OAuthGrant, Store
from inbox.queries.health import health_of
from inbox.web.settings.folder_rows import folder_views
from inbox.web.settings.health import in_words, mailbox_health
from inbox.web.settings.mailbox_form import MailboxForm, mailbox_initial
from inbox.web.settings.mailbox_hints import hints
from inbox.web.settings.mailbox_start import forget, proposed, start_page
from inbox.web.settings.oauth import redirect_uri

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
    if request.method == "POST":
        form = MailboxForm(request.POST)
        created = _create(request, form) if form.is_valid() else None
        if created is not None:
            return _after_creation(request, created)
        return mailbox_page(request, form, None)
    if "provider" not in request.GET:
        return start_page(request)
    return mailbox_page(request, MailboxForm(initial=proposed(request, request.GET["provider"])), None)


@require_http_methods(["GET", "HEAD", "POST"])
def mailbox(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Change a mailbox; for its managers too, who cannot move it to another store."""
    found = access_mailbox(request.access, mailbox_id)
    form = bound_form(request, found)
    if form.is_bound and form.is_valid() and _save(request, found, form):
        messages.success(request, _("Saved."))
        if _waits_for_consent(found.pk):
            return redirect(f"{_LIST}/{found.pk}")
        return redirect(_LIST)
    return mailbox_page(request, form, found)


def bound_form(request: SignedInRequest, found: Mailbox | None) -> MailboxForm:
    """The form with what was posted, or with the saved values."""
    posted = request.POST if request.method == "POST" else None
    return MailboxForm(posted) if found is None else saved_form(request, found, posted)


def saved_form(request: SignedInRequest, found: Mailbox, posted: Any = None) -> MailboxForm:
    """A saved mailbox's form; unbound unless something was posted to it."""
    initial = mailbox_initial(found)
    return MailboxForm(posted, mailbox=found, may_move=request.access.is_admin, initial=initial)


def mailbox_page(
    request: SignedInRequest, form: MailboxForm, found: Mailbox | None, more: dict[str, Any] | None = None
) -> HttpResponse:
    """Draw the form; `more`: what else is shown, such as the `steps` of a connection test without scripts."""
    context: dict[str, Any] = {
        "page_title": found.name if found else _("Add a mailbox"),
        "back_url": _LIST,
        "form": form,
        "save_url": f"{_LIST}/{found.pk}" if found else f"{_LIST}/new",
        "test_url": f"{_LIST}/{found.pk}/connection-test" if found else f"{_LIST}/connection-test",
        "redirect_uri": redirect_uri(request),
        **hints(form),
    }
    if found is not None:
        context |= _saved_context(found, is_admin=request.access.is_admin)
    status = 422 if form.is_bound and form.errors else 200
    return settings_page(
        request, "inbox/mailbox_form.html", "mailboxes", context | (more or {}), status=status
    )


def _saved_context(found: Mailbox, *, is_admin: bool) -> dict[str, Any]:
    waiting = InboundMail.objects.filter(mailbox=found, state=InboundState.QUARANTINED)
    own = f"{_LIST}/{found.pk}"
    return {
        "mailbox": found,
        "health": health_of(found, database_now()),
        "failure": in_words(found),
        "compare_url": f"{own}/comparison",
        "quarantine_url": f"{own}/quarantine",
        "import_url": f"{own}/import" if is_admin else "",
        "quarantined": waiting.count(),
        "folder_url": f"{own}/folders",
        "folders": folder_views(found),
        "grant": OAuthGrant.objects.filter(mailbox=found).first(),
        "consent_url": f"{own}/oauth",
    }


def _create(request: SignedInRequest, form: MailboxForm) -> Mailbox | None:
    try:
        return create_mailbox(form.details(), **form.typed(), actor=request.user, ip=client_ip(request))
    except Refused as refused:
        refuse(form, refused)
        return None


def _after_creation(request: SignedInRequest, created: Mailbox) -> HttpResponse:
    forget(request)
    if _waits_for_consent(created.pk):
        messages.success(request, _("Saved. Now let the provider give the desk its permission."))
        return redirect(f"{_LIST}/{created.pk}")
    messages.success(request, _("Saved. The first mails arrive in a few seconds."))
    return redirect(_LIST)


def _waits_for_consent(mailbox_id: int) -> bool:
    return OAuthGrant.objects.filter(mailbox_id=mailbox_id, needs_consent=True).exists()


def _save(request: SignedInRequest, found: Mailbox, form: MailboxForm) -> bool:
    ip = client_ip(request)
    try:
        update_mailbox(found.pk, form.details(), **form.typed(), actor=request.user, ip=ip)
    except Refused as refused:
        refuse(form, refused)
        return False
    set_mailbox_in_use(found.pk, form.cleaned_data["is_active"], actor=request.user, ip=ip)
    return True
