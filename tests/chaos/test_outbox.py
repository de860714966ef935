"""R45-R54: submission servers that put off, refuse, stall, cut and lie; what was sent is sent once."""

from __future__ import annotations

import os
import random
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme
from django.db import connections

from helpdesk.core.clock import database_now
from inbox.actions import outbox, send_mail
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.take_back import TooLate, take_back
from inbox.channels.email import smtp, smtp_pool
from inbox.models import Message, OutboundMail, Security, Ticket, TimelineEvent
from tests.chaos.invariants import assert_mail_out
from tests.chaos.world import JANE, Killed, World, dying_at, seed_of
from tests.support.fault_proxy import FaultProxy
from tests.support.scripted_smtp import Script, ScriptedSmtp

pytestmark = pytest.mark.chaos
JOE, GONE = "joe@customer.example", "gone@customer.example"
RACES = 200 if os.environ.get("CHAOS_FULL") else 50  # tests/inbox/mail_out runs two hundred every time


@pytest.fixture(autouse=True)
def _no_kept_connections(between: World) -> Iterator[None]:
    """Connections that an experiment broke must not wait for the next one."""
    yield
    smtp_pool.close_all()


def test_r45_greylisting_is_waited_out_under_one_message_id(between: World) -> None:
    answers = iter(["451 4.7.1 greylisted", "421 4.3.2 closing", "450 busy", "452 full", "250 OK"])
    between.smtp.script.rcpt = lambda _address: next(answers)
    message = between.reply()
    later, pauses = timedelta(), []
    for state in ("retry", "retry", "retry", "retry", "sent"):
        (row,) = between.send_due(later)
        assert row.state == state, row.last_error
        if state == "retry":
            pause = row.send_after - (database_now() + later)
            pauses.append(round(pause.total_seconds() / 60))
            assert between.send_due(later + pause - timedelta(seconds=5)) == []
            later += pause + timedelta(seconds=1)
    assert pauses == [1, 5, 15, 60]
    assert [one.message_id for one in between.smtp.accepted] == [message.message_id]
    assert_mail_out(between.smtp.ledger)


@pytest.mark.parametrize("place", ["greeting", "mail", "before_data", "data"])
@pytest.mark.parametrize("code", ["421 not now", "451 not now"])
def test_r45_a_temporary_no_at_any_place_is_tried_again(between: World, place: str, code: str) -> None:
    script = between.smtp.script
    usual = getattr(script, place)
    setattr(script, place, code if place == "greeting" else lambda *_words: code)
    between.reply()
    (row,) = between.send_due()
    assert row.state == "retry", (row.state, row.last_error)
    setattr(script, place, usual)
    (row,) = between.send_due(timedelta(minutes=2))
    assert row.state == "sent"
    assert_mail_out(between.smtp.ledger)


@pytest.mark.parametrize("place", ["mail", "rcpt", "before_data", "data"])
def test_r46_a_final_no_is_failed_said_and_never_tried_again(between: World, place: str) -> None:
    setattr(between.smtp.script, place, lambda *_words: "550 5.7.1 no")
    between.reply()
    (row,) = between.send_due()
    assert row.state == "failed"
    assert "550" in row.last_error
    assert between.send_due(timedelta(days=1)) == []
    assert Ticket.objects.get().has_failed_delivery
    assert TimelineEvent.objects.filter(kind="send_failed").exists()
    assert between.smtp.accepted == []
    assert_mail_out(between.smtp.ledger)


@pytest.mark.parametrize("mode", ["refuse", "cut", "reset", "stall"])
def test_r47_a_line_that_breaks_before_data_is_tried_again(
    between: World, mode: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp.submit, "__kwdefaults__", {**smtp.submit.__kwdefaults__, "total_seconds": 1.5})
    with FaultProxy(between.smtp.port, mode=mode, limit=60) as proxy:
        between.set(smtp_port=proxy.port)
        between.reply()
        (row,) = between.send_due()
        assert (row.state, row.data_started_at) == ("retry", None), row.last_error
        proxy.mode = "pass"
        (row,) = between.send_due(timedelta(minutes=2))
    assert row.state == "sent"
    assert_mail_out(between.smtp.ledger)


