"""Which ticket a mail belongs to. Headers are hints: only a participant of the ticket may join it (SECURITY A1-A6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from inbox.mail.model import ParsedMail
from inbox.mail.tokens import forged_references, token_tickets

MAX_IDS_LOOKED_UP = 60


class ThreadIndex(Protocol):
    """What the shell knows of one mailbox; it never answers about another mailbox (A14)."""

    def tickets_of_message_ids(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Ticket numbers of the stored messages, in or out, that bear one of these ids."""

    def tickets_referencing(self, message_id: str) -> Sequence[int]:
        """Tickets of stored messages that name `message_id` in References or In-Reply-To (mail out of order)."""

    def participants(self, ticket: int) -> Collection[str]:
        """Addresses in lower case that may write into the ticket; empty when this mailbox has no such ticket."""


@dataclass(frozen=True, slots=True)
class ThreadingFacts:
    """What the decision is made from; `token_tickets` are verified, `forged` only look like ours."""

    sender: str
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    token_tickets: tuple[int, ...] = ()
    forged: tuple[str, ...] = ()
    is_sender_refuted: bool = False


@dataclass(frozen=True, slots=True)
class ThreadDecision:
    """Join `ticket_number`, or open a new ticket when it is None.

    `related_ticket` is the ticket the mail points at without the right to join: the screen offers "link".
    `evidence` are short sentences for the ticket's timeline; with `forged` an audit event is due.
    """

    ticket_number: int | None
    reason: str
    evidence: tuple[str, ...] = ()
    not_the_customer: bool = False
    related_ticket: int | None = None
    forged: tuple[str, ...] = ()


def facts_of(
    mail: ParsedMail, key: bytes, *, delivered_to: Sequence[str] = (), dmarc: str = "none"
) -> ThreadingFacts:
    """Facts of a parsed mail; `delivered_to` are envelope recipients, `dmarc` the result our own MX wrote."""
    ids = (mail.in_reply_to, *mail.references) if mail.in_reply_to else mail.references
    recipients = (*delivered_to, *mail.to, *mail.cc)
    return ThreadingFacts(
        sender=mail.from_address,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        token_tickets=token_tickets(recipients, ids, key),
        forged=forged_references(recipients, ids, key),
        is_sender_refuted=dmarc == "fail",
    )


def decide(facts: ThreadingFacts, index: ThreadIndex) -> ThreadDecision:
    """The ticket for a mail, with at most three look-ups besides the participants. A subject never joins."""
    related: list[tuple[int, str]] = []
    for ticket, (reason, evidence) in _candidates(facts, index).items():
        participants = index.participants(ticket)
        if not participants:
            continue
        if facts.sender and facts.sender in participants and not facts.is_sender_refuted:
            return ThreadDecision(ticket, reason, (evidence,), forged=facts.forged)
        related.append((ticket, evidence))
    forged = tuple(f"{one} looks like ours but its signature is wrong" for one in facts.forged)
    if not related:
        return ThreadDecision(
            None, "forged_reference" if forged else "new_conversation", forged, forged=facts.forged
        )
    ticket, evidence = related[0]
    if facts.is_sender_refuted:
        reason, why = "sender_refuted", f"DMARC says that {facts.sender} did not send this"
    else:
        reason, why = (
            "not_a_participant",
            f"{facts.sender or 'the unknown sender'} is not a participant of it",
        )
    return ThreadDecision(None, reason, (f"{evidence}, but {why}", *forged), True, ticket, facts.forged)


def _candidates(facts: ThreadingFacts, index: ThreadIndex) -> dict[int, tuple[str, str]]:
    """Tickets that the mail points at, strongest first, with reason and evidence."""
    found: dict[int, tuple[str, str]] = {}
    for ticket in facts.token_tickets:
        found.setdefault(ticket, ("reply_token", f"A signed reply token names ticket {ticket}"))
    # The nearest ancestor decides: In-Reply-To, then References from the newest back.
    ids = list(dict.fromkeys(one for one in (facts.in_reply_to, *reversed(facts.references)) if one))
    ids = [*ids[: MAX_IDS_LOOKED_UP - 1], ids[-1]] if len(ids) > MAX_IDS_LOOKED_UP else ids
    known = index.tickets_of_message_ids(ids) if ids else {}
    for one in ids:
        if one in known:
            found.setdefault(known[one], ("references", f"It answers message {one} of ticket {known[one]}"))
    if not found and facts.message_id:
        for ticket in index.tickets_referencing(facts.message_id):
            found.setdefault(ticket, ("answered_before", f"Ticket {ticket} already holds an answer to it"))
    return found
