"""What the desk does about a message by itself."""

from __future__ import annotations

from django.db import transaction

from inbox.actions.language import set_language
from inbox.models import Message
from routing.classify.language import detect_language

_UNKNOWN = "und"


def understand_message(message: Message) -> None:
    """Give the message its language, and the ticket and customer theirs when they had none."""
    ticket = message.ticket
    prior = ticket.customer.language or ticket.mailbox.language or ticket.mailbox.store.default_language
    found = detect_language(f"{message.subject}\n{message.text}", prior=prior or None)
    if found.code != _UNKNOWN:
        with transaction.atomic():
            set_language(message, found.code)