@pytest.mark.parametrize("word", ["cut", "stall"])
def test_r48_a_lost_confirmation_of_a_taken_mail_is_unknown_and_never_resent(
    between: World, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp.submit, "__kwdefaults__", {**smtp.submit.__kwdefaults__, "total_seconds": 1.5})
    between.smtp.script.data = lambda _content: word
    between.reply()
    (row,) = between.send_due()
    assert row.state == "unknown"
    for hours in (1, 12, 48, 96):
        assert between.send_due(timedelta(hours=hours)) == []
    outbox.mark_sent(row, actor=between.agent(), now=database_now())
    assert between.send_due(timedelta(days=5)) == []
    assert len(between.smtp.accepted) == 1
    assert_mail_out(between.smtp.ledger)


def test_r48_what_a_dead_sender_left_can_be_settled(between: World) -> None:
    between.reply()
    with dying_at(send_mail, "submit"), pytest.raises(Killed):
        between.send_due()
    assert between.send_due(timedelta(minutes=4)) == []
    row = OutboundMail.objects.get()
    assert row.state == "unknown"
    settled = outbox.mark_sent(row, actor=between.agent(), now=database_now())
    assert {one["state"] for one in settled.recipients.values()} == {"sent"}
    assert_mail_out(between.smtp.ledger)


@pytest.mark.parametrize("word", ["drop", "stall-untaken"])
def test_r49_a_person_resends_what_was_not_taken_under_the_same_message_id(
    between: World, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp.submit, "__kwdefaults__", {**smtp.submit.__kwdefaults__, "total_seconds": 1.5})
    between.smtp.script.data = lambda _content: word
    message = between.reply()
    (row,) = between.send_due()
    assert (row.state, between.smtp.accepted) == ("unknown", [])
    between.smtp.script.data = lambda _content: "250 OK"
    outbox.resend(row, actor=between.agent(), now=database_now())
    (row,) = between.send_due(timedelta(minutes=1))
    assert row.state == "sent"
    assert [one.message_id for one in between.smtp.accepted] == [message.message_id]
    assert_mail_out(between.smtp.ledger)


def test_r50_one_refused_of_three_undoes_nothing_for_the_others(between: World) -> None:
    between.smtp.script.rcpt = lambda address: "550 gone" if address == GONE else "250 OK"
    between.reply(to=(JANE, GONE, JOE))
    (row,) = between.send_due()
    assert {address: one["state"] for address, one in row.recipients.items()} == {
        JANE: "sent",
        GONE: "failed",
        JOE: "sent",
    }
    assert between.send_due(timedelta(days=1)) == []
    assert Ticket.objects.get().has_failed_delivery
    assert_mail_out(between.smtp.ledger)


def test_r50_one_put_off_of_three_is_tried_again_alone(between: World) -> None:
    answers = {JOE: iter(["450 later", "250 OK"])}
    between.smtp.script.rcpt = lambda address: next(answers[address]) if address in answers else "250 OK"
    between.reply(to=(JANE, JOE))
    between.send_due()
    (row,) = between.send_due(timedelta(minutes=2))
    assert row.state == "sent"
    assert [one.recipients for one in between.smtp.accepted] == [(JANE,), (JOE,)]
    assert_mail_out(between.smtp.ledger)


