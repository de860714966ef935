"""A ticket's status, priority and snooze."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.models import User
from inbox.actions.change import lock_ticket, note_on_timeline, record_on_ticket, save_ticket
from inbox.models import Priority, Status, Ticket, TimelineKind


def set_status(ticket: Ticket, status: str, *, actor: User, now: datetime) -> Ticket:
    """Set a status; the same one again changes nothing. ValueError for a status that does not exist."""
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        apply_status(ticket, Status(status), actor=actor, now=now)
    return ticket


def apply_status(
    ticket: Ticket, status: str, *, actor: User | None, now: datetime, actor_label: str = ""
) -> None:
    """Set the status of a ticket that the caller has locked."""
    if ticket.status == status and ticket.snoozed_until is None:
        return
    before = ticket.status
    ticket.status = status
    ticket.snoozed_until = None
    ticket.resolved_at = now if status == Status.RESOLVED else None
    fields = ["status", "snoozed_until", "resolved_at"]
    if status in (Status.RESOLVED, Status.SPAM):
        ticket.waiting_since = None
        fields.append("waiting_since")
    save_ticket(ticket, fields, kind="status")
    if before != status:
        note_on_timeline(
            ticket,
            TimelineKind.STATUS,
            actor=actor,
            actor_label=actor_label,
            now=now,
            data={"from": before, "to": status},
        )
    record_on_ticket(
        "ticket.status_set",
        ticket,
        actor=actor,
        actor_label=actor_label,
        payload={"from": before, "to": status},
    )


def set_priority(ticket: Ticket, priority: int, *, actor: User, now: datetime) -> Ticket:
    """Set the priority; ValueError for one that does not exist."""
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        before, after = ticket.priority, Priority(priority)
        if before != after:
            ticket.priority = after
            save_ticket(ticket, ["priority"], kind="priority")
            data = {"from": Priority(before).name.lower(), "to": after.name.lower()}
            note_on_timeline(ticket, TimelineKind.PRIORITY, actor=actor, now=now, data=data)
            record_on_ticket("ticket.priority_set", ticket, actor=actor, payload=data)
    return ticket


def snooze(ticket: Ticket, until: datetime, *, actor: User, now: datetime) -> Ticket:
    """Put the ticket aside until an instant in the future; ValueError for one in the past."""
    if until <= now:
        raise ValueError(_("Choose a time in the future."))
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        ticket.snoozed_until = until
        save_ticket(ticket, ["snoozed_until"], kind="status")
        note_on_timeline(
            ticket, TimelineKind.SNOOZED, actor=actor, now=now, data={"until": until.isoformat()}
        )
        record_on_ticket("ticket.snoozed", ticket, actor=actor, payload={"until": until.isoformat()})
    return ticket


def wake_due_tickets(*, now: datetime, limit: int = 200) -> int:
    """Bring back tickets whose snooze is over; returns how many. Safe to run twice and side by side."""
    due = Ticket.objects.filter(snoozed_until__lte=now).values_list("pk", flat=True)[:limit]
    woken = 0
    for ticket_id in due:
        with transaction.atomic():
            ticket = lock_ticket(ticket_id)
            if ticket.snoozed_until is None or ticket.snoozed_until > now:
                continue
            ticket.snoozed_until = None
            ticket.last_activity_at = now
            save_ticket(ticket, ["snoozed_until", "last_activity_at"], kind="status")
            note_on_timeline(ticket, TimelineKind.WOKEN, actor=None, now=now)
            record_on_ticket("ticket.woken", ticket, actor=None, actor_label="snooze")
            woken += 1
    return woken
