"""How far a person has read."""

from __future__ import annotations

from django.db import connection

from helpdesk.accounts.models import User
from inbox.models import Ticket


def mark_seen(ticket: Ticket, through: int, *, actor: User) -> None:
    """Remember that the actor has read up to message `through`; never backwards, whatever order requests come in."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO ticket_read (user_id, ticket_id, through) VALUES (%s, %s, %s)
            ON CONFLICT (user_id, ticket_id) DO UPDATE
            SET through = GREATEST(ticket_read.through, EXCLUDED.through)
            """,
            [actor.pk, ticket.pk, min(through, ticket.last_message_id)],
        )
