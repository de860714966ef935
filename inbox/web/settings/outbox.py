"""The outbox: what waits, what failed, what is held, and the switch. For admins."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import database_now
from helpdesk.web.marks import admin_only
from helpdesk.web.settings_pages import settings_page
from inbox.access import access_mailbox, visible_mailboxes
from inbox.actions.hold import hold, release
from inbox.actions.outbox import NotResendable, mark_sent, resend
from inbox.models import Mailbox, OutboundMail
from inbox.queries.outbox import holds, outbox_rows

_SHOWN = 100


@require_safe
@admin_only
def outbox(request: SignedInRequest) -> HttpResponse:
    """The oldest hundred; `manage.py outbox list` has them all."""
    held = holds(database_now())
    context = {
        "page_title": _("Outbox"),
        "page_help": _("Mail on its way out, and mail that did not arrive."),
        "held": held,
        "desk_is_held": any(not one.mailbox for one in held),
        "mails": tuple(outbox_rows(limit=_SHOWN)),
        "mailboxes": visible_mailboxes(request.access).order_by("address"),
    }
    return settings_page(request, "inbox/outbox.html", "outbox", context)


@require_POST
@admin_only
def outbox_hold(request: SignedInRequest) -> HttpResponse:
    """Hold (`is_held` 1) or release the outbox of one mailbox, or of the whole desk where none is named."""
    mailbox = _mailbox(request)
    if request.POST.get("is_held") == "1":
        hold(mailbox, actor=request.user, now=database_now())  # the page and every other one say so
    elif release(mailbox, actor=request.user):
        messages.success(request, _("Released: waiting mail leaves now."))
    return redirect("settings-outbox")


@require_POST
@admin_only
def outbox_mail(request: SignedInRequest, outbound_id: int) -> HttpResponse:
    """Settle one mail: `verdict` is resend, or sent after a look at the mail server."""
    outbound = OutboundMail.objects.filter(pk=outbound_id).first()
    settle = {"resend": resend, "sent": mark_sent}.get(request.POST.get("verdict", ""))
    if outbound is None or settle is None:
        raise Http404
    try:
        settle(outbound, actor=request.user, now=database_now())
    except NotResendable:
        messages.info(request, _("This mail was settled meanwhile."))
    return redirect("settings-outbox")


def _mailbox(request: SignedInRequest) -> Mailbox | None:
    wanted = request.POST.get("mailbox", "")
    if not wanted:
        return None
    if not wanted.isdecimal() or len(wanted) > 17:
        raise Http404
    return access_mailbox(request.access, int(wanted))
