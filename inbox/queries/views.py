"""The inbox views: which tickets each shows, and in what order. One table, read by lists and counts alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from helpdesk.accounts.access import Access
from inbox.access import visible_tickets
from inbox.models import Draft, Status, Ticket

_OPEN = Q(status__in=Ticket.OPEN_STATUSES)


@dataclass(frozen=True, slots=True)
class InboxView:
    """One view: its slug in the URL, its label, and the condition that makes it."""

    slug: str
    label: Promise
    condition: Callable[[Access, datetime], Q]
    is_open_only: bool = True


def _awake(now: datetime) -> Q:
    return Q(snoozed_until__isnull=True) | Q(snoozed_until__lte=now)


VIEWS: dict[str, InboxView] = {
    view.slug: view
    for view in (
        InboxView("mine", _("Mine"), lambda access, now: Q(assignee_id=access.user_id) & _awake(now)),
        InboxView("unassigned", _("Unassigned"), lambda access, now: Q(assignee=None) & _awake(now)),
        InboxView("snoozed", _("Snoozed"), lambda access, now: Q(snoozed_until__gt=now)),
        InboxView(
            "drafts",
            _("Drafts"),
            lambda access, now: Q(
                Exists(Draft.objects.filter(ticket=OuterRef("pk"), user_id=access.user_id))
            ),
        ),
        InboxView("all", _("All open"), lambda access, now: _awake(now)),
    )
}

SORTS: dict[str, tuple[str, bool]] = {
    # name -> (column, descending)
    "newest": ("last_activity_at", True),
    "waiting": ("waiting_since", False),
    "due": ("next_due_at", False),
    "priority": ("priority", True),
}

STATUS_FILTERS: dict[str, Q] = {
    "open": Q(status__in=(Status.NEW, Status.IN_PROGRESS, Status.ESCALATED)),
    "pending": Q(status=Status.PENDING),
    "resolved": Q(status=Status.RESOLVED),
    "spam": Q(status=Status.SPAM),
}


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What the list's URL asks for. Unknown words fall back to the defaults, never into SQL."""

    view: str = "all"
    mailbox: int | None = None
    sort: str = "newest"
    status: str = "open"

    @classmethod
    def read(cls, view: str, parameters: dict[str, str]) -> ListFilter:
        mailbox = parameters.get("mailbox", "")
        sort = parameters.get("sort", "")
        status = parameters.get("status", "")
        return cls(
            view=view,
            mailbox=int(mailbox) if mailbox.isdecimal() and len(mailbox) < 18 else None,
            sort=sort if sort in SORTS else "newest",
            status=status if status in STATUS_FILTERS else "open",
        )


def tickets_of(access: Access, wanted: ListFilter, now: datetime) -> QuerySet[Ticket]:
    """The tickets of a view, unordered, within what the person may see."""
    tickets = visible_tickets(access).filter(STATUS_FILTERS[wanted.status])
    if wanted.status in ("open", "pending"):
        tickets = tickets.filter(_OPEN)  # the partial indexes' own condition, word for word
        tickets = tickets.filter(VIEWS[wanted.view].condition(access, now))
    elif wanted.view == "mine":
        tickets = tickets.filter(assignee_id=access.user_id)
    elif wanted.view == "unassigned":
        tickets = tickets.filter(assignee=None)
    if wanted.mailbox is not None:
        tickets = tickets.filter(mailbox_id=wanted.mailbox)
    return tickets
