"""Reading a ticket: the page, the conversation alone, its thread, its row."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from inbox.access import access_ticket
from inbox.queries.conversation import conversation
from inbox.queries.ticket_list import list_page, one_row
from inbox.queries.views import VIEWS, ListFilter
from inbox.web.fragments import is_fragment
from inbox.web.views.inbox import page_context


@require_safe
def ticket_page(request: SignedInRequest, number: int) -> HttpResponse:
    """The three panes with this ticket open, or for htmx the conversation and context panel."""
    ticket = access_ticket(request.access, number)
    now = utcnow()
    shown = conversation(request.access, ticket, now=now)
    wanted = _list_beside(request)
    if is_fragment(request):
        return render(
            request, "inbox/conversation_fragment.html", {"conversation": shown, "view": wanted.view}
        )
    page = list_page(request.access, wanted, cursor="", now=now)
    context = page_context(request, wanted, page)
    context |= {"conversation": shown, "page_title": f"#{shown.number} {shown.subject}"}
    return render(request, "inbox/inbox.html", context)


@require_safe
def ticket_thread(request: SignedInRequest, number: int) -> HttpResponse:
    """Header, thread and context, for patching an open conversation without touching its composer."""
    ticket = access_ticket(request.access, number)
    if request.GET.get("version") == str(ticket.version):
        return HttpResponse(status=204)
    shown = conversation(request.access, ticket, now=utcnow())
    return render(request, "inbox/thread.html", {"conversation": shown, "view": _list_beside(request).view})


@require_safe
def ticket_row(request: SignedInRequest, number: int) -> HttpResponse:
    """One row of the list, for patching it in place."""
    ticket = access_ticket(request.access, number)
    wanted = _list_beside(request)
    context = {
        "row": one_row(request.access, ticket),
        "view": wanted.view,
        "filters": {"mailbox": str(wanted.mailbox or ""), "sort": wanted.sort, "status": wanted.status},
        "conversation": None,
    }
    return render(request, "inbox/row.html", context)


def _list_beside(request: SignedInRequest) -> ListFilter:
    """The list a ticket was opened from: named in its own URL, else "all"."""
    parameters = request.GET.dict()
    view = parameters.get("view", "")
    if not view:
        query = parse_qs(urlsplit(request.headers.get("HX-Current-URL", "")).query)
        view = query.get("view", ["all"])[-1]
    return ListFilter.read(view if view in VIEWS else "all", parameters)
