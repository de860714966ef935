"""The folders of a mailbox: what is read, adding and removing, and starting a stopped one again."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.secrets import SecretUnreadable
from helpdesk.web.client import client_ip
from inbox.access import access_mailbox
from inbox.actions.folders import add_folder, list_server_folders, remove_folder, restart_folder
from inbox.channels.email.errors import MailServerProblem
from inbox.models import Mailbox, MailFolder, RestartMode
from inbox.web.fragments import is_fragment
from inbox.web.settings.mailboxes import mailbox_page, saved_form


@require_POST
def server_folders(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Ask the mail server for its folders; POST, because it signs in with the stored password."""
    found = access_mailbox(request.access, mailbox_id)
    try:
        context = {"offered": list_server_folders(found), "folder_problem": ""}
    except (MailServerProblem, SecretUnreadable) as error:
        context = {"offered": [], "folder_problem": str(error)}
    context["folder_url"] = f"/settings/mailboxes/{found.pk}/folders"
    if is_fragment(request):
        status = 422 if context["folder_problem"] else 200
        return render(request, "inbox/server_folders.html", context, status=status)
    return mailbox_page(request, saved_form(request, found), found, context)


@require_POST
def folder_new(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Read a folder too."""
    found = access_mailbox(request.access, mailbox_id)
    try:
        folder = add_folder(
            found.pk, request.POST.get("folder", ""), actor=request.user, ip=client_ip(request)
        )
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(name)s is read too.") % {"name": folder.name})
    return _back(found)


@require_POST
def folder_removal(request: SignedInRequest, mailbox_id: int, folder_id: int) -> HttpResponse:
    """Read a folder no longer."""
    found, folder = _folder(request, mailbox_id, folder_id)
    try:
        remove_folder(folder.pk, actor=request.user, ip=client_ip(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(name)s is not read any more.") % {"name": folder.name})
    return _back(found)


@require_POST
def folder_restart(request: SignedInRequest, mailbox_id: int, folder_id: int) -> HttpResponse:
    """Let a stopped folder go on, the way that was chosen."""
    found, folder = _folder(request, mailbox_id, folder_id)
    mode = request.POST.get("mode", "")
    try:
        if mode not in RestartMode.values:
            raise Refused(_("Choose how the folder goes on."))
        restart_folder(folder.pk, mode, actor=request.user, ip=client_ip(request))
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("%(name)s goes on with the next look.") % {"name": folder.name})
    return _back(found)


def _folder(request: SignedInRequest, mailbox_id: int, folder_id: int) -> tuple[Mailbox, MailFolder]:
    found = access_mailbox(request.access, mailbox_id)
    folder = MailFolder.objects.filter(mailbox=found, pk=folder_id).first()
    if folder is None:
        raise Http404
    return found, folder


def _back(mailbox: Mailbox) -> HttpResponse:
    return redirect(f"/settings/mailboxes/{mailbox.pk}#folders")
