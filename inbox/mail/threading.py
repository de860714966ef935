"""Which ticket a mail belongs to. Headers are hints: only a participant of the ticket may join it (SECURITY A1-A6).

In this order: a signed token, the messages it answers, an answer to it that came before, the order that a
marketplace's relay writes about, and last the subject, for replies of one sender whose References were lost.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from inbox.mail.model import ParsedMail
from inbox.mail.relays import RelayFacts, Sender, relay_of, same_correspondent
from inbox.mail.subjects import NO_SUBJECT, Subject, read_subject
from inbox.mail.tokens import forged_references, token_tickets

MAX_IDS_LOOKED_UP = 60
MAX_COUSINS = 10  # ancestors that nobody has seen, of which other answers are looked for
SUBJECT_WINDOW = timedelta(days=14)
ORDER_WINDOW = timedelta(days=120)
# People look for any old mail of the shop and press "reply", or write to the reply address that their address book
# learnt, to write about something new.
NEW_TOPIC_AFTER = timedelta(days=30)


class ThreadIndex(Protocol):
    """What the shell knows of one mailbox; it never answers about another mailbox (A14)."""

    def tickets_of_message_ids(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Ticket numbers of the stored messages, in or out, that bear one of these ids."""

    def tickets_referencing(self, message_id: str) -> Sequence[int]:
        """Tickets of stored messages that name `message_id` in References or In-Reply-To (mail out of order)."""

    def tickets_with_key(self, key: str, since: datetime | None) -> Sequence[int]:
        """Tickets with a message that bears this key (see `thread_keys`) and came at `since` or later."""

    def participants(self, ticket: int) -> Collection[str]:
        """Addresses in lower case that may write into the ticket; empty when this mailbox has no such ticket."""

    def topic(self, ticket: int) -> Topic | None:
        """What the ticket is about and when it last moved; None when that is not known."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A ticket's subject and its last message in or out."""

    subject: str
    last_activity_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadingFacts:
    """What the decision is made from; `token_tickets` are verified, `forged` only look like ours.

    `arrived_at` is the arrival at the server; without it nothing joins by order or subject. `is_person` is False
    for automatic mail, mailing lists and whatever has to join by header or not at all.
    """

    sender: str
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    token_tickets: tuple[int, ...] = ()
    forged: tuple[str, ...] = ()
    is_sender_refuted: bool = False
    arrived_at: datetime | None = None
    is_person: bool = False
    subject: Subject = NO_SUBJECT
    relay: RelayFacts | None = None


@dataclass(frozen=True, slots=True)
class ThreadDecision:
    """Join `ticket_number`, or open a new ticket when it is None.

    `related_ticket` is the ticket the mail points at without joining it: the screen offers "link".
    `evidence` are short sentences for the ticket's timeline; with `forged` an audit event is due.
    """

    ticket_number: int | None
    reason: str
    evidence: tuple[str, ...] = ()
    not_the_customer: bool = False
    related_ticket: int | None = None
    forged: tuple[str, ...] = ()


def facts_of(
    mail: ParsedMail,
    key: bytes,
    *,
    delivered_to: Sequence[str] = (),
    dmarc: str = "none",
    dkim: str = "none",
    arrived_at: datetime | None = None,
    is_person: bool = False,
) -> ThreadingFacts:
    """Facts of a parsed mail.

    `delivered_to` are envelope recipients, `dmarc` and `dkim` what our own MX wrote (RFC 8601), `arrived_at` the
    arrival at the server, `is_person` whether a person wrote it, by the judgement of `loops`.
    """
    ids = (mail.in_reply_to, *mail.references) if mail.in_reply_to else mail.references
    recipients = (*delivered_to, *mail.to, *mail.cc)
    is_refuted = dmarc == "fail"
    return ThreadingFacts(
        sender=mail.from_address,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        token_tickets=token_tickets(recipients, ids, key),
        forged=forged_references(recipients, ids, key),
        is_sender_refuted=is_refuted,
        arrived_at=arrived_at,
        is_person=is_person,
        subject=read_subject(mail.subject),
        # Anybody can write a marketplace's name into From: a broken signature is enough not to believe it.
        relay=None if is_refuted or dkim == "fail" else relay_of(mail),
    )


def thread_keys(mail: ParsedMail) -> tuple[str, ...]:
    """What a later mail of the same matter can be found by besides ids; at most 120 ASCII characters each.

    To be stored with the message. Made of order numbers and of hashes: no key tells an address or a subject.
    """
    return (*_order_keys(relay_of(mail)), *_subject_keys(mail.from_address, read_subject(mail.subject)))


