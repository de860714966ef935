"""A reply whose References were lost joins by subject: the same sender, not long ago, and never a bare number."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inbox.mail.parse import parse_message
from inbox.mail.subjects import Subject, read_subject
from inbox.mail.threading import ThreadDecision, decide, facts_of
from tests.mail.test_threading import CUSTOMER, KEY, MemoryIndex

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)


@pytest.fixture
def index() -> MemoryIndex:
    index = MemoryIndex()
    index.file(7, f"From: {CUSTOMER}\r\nMessage-ID: <1@c>\r\nSubject: Lamp broken\r\n\r\nx", NOW)
    return index


def arrive(
    index: MemoryIndex,
    subject: str,
    sender: str = CUSTOMER,
    *,
    days: float = 1,
    is_person: bool = True,
    dmarc: str = "none",
    headers: str = "",
) -> ThreadDecision:
    mail = parse_message(f"From: {sender}\r\nSubject: {subject}\r\n{headers}\r\nx".encode())
    at = NOW + timedelta(days=days)
    return decide(facts_of(mail, KEY, arrived_at=at, is_person=is_person, dmarc=dmarc), index)


@pytest.mark.parametrize(
    "subject",
    [
        "Re: Lamp broken",
        "AW: lamp  BROKEN",
        "SV: Re: [shop-list] Lamp broken",
        "\u56de\u590d\uff1aLamp broken",
        "\u7b54\u590d: Lamp broken",
        "\u8f6c\u53d1: Lamp broken",
        "RE : Re[2]: Lamp broken",
        "[EXTERNAL] Fwd: Lamp broken (fwd)",
        "\u0130LT: Lamp broken",
        "\u041e\u0442\u0432: Lamp broken",
        "\ud68c\uc2e0: Lamp broken",
        "Re: [Ticket#77] Lamp broken",
    ],
)
def test_a_reply_mark_of_any_language_joins(index: MemoryIndex, subject: str) -> None:
    decision = arrive(index, subject)
    assert (decision.ticket_number, decision.reason) == (7, "subject")


def test_only_a_reply_joins_and_only_under_the_same_subject(index: MemoryIndex) -> None:
    assert arrive(index, "Lamp broken").ticket_number is None
    assert arrive(index, "Re: Lamp broken again").ticket_number is None
    assert arrive(index, "Reply to lamp broken").ticket_number is None


def test_another_sender_does_not_join(index: MemoryIndex) -> None:
    assert arrive(index, "Re: Lamp broken", "other@ex.example").ticket_number is None


def test_a_sender_that_dmarc_refutes_does_not_join(index: MemoryIndex) -> None:
    assert arrive(index, "Re: Lamp broken", dmarc="fail").ticket_number is None


def test_automatic_and_list_mail_does_not_join(index: MemoryIndex) -> None:
    assert arrive(index, "Re: Lamp broken", is_person=False).ticket_number is None


def test_it_joins_for_two_weeks_and_not_history_to_the_present(index: MemoryIndex) -> None:
    assert arrive(index, "Re: Lamp broken", days=13.9).ticket_number == 7
    assert arrive(index, "Re: Lamp broken", days=14.1).ticket_number is None
    assert arrive(index, "Re: Lamp broken", days=-15).ticket_number is None


def test_two_tickets_under_one_subject_are_none(index: MemoryIndex) -> None:
    index.file(8, f"From: {CUSTOMER}\r\nSubject: Lamp broken\r\n\r\nx", NOW)
    assert arrive(index, "Re: Lamp broken").ticket_number is None


def test_references_nobody_knows_leave_the_subject_to_decide(index: MemoryIndex) -> None:
    assert arrive(index, "Re: Lamp broken", headers="References: <lost@gateway>\r\n").ticket_number == 7


@pytest.mark.parametrize(
    "subject", ["Re: #1234", "Re: [#1234]", "Re: 1234567", "Re: Ticket 55", "Re:", "AW: ?!"]
)
def test_a5_a_bare_number_joins_nothing(subject: str) -> None:
    index = MemoryIndex()
    index.file(1, f"From: {CUSTOMER}\r\nSubject: {subject.removeprefix('Re: ')}\r\n\r\nx", NOW)
    assert read_subject(subject).base == ""
    assert arrive(index, subject).ticket_number is None


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("Order #1234 missing", "order #1234 missing"),
        ("Case: black phone", "case: black phone"),
        ("Refund", "refund"),
        ("[shop]", "[shop]"),
        ("Inquiry: Re: size", "inquiry: re: size"),
    ],
)
def test_words_of_the_writer_stay(text: str, base: str) -> None:
    assert read_subject(text) == Subject(base, False)


@given(st.text(max_size=300))
def test_reading_a_subject_ends_and_is_stable_under_another_reply_mark(text: str) -> None:
    base = read_subject(text).base
    assert read_subject(f"Re: {text}").base == base


def test_a_long_chain_of_marks_is_read_quickly() -> None:
    assert read_subject("Re: " * 100_000 + "x").is_reply


def test_a_new_topic_under_old_references_is_a_new_ticket_with_a_pointer(index: MemoryIndex) -> None:
    reply = "In-Reply-To: <1@c>\r\n"
    assert arrive(index, "Something new", days=20, headers=reply).ticket_number == 7
    old = arrive(index, "Something new", days=31, headers=reply)
    assert (old.ticket_number, old.related_ticket, old.reason) == (None, 7, "new_topic")
    assert not old.not_the_customer
    assert arrive(index, "Re: Lamp broken", days=400, headers=reply).ticket_number == 7
    assert arrive(index, "Lamp broken", days=400, headers=reply).ticket_number == 7
