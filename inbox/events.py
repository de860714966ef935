"""Domain events of the inbox: ids and kinds, published inside the change's transaction."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TicketChanged:
    """Something a colleague can see changed. `kind` as in `helpdesk.core.live.LiveFact`."""

    kind: str
    ticket_id: int
    mailbox_id: int
    version: int


@dataclass(frozen=True, slots=True)
class MessageReceived:
    """A customer's message was filed; rules and understanding start from here."""

    message_id: int
    ticket_id: int
    mailbox_id: int
    is_new_ticket: bool
