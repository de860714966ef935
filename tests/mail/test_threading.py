"""Joining a ticket needs a pointer to it and a participant as sender (SECURITY A1-A6, A14)."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from inbox.mail.parse import parse_message
from inbox.mail.threading import ThreadingFacts, Topic, decide, facts_of, thread_keys
from inbox.mail.tokens import outgoing_message_id, reply_address

KEY = b"k" * 32
CUSTOMER = "cust@ex.example"


class MemoryIndex:
    """One mailbox's threads, in memory."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = {}
        self.mentions: dict[str, list[int]] = {}
        self.people: dict[int, set[str]] = {}
        self.keys: dict[str, dict[int, datetime]] = {}
        self.topics: dict[int, Topic] = {}

    def file(self, ticket: int, raw: str, at: datetime) -> None:
        """A mail that was filed under `ticket`."""
        mail = parse_message(raw.encode())
        mentioned = [one for one in (mail.in_reply_to, *mail.references) if one]
        self.add(ticket, mail.message_id, mentioned, mail.from_address)
        self.topics[ticket] = Topic(
            self.topics[ticket].subject if ticket in self.topics else mail.subject, at
        )
        for key in thread_keys(mail):
            self.keys.setdefault(key, {})[ticket] = at

    def add(self, ticket: int, message_id: str, mentioned: Sequence[str], *people: str) -> None:
        if message_id:
            self.ids.setdefault(message_id, ticket)
        for one in mentioned:
            self.mentions.setdefault(one, []).append(ticket)
        self.people.setdefault(ticket, set()).update(people)

    def tickets_of_message_ids(self, ids: Sequence[str]) -> Mapping[str, int]:
        return {one: self.ids[one] for one in ids if one in self.ids}

    def tickets_referencing(self, message_id: str) -> Sequence[int]:
        return self.mentions.get(message_id, [])

    def tickets_with_key(self, key: str, since: datetime | None) -> Sequence[int]:
        return [one for one, at in self.keys.get(key, {}).items() if since is None or at >= since]

    def participants(self, ticket: int) -> Collection[str]:
        return self.people.get(ticket, set())

    def topic(self, ticket: int) -> Topic | None:
        return self.topics.get(ticket)


@pytest.fixture
def index() -> MemoryIndex:
    index = MemoryIndex()
    index.add(7, "first@ex.example", (), CUSTOMER)
    return index


def test_a_reply_of_the_customer_joins_by_in_reply_to(index: MemoryIndex) -> None:
    decision = decide(ThreadingFacts(CUSTOMER, in_reply_to="first@ex.example"), index)
    assert (decision.ticket_number, decision.reason) == (7, "references")


def test_a_reply_of_the_customer_joins_by_references_alone(index: MemoryIndex) -> None:
    decision = decide(ThreadingFacts(CUSTOMER, references=("unknown@x", "first@ex.example")), index)
    assert decision.ticket_number == 7


def test_a_signed_token_joins_when_every_header_was_lost(index: MemoryIndex) -> None:
    raw = (
        f"From: {CUSTOMER}\r\nTo: {reply_address('support@shop.example', 7, KEY)}\r\n\r\nhello again".encode()
    )
    decision = decide(facts_of(parse_message(raw), KEY), index)
    assert (decision.ticket_number, decision.reason) == (7, "reply_token")


def test_an_envelope_recipient_carries_the_token_too(index: MemoryIndex) -> None:
    raw = f"From: {CUSTOMER}\r\nTo: support@shop.example\r\n\r\nx".encode()
    facts = facts_of(parse_message(raw), KEY, delivered_to=[reply_address("support@shop.example", 7, KEY)])
    assert decide(facts, index).ticket_number == 7


def test_a1_a_forged_notification_id_opens_a_new_ticket_and_names_the_forgery(index: MemoryIndex) -> None:
    forged = "crossdesk." + "a" * 32 + ".1@shop.example"
    raw = f"From: agent@shop.example\r\nIn-Reply-To: <{forged}>\r\n\r\nx".encode()
    decision = decide(facts_of(parse_message(raw), KEY), index)
    assert decision.ticket_number is None
    assert decision.forged == (forged,)
    assert decision.reason == "forged_reference"


def test_a3_a_valid_token_from_a_stranger_opens_a_new_ticket_and_offers_the_link(index: MemoryIndex) -> None:
    decision = decide(ThreadingFacts("stranger@evil.example", token_tickets=(7,)), index)
    assert decision.ticket_number is None
    assert decision.related_ticket == 7
    assert decision.not_the_customer
    assert "ticket 7" in decision.evidence[0]


def test_a_reference_from_a_stranger_does_not_join(index: MemoryIndex) -> None:
    decision = decide(ThreadingFacts("stranger@evil.example", in_reply_to="first@ex.example"), index)
    assert (decision.ticket_number, decision.related_ticket) == (None, 7)


def test_a4_an_agent_who_is_no_participant_does_not_join_by_mail(index: MemoryIndex) -> None:
    assert decide(ThreadingFacts("agent@shop.example", token_tickets=(7,)), index).ticket_number is None