def _certified(path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """A server's context with a certificate for `name`, of an authority that the desk knows."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(path / "ca.pem"))
    monkeypatch.setenv("CROSSDESK_CA_FILE", str(path / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.mark.parametrize("name", ["localhost", "another.example", None])
def test_r51_without_the_right_certificate_nothing_is_said(
    between: World, name: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if name is not None:
        between.smtp.script.tls = _certified(tmp_path, name, monkeypatch)
    between.smtp.script.passwords = {"support": "smtp-secret"}
    between.set(smtp_security=Security.STARTTLS, smtp_host="localhost", smtp_username="support")
    between.mailbox.set_secrets(smtp_password="smtp-secret")
    between.mailbox.save()
    between.reply()
    (row,) = between.send_due()
    said = " ".join(between.smtp.ledger.commands)
    if name == "localhost":
        assert row.state == "sent", row.last_error
        assert between.smtp.ledger.sign_ins == [True]
    else:
        assert (row.state, between.smtp.accepted) == ("retry", [])
        assert "AUTH" not in said
        assert "MAIL" not in said
        assert "certificate" in row.last_error or "STARTTLS" in row.last_error
    assert_mail_out(between.smtp.ledger)


def test_r52_a_server_of_one_byte_a_second_holds_up_nobody_else(
    between: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp.submit, "__kwdefaults__", {**smtp.submit.__kwdefaults__, "total_seconds": 2.0})
    with ScriptedSmtp(Script(seconds_per_byte=1.0)) as slow:
        other = between.add_mailbox(between.mailbox.store, "slow@voltway.example", between.imap.port)
        between.reply()
        Ticket.objects.update(mailbox=other)
        between.reply(key="slow")
        OutboundMail.objects.filter(message__outbound__mailbox=other).update(mailbox=other)
        other.smtp_port = slow.port
        other.save(update_fields=["smtp_port"])
        claimed = outbox.claim_due(database_now())
        took: dict[int, float] = {}
        started = time.monotonic()

        def send(one: Any) -> None:
            from inbox.actions.send_mail import send_claimed

            row = send_claimed(one.outbound_id, one.token, now=database_now())
            took[row.mailbox_id] = time.monotonic() - started
            connections.close_all()

        threads = [threading.Thread(target=send, args=(one,)) for one in claimed]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert took[between.mailbox.pk] < 1.5
    assert 1.5 < took[other.pk] < 8
    assert OutboundMail.objects.get(mailbox=other).state == "retry"
    assert slow.accepted == []


def test_r53_twenty_posts_with_one_key_are_one_mail(between: World) -> None:
    ticket, actor = between.ticket(), between.agent()
    words = ReplyText("Hello", (JANE,), (), 1 << 40, "one-key")
    made: list[int] = []

    def press_send() -> None:
        made.append(send_reply(ticket, words, actor=actor, now=database_now()).pk)
        connections.close_all()

    threads = [threading.Thread(target=press_send) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 20
    assert len(set(made)) == 1
    between.send_due()
    between.send_due(timedelta(minutes=5))
    assert len(between.smtp.accepted) == 1
    assert_mail_out(between.smtp.ledger)


def _race(world: World, message: Message, pauses: tuple[float, float]) -> str:
    told: list[str] = []
    started = threading.Barrier(2)

    def undo() -> None:
        started.wait()
        threading.Event().wait(max(0.0, pauses[0]))
        try:
            take_back(message, actor=world.agent(), now=database_now())
            told.append("cancelled")
        except TooLate:
            told.append("sent")
        connections.close_all()

    def send() -> None:
        started.wait()
        threading.Event().wait(max(0.0, pauses[1]))
        world.send_due()
        connections.close_all()

    threads = [threading.Thread(target=side) for side in (undo, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told[0]


@pytest.mark.chaos_long
def test_r54_undo_and_the_sender_never_both_win(between: World, settings: Any) -> None:
    settings.UNDO_SEND_SECONDS = 0.05
    between.set(sends_per_minute=10_000)
    chance = random.Random(seed_of("R54"))
    undone = 0
    for number in range(RACES):
        message = between.reply(key=f"race-{number}")
        left = (message.outbound.send_after - database_now()).total_seconds()
        told = _race(
            between, message, (left + chance.uniform(-0.02, 0.01), left + chance.uniform(-0.01, 0.01))
        )
        between.send_due(timedelta(seconds=1))
        assert OutboundMail.objects.get(message=message).state == told, number
        undone += told == "cancelled"
    assert len(between.smtp.accepted) == RACES - undone
    assert 0 < undone < RACES, "the race was never close"
    assert_mail_out(between.smtp.ledger)
