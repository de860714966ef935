"""The language of a message, its ticket and its customer."""

from __future__ import annotations

from inbox.actions.change import lock_ticket, save_ticket
from inbox.models import Customer, Message

_UNKNOWN = ("", "und")


def set_language(message: Message, code: str) -> None:
    """Write the language of one message; it becomes the ticket's, and the customer's if they had none.

    Runs inside the caller's transaction. Classification is no change by a person: it leaves no audit event.
    """
    ticket = lock_ticket(message.ticket_id)
    Message.objects.filter(pk=message.pk).update(language=code)
    if ticket.language != code and ticket.last_inbound_id == message.pk:
        ticket.language = code
        save_ticket(ticket, ["language"], kind="status")
    Customer.objects.filter(pk=ticket.customer_id, language__in=_UNKNOWN).update(language=code)