def decide(facts: ThreadingFacts, index: ThreadIndex) -> ThreadDecision:
    """The ticket for a mail."""
    related: list[tuple[int, str]] = []
    for ticket, (reason, evidence) in _candidates(facts, index).items():
        participants = index.participants(ticket)
        if not participants:
            continue
        if _may_join(facts, participants):
            if _is_about_something_else(facts, index.topic(ticket)):
                why = f"{evidence}, but is about something else, long after the last message there"
                return ThreadDecision(None, "new_topic", (why,), related_ticket=ticket, forged=facts.forged)
            return ThreadDecision(ticket, reason, (evidence,), forged=facts.forged)
        related.append((ticket, evidence))
    if related:
        return _refusal(facts, *related[0])
    if facts.forged:
        forgeries = tuple(_forgery(one) for one in facts.forged)
        return ThreadDecision(None, "forged_reference", forgeries, forged=facts.forged)
    return _by_order(facts, index) or _by_subject(facts, index) or ThreadDecision(None, "new_conversation")


def _may_join(facts: ThreadingFacts, participants: Collection[str]) -> bool:
    if not facts.sender or facts.is_sender_refuted:
        return False
    return facts.sender in participants or any(same_correspondent(facts.sender, one) for one in participants)


def _is_about_something_else(facts: ThreadingFacts, topic: Topic | None) -> bool:
    """A reply to an old conversation under a subject of its own; one that keeps its "Re:" goes on with it."""
    if topic is None or facts.arrived_at is None or not facts.subject.base or facts.subject.is_reply:
        return False
    is_old = facts.arrived_at - topic.last_activity_at > NEW_TOPIC_AFTER
    return is_old and facts.subject.base != read_subject(topic.subject).base


def _refusal(facts: ThreadingFacts, ticket: int, evidence: str) -> ThreadDecision:
    if facts.is_sender_refuted:
        reason, why = "sender_refuted", f"DMARC says that {facts.sender} did not send this"
    else:
        reason = "not_a_participant"
        why = f"{facts.sender or 'the unknown sender'} is not a participant of it"
    forged = tuple(_forgery(one) for one in facts.forged)
    return ThreadDecision(None, reason, (f"{evidence}, but {why}", *forged), True, ticket, facts.forged)


def _forgery(one: str) -> str:
    return f"{one} looks like ours but its signature is wrong"


def _by_order(facts: ThreadingFacts, index: ThreadIndex) -> ThreadDecision | None:
    """The one ticket about the order that a relay writes about. A form's words are anybody's: they never join."""
    relay = facts.relay
    if relay is None or facts.arrived_at is None or facts.is_sender_refuted:
        return None
    ticket = _the_one_ticket(_order_keys(relay), facts, index, ORDER_WINDOW)
    if ticket is None:
        return None
    evidence = f"{relay.family} writes about order {relay.orders[0]} of ticket {ticket}"
    if relay.sender == Sender.FORM and relay.contact:
        return ThreadDecision(None, "same_order", (evidence,), related_ticket=ticket)
    return ThreadDecision(ticket, "relay_order", (evidence,))


def _by_subject(facts: ThreadingFacts, index: ThreadIndex) -> ThreadDecision | None:
    """The one ticket in which the same sender wrote under the same subject not long ago."""
    if not facts.is_person or not facts.subject.is_reply or facts.relay is not None:
        return None
    ticket = _the_one_ticket(_subject_keys(facts.sender, facts.subject), facts, index, SUBJECT_WINDOW)
    if ticket is None:
        return None
    evidence = f"{facts.sender} answers under the subject of ticket {ticket}"
    return ThreadDecision(ticket, "subject", (evidence,))


def _the_one_ticket(
    keys: Sequence[str], facts: ThreadingFacts, index: ThreadIndex, window: timedelta
) -> int | None:
    """Never a guess: two tickets that would do are none."""
    if facts.arrived_at is None:
        return None
    since, until = facts.arrived_at - window, facts.arrived_at + window
    found = dict.fromkeys(ticket for key in keys for ticket in index.tickets_with_key(key, since))
    fitting = [
        ticket
        for ticket in found
        if _may_join(facts, index.participants(ticket))
        # History that is imported late must not join what is said today.
        and ((topic := index.topic(ticket)) is None or topic.last_activity_at <= until)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _order_keys(relay: RelayFacts | None) -> tuple[str, ...]:
    if relay is None:
        return ()
    who = _digest(relay.correspondent, relay.contact)
    return tuple(f"relay:{relay.family}:{order}:{who}" for order in relay.orders)


def _subject_keys(sender: str, subject: Subject) -> tuple[str, ...]:
    return (f"subject:{_digest(sender, subject.base)}",) if sender and subject.base else ()


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]


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
    # Two answers may come before the mail they answer: they belong together already.
    for one in ids[:MAX_COUSINS] if not found else ():
        for ticket in index.tickets_referencing(one):
            found.setdefault(ticket, ("same_thread", f"Ticket {ticket} holds another answer to {one}"))
    return found
