"""The list: one page of rows in a known number of queries (tickets, unread marks, drafts)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import F, Q, QuerySet

from helpdesk.accounts.access import Access
from helpdesk.core.pages import after, decode_cursor, encode_cursor, ordering
from inbox.access import visible_tickets
from inbox.models import CustomerIdentity, Draft, Priority, Ticket, TicketRead
from inbox.queries.people import chip
from inbox.queries.rows import TicketPage, TicketRow
from inbox.queries.views import SORTS, ListFilter, tickets_of

PAGE_SIZE = 50


def list_page(access: Access, wanted: ListFilter, *, cursor: str, now: datetime) -> TicketPage:
    """One keyset page; BadCursor for a cursor that is not ours."""
    column, descending = SORTS[wanted.sort]
    tickets = tickets_of(access, wanted, now)
    if cursor:
        value, row_id = decode_cursor(cursor, instants=column.endswith(("_at", "_since")))
        tickets = tickets.filter(after(column, value, row_id, descending=descending))
    found = list(_with_names(tickets).order_by(*ordering(column, descending=descending))[: PAGE_SIZE + 1])
    rows = found[:PAGE_SIZE]
    last = rows[-1] if len(found) > PAGE_SIZE else None
    return TicketPage(
        rows=rows_of(access, rows),
        next_cursor=encode_cursor(getattr(last, column), last.pk) if last else "",
    )


def one_row(access: Access, ticket: Ticket) -> TicketRow:
    """The row of one ticket, for patching it in place."""
    return rows_of(access, [_with_names(Ticket.objects.filter(pk=ticket.pk)).get()])[0]


def find_tickets(access: Access, text: str, *, limit: int = PAGE_SIZE) -> tuple[TicketRow, ...]:
    """Tickets by number, subject, customer, address, order or tracking number: the plain search of this release.

    Full text with operators, in any script, comes with the workspace.
    """
    text = text.strip()[:200]
    if not text:
        return ()
    number = text.removeprefix("#")
    conditions = Q(subject__icontains=text) | Q(customer__name__icontains=text)
    conditions |= Q(customer__identities__value__iexact=text)
    conditions |= Q(customer__orders__number__iexact=text) | Q(customer__orders__tracking_number__iexact=text)
    if number.isdecimal() and len(number) < 18:
        conditions |= Q(pk=int(number))
    ids = visible_tickets(access).filter(conditions).values("pk")
    tickets = _with_names(Ticket.objects.filter(pk__in=ids)).order_by("-last_activity_at", "-id")[:limit]
    return rows_of(access, list(tickets))


def _with_names(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    return tickets.select_related("customer", "mailbox", "assignee", "team")


def rows_of(access: Access, tickets: Iterable[Ticket]) -> tuple[TicketRow, ...]:
    """Rows for these tickets: three further queries, however many there are."""
    tickets = list(tickets)
    ids = [ticket.pk for ticket in tickets]
    read_through = dict(
        TicketRead.objects.filter(user_id=access.user_id, ticket_id__in=ids).values_list(
            "ticket_id", "through"
        )
    )
    drafted = set(
        Draft.objects.filter(user_id=access.user_id, ticket_id__in=ids).values_list("ticket_id", flat=True)
    )
    addresses = dict(
        CustomerIdentity.objects.filter(customer_id__in={t.customer_id for t in tickets}, kind="email")
        .order_by(F("is_primary").asc(), "-id")
        .values_list("customer_id", "value")
    )
    return tuple(
        _row(
            ticket,
            address=addresses.get(ticket.customer_id, ""),
            is_unread=ticket.last_inbound_id > read_through.get(ticket.pk, 0),
            has_draft=ticket.pk in drafted,
        )
        for ticket in tickets
    )


def _row(ticket: Ticket, *, address: str, is_unread: bool, has_draft: bool) -> TicketRow:
    return TicketRow(
        number=ticket.pk,
        subject=ticket.subject,
        preview=ticket.preview,
        preview_is_ours=ticket.preview_is_ours,
        has_draft=has_draft,
        customer_name=ticket.customer.name or address,
        customer_address=address,
        mailbox_id=ticket.mailbox_id,
        mailbox_name=ticket.mailbox.name,
        status=ticket.status,
        priority=Priority(ticket.priority).name.lower(),
        language=ticket.language,
        intent=ticket.intent,
        tags=tuple(ticket.tags),
        assignee=chip(ticket.assignee),
        team_name=ticket.team.name if ticket.team else "",
        is_unread=is_unread,
        last_activity_at=ticket.last_activity_at,
        waiting_since=ticket.waiting_since,
        snoozed_until=ticket.snoozed_until,
        due_at=ticket.next_due_at,
        due_kind=ticket.next_due_kind,
        sla_state=ticket.sla_state,
        message_count=ticket.message_count,
        has_attachments=ticket.has_attachments,
        has_failed_delivery=ticket.has_failed_delivery,
        version=ticket.version,
    )
