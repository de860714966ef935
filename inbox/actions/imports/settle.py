"""What an imported conversation shows in the lists follows from its messages, whatever order they came in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.functions import Left

from inbox.actions.change import preview_of
from inbox.models import Direction, ImportJob, Message, Status, Ticket

_COLUMNS = (
    "preview",
    "preview_is_ours",
    "last_activity_at",
    "last_inbound_id",
    "waiting_since",
    "created_at",
    "status",
    "resolved_at",
    "version",
)


def settle(inbound_ids: Collection[int], job: ImportJob, *, open_after: datetime | None) -> int:
    """Bring the tickets of these freshly filed mails up to date; returns how many. Use in the filing transaction.

    A ticket of nothing but this import's mail becomes resolved at its last message, except where the last word
    is a customer's of after `open_after`: that one waits for an answer. One that was here before, or that
    somebody took meanwhile, keeps its status: history is no new matter. Nothing is written on the timeline.
    """
    touched = Message.objects.filter(inbound_id__in=inbound_ids).values("ticket_id")
    tickets = Ticket.objects.select_for_update(of=("self",)).filter(pk__in=touched).order_by("pk")
    found = list(tickets)
    messages = _messages_of([ticket.pk for ticket in found], job)
    for ticket in found:
        _settle(ticket, messages[ticket.pk], open_after)
    Ticket.objects.bulk_update(found, _COLUMNS)
    return len(found)


def open_after(job: ImportJob) -> datetime | None:
    """From when on an unanswered customer keeps a conversation open; None: never."""
    days = job.source["open_days"]
    return job.created_at - timedelta(days=days) if days else None


@dataclass(frozen=True, slots=True)
class _Said:
    """A message as far as lists care; ordered by the time it was said."""

    at: datetime
    id: int
    direction: str
    is_human: bool
    is_of_this_import: bool
    text: str


def _messages_of(ticket_ids: Collection[int], job: ImportJob) -> dict[int, list[_Said]]:
    rows = (
        Message.objects.filter(ticket_id__in=ticket_ids)
        .exclude(direction=Direction.NOTE)
        .order_by("created_at", "id")
        .values_list(
            "ticket_id",
            "created_at",
            "id",
            "direction",
            "automatic_kind",
            "inbound__import_job_id",
            Left("text", 640),
        )
    )
    found: dict[int, list[_Said]] = defaultdict(list)
    for ticket_id, at, message_id, direction, automatic, job_id, text in rows:
        is_human = automatic == "human"
        found[ticket_id].append(_Said(at, message_id, direction, is_human, job_id == job.pk, text))
    return found


def _settle(ticket: Ticket, said: Sequence[_Said], open_after: datetime | None) -> None:
    newest = said[-1]
    inbound = [one for one in said if one.direction == Direction.IN]
    ticket.preview = preview_of(Message(text=newest.text))
    ticket.preview_is_ours = newest.direction == Direction.OUT
    ticket.last_inbound_id = inbound[-1].id if inbound else 0
    ticket.created_at = min(ticket.created_at, said[0].at)
    ticket.version += 1
    ticket.waiting_since = _waiting_since(said) if ticket.is_open else None
    if ticket.assignee_id is not None or not all(one.is_of_this_import for one in said):
        return
    ticket.last_activity_at = newest.at
    waits = _waiting_since(said)
    if waits is not None and open_after is not None and newest.at >= open_after:
        ticket.status, ticket.resolved_at, ticket.waiting_since = Status.NEW, None, waits
    else:
        ticket.status, ticket.resolved_at, ticket.waiting_since = Status.RESOLVED, newest.at, None


def _waiting_since(said: Sequence[_Said]) -> datetime | None:
    """The first word of a person that we have not answered."""
    waiting = None
    for one in said:
        if one.direction == Direction.OUT:
            waiting = None
        elif one.is_human and waiting is None:
            waiting = one.at
    return waiting
