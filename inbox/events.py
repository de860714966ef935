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
class TicketsChanged:
    """Many tickets changed at once."""

    changes: tuple[TicketChanged, ...]


@dataclass(frozen=True, slots=True)
class FiledMessage:
    """A customer's message that was filed; `has_signature`: a DKIM signature that nobody has judged yet;
    `has_language`: its language was clear from the words alone."""

    message_id: int
    ticket_id: int
    is_new_ticket: bool
    has_language: bool = False
    has_signature: bool = False


@dataclass(frozen=True, slots=True)
class MailFiled:
    """Mail of one mailbox was filed; rules, understanding and automatic answers start from here."""

    mailbox_id: int
    messages: tuple[FiledMessage, ...]


@dataclass(frozen=True, slots=True)
class AlarmsChanged:
    """An alarm of the mailbox opened or closed."""

    mailbox_id: int
