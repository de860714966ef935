"""Comparing a mailbox with its server, UID by UID, because somebody asked for it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from kombu.exceptions import OperationalError

from helpdesk.accounts.request import SignedInRequest
from inbox.access import access_mailbox
from inbox.tasks import reconcile_mailbox

_WAITS_SECONDS = 600


@require_POST
def comparison(request: SignedInRequest, mailbox_id: int) -> HttpResponse:
    """Have a worker compare every folder; what is missing is fetched, and the page shows the outcome."""
    found = access_mailbox(request.access, mailbox_id)
    try:
        reconcile_mailbox.apply_async([found.pk], expires=_WAITS_SECONDS, retry=False)
    except OperationalError:
        messages.error(request, _("No worker can be reached now; the comparison was not started."))
    else:
        messages.success(request, _("The comparison has started: its outcome stands here in a moment."))
    return redirect(f"/settings/mailboxes/{found.pk}#health")
