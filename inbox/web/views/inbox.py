"""The list and its place beside a conversation."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.clock import utcnow
from helpdesk.core.pages import BadCursor
from inbox.queries.navigation import mailbox_choices, navigation
from inbox.queries.rows import TicketPage
from inbox.queries.ticket_list import find_tickets, list_page
from inbox.queries.views import VIEWS, ListFilter
from inbox.web.fragments import is_fragment


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """The front door leads to one's own work."""
    return redirect("/inbox/mine")


@require_safe
def inbox(request: SignedInRequest, view: str) -> HttpResponse:
    """A view of the inbox: the page, or for htmx its list alone, or only the rows behind a cursor."""
    if view not in VIEWS:
        raise Http404
    wanted = ListFilter.read(view, request.GET.dict())
    cursor = request.GET.get("after", "")
    try:
        page = list_page(request.access, wanted, cursor=cursor, now=utcnow())
    except BadCursor as error:
        return HttpResponseBadRequest(str(error))
    if cursor and is_fragment(request):
        return render(request, "inbox/rows.html", list_context(request, wanted, page))
    if is_fragment(request):
        return render(request, "inbox/list.html", list_context(request, wanted, page))
    return render(request, "inbox/inbox.html", page_context(request, wanted, page))


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """Plain search over what the person may see."""
    text = request.GET.get("q", "")
    context = page_context(request, ListFilter(), TicketPage(rows=(), next_cursor=""))
    context |= {"query": text, "rows": find_tickets(request.access, text), "page_title": _("Search")}
    return render(request, "inbox/search.html", context)


@require_safe
def navigation_lines(request: SignedInRequest) -> HttpResponse:
    """The navigation alone, for bringing its counts up to date."""
    view = request.GET.get("view", "")
    wanted = ListFilter.read(view if view in VIEWS else "all", request.GET.dict())
    lines = navigation(request.access, current=view, current_mailbox=wanted.mailbox, now=utcnow())
    return render(request, "nav.html", {"nav": lines})


def list_context(request: SignedInRequest, wanted: ListFilter, page: TicketPage) -> dict[str, Any]:
    """What the list fragment shows."""
    return {
        "view": wanted.view,
        "view_label": VIEWS[wanted.view].label,
        "page": page,
        "filters": {
            "mailbox": str(wanted.mailbox or ""),
            "sort": wanted.sort,
            "status": wanted.status,
        },
        "mailboxes": mailbox_choices(request.access, wanted.mailbox),
        "conversation": None,
    }


def page_context(request: SignedInRequest, wanted: ListFilter, page: TicketPage) -> dict[str, Any]:
    """What the whole three-pane page shows."""
    context = list_context(request, wanted, page)
    context["page_title"] = context["view_label"]
    context["nav"] = navigation(
        request.access, current=wanted.view, current_mailbox=wanted.mailbox, now=utcnow()
    )
    return context
