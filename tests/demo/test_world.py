"""The demo's world is believable, whole, and the same every time."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

from helpdesk.demo.content.model import World
from helpdesk.demo.content.scenarios import OPENINGS, THREADS, language_of
from helpdesk.demo.content.wording import base_language
from helpdesk.demo.content.world import build_world
from tests.demo.conftest import NOW

INTENTS = {
    "order_status",
    "tracking",
    "shipping_question",
    "address_change",
    "order_change",
    "cancellation",
    "return_exchange",
    "refund",
    "damaged",
    "payment_problem",
    "invoice_customs",
    "sizing",
    "product_question",
    "wholesale",
    "account",
    "complaint",
    "feedback",
    "contact_human",
    "newsletter",
    "legal_privacy",
    "notice",
    "other",
}


def test_the_same_seed_and_instant_give_the_same_world(world: World) -> None:
    assert build_world(20, NOW) == world


def test_numbers_of_the_running_demo_do_not_depend_on_the_time_of_its_start(world: World) -> None:
    later = build_world(20, NOW + timedelta(days=3, hours=5))
    assert [one.number for one in later.orders] == [one.number for one in world.orders]
    assert [one.email for one in later.customers] == [one.email for one in world.customers]


def test_there_are_about_two_hundred_tickets_in_six_languages(world: World) -> None:
    languages = Counter(base_language(one.language) for one in world.conversations)
    assert 190 <= len(world.conversations) <= 240
    assert set(languages) == {"en", "de", "fr", "es", "ja", "zh"}
    assert min(languages.values()) >= 20


def test_at_least_sixty_threads_and_forty_openings_are_written_by_hand() -> None:
    by_language = Counter(language_of(one) for one in THREADS)
    assert len(THREADS) >= 60
    assert min(by_language.values()) >= 10
    assert len(OPENINGS) >= 40
    openings = [text for one in (*THREADS, *OPENINGS) for text in one.lines[0].texts]
    assert len(set(openings)) == len(openings) >= 110


def test_the_mailboxes_of_the_interface_exist_and_every_store_has_three(world: World) -> None:
    names = {one.address.partition("@")[0] for one in world.mailboxes}
    assert names == {"support", "sales", "refund", "logistics", "billing", "support-es"}
    assert min(Counter(one.store for one in world.mailboxes).values()) >= 3
    assert len(world.mailboxes) <= 8


def test_no_mail_leaves_the_reserved_domains(world: World) -> None:
    addresses = [one.email for one in world.customers] + [one.address for one in world.mailboxes]
    assert all(address.isascii() and address.endswith(".example") for address in addresses)
    assert len(set(addresses)) == len(addresses)


def test_no_placeholder_is_left_in_any_text(world: World) -> None:
    for conversation in world.conversations:
        for turn in conversation.turns:
            assert not re.search(r"\{\w+\}", turn.text + conversation.subject), conversation.scenario
            assert turn.text.strip()


def test_nothing_happens_in_the_future_and_nothing_is_older_than_sixty_one_days(world: World) -> None:
    for one in world.conversations:
        assert one.moments()[-1] <= world.now
        assert one.started_at >= world.now - timedelta(days=61)
        assert one.snoozed_until is None or one.snoozed_until > world.now


def test_labels_come_from_the_interface(world: World) -> None:
    assert {one.intent for one in world.conversations} <= INTENTS
    assert len({one.intent for one in world.conversations}) >= 18
    assert {one.sentiment for one in world.conversations} == {"angry", "negative", "neutral", "positive"}
    statuses = {"new", "in_progress", "pending", "escalated", "resolved", "spam"}
    assert {one.status for one in world.conversations} == statuses
    assert {one.priority for one in world.conversations} == {"low", "normal", "high", "urgent"}
    assert any(one.snoozed_until for one in world.conversations)


def test_whoever_answers_may_answer_there_and_speaks_the_language(world: World) -> None:
    may_reply = {(one.person, one.mailbox) for one in world.grants if one.see and one.reply}
    spoken = {one.username: one.languages for one in world.people}
    for conversation in world.conversations:
        for turn in conversation.turns:
            if turn.direction != "in":
                assert (turn.author, conversation.mailbox) in may_reply
            if turn.direction == "out":
                assert base_language(conversation.language) in spoken[turn.author], conversation.scenario


def test_agents_see_different_mailboxes_and_finance_only_looks(world: World) -> None:
    sees = {
        one.username: {grant.mailbox for grant in world.grants if grant.person == one.username}
        for one in world.people
    }
    assert sees["alex"] - sees["chen"]
    assert sees["chen"] - sees["alex"]
    assert len(sees["ada"]) == len(sees["sam"]) == len(world.mailboxes)
    assert {address.partition("@")[0] for address in sees["fin"]} == {"refund", "billing"}
    assert not any(
        one.reply or one.assign or one.export or one.manage for one in world.grants if one.person == "fin"
    )


def test_there_are_files_pictures_in_the_text_and_notes_between_colleagues(world: World) -> None:
    turns = [turn for one in world.conversations for turn in one.turns]
    files = [one for turn in turns for one in turn.attachments]
    assert {one.content_type for one in files} == {"image/jpeg", "image/png", "application/pdf"}
    assert any(one.content_id for one in files)
    assert sum(turn.direction == "note" for turn in turns) >= 20
    assert any(turn.html and "<table" in turn.html for turn in turns)
