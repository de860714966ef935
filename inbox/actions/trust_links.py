"""Letting the links of one suspicious mail go, on somebody's word."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from helpdesk.accounts.models import User
from inbox.actions.change import lock_ticket, record_on_ticket, save_ticket
from inbox.models import Message


def trust_links(message: Message, *, actor: User, now: datetime) -> None:
    """Make the links of this one message work, for everybody who sees it; recorded, and safe to repeat."""
    with transaction.atomic():
        ticket = lock_ticket(message.ticket_id)
        message.refresh_from_db(fields=["trust"])
        if message.trust.get("links_trusted_by"):
            return
        message.trust = {
            **message.trust,
            "links_trusted_by": actor.pk,
            "links_trusted_at": now.isoformat(),
        }
        message.save(update_fields=["trust"])
        save_ticket(ticket, [], kind="message")
        warnings = list(message.trust.get("warnings", ()))
        record_on_ticket(
            "message.links_trusted",
            ticket,
            actor=actor,
            payload={"message": message.pk, "warnings": [one.partition(":")[0] for one in warnings]},
        )
