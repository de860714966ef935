"""Who a ticket belongs to. First wins: an assignment says whom its writer saw, and loses if that changed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from helpdesk.accounts.access import people_with
from helpdesk.accounts.models import Right, Team, User
from inbox.actions.change import lock_ticket, note_on_timeline, record_on_ticket, save_ticket
from inbox.actions.note import append_note
from inbox.models import Ticket, TimelineKind


class AlreadyTaken(Exception):
    """Somebody else was assigned since the page was shown; `by` says who has the ticket now."""

    def __init__(self, by: User | None) -> None:
        super().__init__("Somebody was faster.")
        self.by = by


class CannotHold(ValueError):
    """The person may not answer in this mailbox, so the ticket would be stuck with them."""


def assign_ticket(
    ticket: Ticket, *, to: User | None, actor: User, now: datetime, seen_assignee_id: int | None
) -> Ticket:
    """Assign to a person, or to nobody. `seen_assignee_id`: who held it on the actor's screen.

    Raises AlreadyTaken, and CannotHold for a person without the right to reply in the mailbox.
    """
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        if ticket.assignee_id == (to.pk if to else None):
            return ticket
        if ticket.assignee_id != seen_assignee_id:
            raise AlreadyTaken(ticket.assignee)
        _check_holder(to, ticket)
        _move(ticket, to, actor=actor, now=now)
    return ticket


def hand_over(
    ticket: Ticket, *, to: User | None, team: Team | None, words: str, actor: User, now: datetime
) -> Ticket:
    """Give the ticket to a person or a team, with a word of explanation as an internal note."""
    if to is None and team is None:
        raise CannotHold(_("Choose a person or a team."))
    with transaction.atomic():
        ticket = lock_ticket(ticket.pk)
        _check_holder(to, ticket)
        if team != ticket.team:
            ticket.team = team
            save_ticket(ticket, ["team"], kind="assignee")
        if ticket.assignee_id != (to.pk if to else None):
            _move(ticket, to, actor=actor, now=now, is_silent=True)
        note_on_timeline(
            ticket,
            TimelineKind.HANDOVER,
            actor=actor,
            now=now,
            data={"to": to.name if to else "", "team": team.name if team else ""},
        )
        if words.strip():
            append_note(ticket, words, actor=actor, now=now)
        record_on_ticket(
            "ticket.handed_over",
            ticket,
            actor=actor,
            payload={"to": to.pk if to else None, "team": team.pk if team else None},
        )
    return ticket


def _check_holder(to: User | None, ticket: Ticket) -> None:
    if to is not None and to not in people_with(Right.REPLY, ticket.mailbox_id):
        raise CannotHold(
            _("This person cannot answer in this mailbox: choose somebody else, or grant the right.")
        )


def _move(ticket: Ticket, to: User | None, *, actor: User, now: datetime, is_silent: bool = False) -> None:
    before = ticket.assignee
    ticket.assignee = to
    save_ticket(ticket, ["assignee"], kind="assignee")
    if not is_silent:
        note_on_timeline(
            ticket,
            TimelineKind.ASSIGNEE,
            actor=actor,
            now=now,
            data={"from": before.name if before else "", "to": to.name if to else ""},
        )
    record_on_ticket(
        "ticket.assigned",
        ticket,
        actor=actor,
        payload={"from": before.pk if before else None, "to": to.pk if to else None},
    )
