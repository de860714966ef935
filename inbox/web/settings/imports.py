"""Importing a mailbox's past: choose, watch, pause, go on, give up."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from helpdesk.core.secrets import SecretUnreadable
from helpdesk.web.client import client_ip
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import refuse, settings_page
from inbox.access import access_mailbox
from inbox.actions.imports import jobs
from inbox.actions.imports.imap_source import folder_choices
from inbox.actions.imports.jobs import Choices
from inbox.actions.imports.scratch import StoredFile, remove_all, store_file
from inbox.channels.email.errors import MailServerProblem
from inbox.models import ImportJob, Mailbox
from inbox.queries.imports import import_of, imports_of
from inbox.web.fragments import is_fragment
from inbox.web.settings.import_forms import FileImportForm, FolderImportForm


@require_http_methods(["GET", "HEAD", "POST"])
@admin_only
def imports(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """The imports of a mailbox, and the forms that start one."""
    found = access_mailbox(request.access, mailbox_id)
    if request.method != "POST":
        return _page(request, found, {})
    is_upload = request.POST.get("kind") == "files"
    form = FileImportForm(request.POST, request.FILES) if is_upload else FolderImportForm(request.POST)
    if form.is_valid():
        try:
            job = _start(request, found, form)
        except Refused as refused:
            refuse(form, refused)
        except OSError:
            form.add_error(None, _("There is no space left to store the files. Free some and try again."))
        else:
            return redirect(_url(found, job.pk))
    return _page(request, found, {"file_form" if is_upload else "folder_form": form}, status=422)


@require_POST
@admin_only
def import_folders(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Ask the mail server for its folders; POST, because it signs in with the stored password."""
    found = access_mailbox(request.access, mailbox_id)
    context: dict[str, Any] = {"offered": [], "folder_problem": "", "folder_form": FolderImportForm()}
    try:
        context["offered"] = folder_choices(found)
    except (MailServerProblem, SecretUnreadable) as error:
        context["folder_problem"] = str(error)
    if is_fragment(request):
        return render(request, "inbox/import_folders.html", context | {"import_url": _url(found)})
    return _page(request, found, context)


@require_safe
@admin_only
def import_page(request: SignedInRequest, mailbox_id: int, job_id: int) -> HttpResponse:
    """How an import goes; htmx asks for its panel alone while it runs."""
    found = access_mailbox(request.access, mailbox_id)
    job = import_of(found, job_id)
    if job is None:
        raise Http404
    context = {"job": job, "import_url": _url(found, job.id), "is_patch": is_fragment(request)}
    if is_fragment(request):
        return render(request, "inbox/import_progress.html", context)
    context |= {
        "page_title": _("Import"),
        "page_help": f"{found.name} · {found.address}",
        "back_url": _url(found),
        "back_label": _("Imports"),
        "quarantine_url": f"/settings/mailboxes/{found.pk}/quarantine",
    }
    return settings_page(request, "inbox/import.html", "mailboxes", context)


@require_POST
@admin_only
def import_state(request: SignedInRequest, mailbox_id: int, job_id: int) -> HttpResponse:
    """Pause, resume or cancel an import."""
    found = access_mailbox(request.access, mailbox_id)
    job = ImportJob.objects.filter(mailbox=found, pk=job_id).first()
    if job is None:
        raise Http404
    wanted, actor, ip = request.POST.get("state"), request.user, client_ip(request)
    if wanted == "paused":
        is_done = jobs.pause(job.pk, actor=actor, ip=ip)
    elif wanted == "running":
        is_done = jobs.resume(job.pk, actor=actor, ip=ip)
    else:
        is_done = wanted == "cancelled" and jobs.cancel(job.pk, actor=actor, now=utcnow(), ip=ip)
    if not is_done:
        messages.warning(request, _("The import is in another state by now."))
    return redirect(_url(found, job.pk))


def _start(request: SignedInRequest, found: Mailbox, form: FileImportForm | FolderImportForm) -> ImportJob:
    data, key = form.cleaned_data, jobs.new_key()
    files: tuple[StoredFile, ...] = ()
    try:
        for number, upload in enumerate(data.get("uploads", ())):
            stored = store_file(key, number, upload.name or _("file"), upload.chunks(1024 * 1024))
            files = (*files, stored)
        choices = Choices(
            folders=tuple(dict.fromkeys(data.get("folders", ()))),
            files=files,
            since=data["since"],
            labels=frozenset(data.get("labels", ())),
            open_days=data["open_days"],
        )
        return jobs.start_import(
            found, choices, actor=request.user, now=utcnow(), key=key, ip=client_ip(request)
        )
    except BaseException:
        remove_all(key, files, 0)
        raise


def _page(
    request: SignedInRequest, found: Mailbox, more: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    context = {
        "page_title": _("Import history"),
        "page_help": _(
            "Old mail becomes conversations with its dates; no rule, clock or automatic answer starts."
        ),
        "back_url": f"/settings/mailboxes/{found.pk}",
        "back_label": found.name,
        "import_url": _url(found),
        "address": found.address,
        "jobs": imports_of(found),
        "folder_form": FolderImportForm(),
        "file_form": FileImportForm(),
        "offered": None,
        "folder_problem": "",
    }
    return settings_page(request, "inbox/imports.html", "mailboxes", context | more, status=status)


def _url(found: Mailbox, job_id: int | None = None) -> str:
    base = f"/settings/mailboxes/{found.pk}/import"
    return base if job_id is None else f"{base}/{job_id}"