def test_a5_a_ticket_number_in_the_subject_never_joins(index: MemoryIndex) -> None:
    for number in range(1000):
        raw = f"From: {CUSTOMER}\r\nSubject: Re: [#{number}] Ticket#{number}\r\n\r\n#{number}".encode()
        assert decide(facts_of(parse_message(raw), KEY), index).ticket_number is None


def test_a6_a_service_that_writes_to_a_ticket_address_is_not_joined(index: MemoryIndex) -> None:
    raw = (
        f"From: no-reply@slack.example\r\nTo: {reply_address('support@shop.example', 7, KEY)}\r\n\r\ncode 123"
    )
    assert decide(facts_of(parse_message(raw.encode()), KEY), index).ticket_number is None


def test_a9_a_sender_that_dmarc_refutes_does_not_join(index: MemoryIndex) -> None:
    facts = ThreadingFacts(CUSTOMER, in_reply_to="first@ex.example", is_sender_refuted=True)
    decision = decide(facts, index)
    assert (decision.ticket_number, decision.reason, decision.related_ticket) == (None, "sender_refuted", 7)


def test_a14_a_thread_of_another_mailbox_is_unknown_here(index: MemoryIndex) -> None:
    """The shell's index answers for one mailbox; a token of a ticket it does not have finds no participants."""
    assert decide(ThreadingFacts(CUSTOMER, token_tickets=(99,)), index).ticket_number is None


def test_a_mail_without_sender_never_joins(index: MemoryIndex) -> None:
    index.people[7].add("")
    assert decide(ThreadingFacts("", in_reply_to="first@ex.example"), index).ticket_number is None


def test_the_nearest_ancestor_decides_between_two_tickets(index: MemoryIndex) -> None:
    index.add(8, "other@ex.example", (), CUSTOMER)
    facts = ThreadingFacts(CUSTOMER, references=("first@ex.example", "other@ex.example"))
    assert decide(facts, index).ticket_number == 8


def test_thousands_of_references_are_looked_up_in_one_short_query(index: MemoryIndex) -> None:
    asked: list[int] = []
    lookup = index.tickets_of_message_ids
    index.tickets_of_message_ids = lambda ids: asked.append(len(ids)) or lookup(ids)  # type: ignore[method-assign,func-returns-value]
    decide(ThreadingFacts(CUSTOMER, references=("first@ex.example", *(f"{n}@x" for n in range(5000)))), index)
    assert len(asked) == 1 and asked[0] <= 60


def test_every_certain_case_of_the_corpus_is_grouped_exactly(corpora: Path) -> None:
    cases = [json.loads(line) for line in (corpora / "mail/threading_cases.jsonl").open(encoding="utf-8")]
    certain = [case for case in cases if case["certain"]]
    failed = [case["name"] for case in certain if _groups(case) != _expected(case)]
    policy = [case["name"] for case in cases if not case["certain"] and _groups(case) == _expected(case)]
    print(
        f"certain {len(certain) - len(failed)}/{len(certain)}, policy {len(policy)}/{len(cases) - len(certain)}"
    )
    assert failed == []


def _expected(case: dict[str, Any]) -> set[tuple[str, str]]:
    return {pair for group in case["expected_groups"] for pair in combinations(sorted(group), 2)}


def _groups(case: dict[str, Any]) -> set[tuple[str, str]]:
    """Pairs of messages that end on one ticket when the case's mails arrive in order."""
    index, ticket_of = MemoryIndex(), dict[str, int]()
    messages = sorted(
        enumerate(case["messages"]), key=lambda item: (item[1].get("arrives", item[0]), item[0])
    )
    for number, (_, message) in enumerate(messages, start=1):
        token = message.get("ticket_token") or ""
        facts = ThreadingFacts(
            sender=message["sender"],
            message_id=message["message_id"] or "",
            in_reply_to=message["in_reply_to"] or "",
            references=tuple(message["references"]),
        )
        if message["direction"] == "out":
            known = index.tickets_of_message_ids([facts.in_reply_to, *facts.references])
            ticket = next(iter(known.values()), number)
        else:
            ticket = decide(facts, index).ticket_number or number
        ticket_of[message["key"]] = ticket
        recipients = message["to"] if isinstance(message["to"], list) else [message["to"]]
        people = recipients if message["direction"] == "out" else [message["sender"]]
        index.add(ticket, facts.message_id, [facts.in_reply_to, *facts.references, token], *people)
    return {(a, b) for a, b in combinations(sorted(ticket_of), 2) if ticket_of[a] == ticket_of[b]}


def test_an_outgoing_id_of_ours_joins_even_when_the_stored_copy_is_gone(index: MemoryIndex) -> None:
    ours = outgoing_message_id(7, "m-12", "shop.example", KEY)
    raw = f"From: {CUSTOMER}\r\nReferences: <{ours}>\r\n\r\nx".encode()
    assert decide(facts_of(parse_message(raw), KEY), index).reason == "reply_token"
