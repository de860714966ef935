"""People and teams as the screens show them."""

from __future__ import annotations

from helpdesk.accounts.access import people_with
from helpdesk.accounts.models import Right, Team, User
from inbox.models import Ticket
from inbox.queries.rows import Choice, PersonChip


def chip(user: User | None) -> PersonChip | None:
    """A colleague as an avatar."""
    return None if user is None else PersonChip(user.pk, user.name, user.initials)


def assignee_choices(ticket: Ticket) -> tuple[Choice, ...]:
    """Everybody who may answer in the ticket's mailbox."""
    return tuple(
        Choice(str(user.pk), user.name, is_selected=user.pk == ticket.assignee_id)
        for user in people_with(Right.REPLY, ticket.mailbox_id)
    )


def team_choices(ticket: Ticket) -> tuple[Choice, ...]:
    """Teams in use."""
    return tuple(
        Choice(str(team.pk), team.name, is_selected=team.pk == ticket.team_id)
        for team in Team.objects.filter(is_active=True).order_by("name")
    )
