"""R16-R18, R20, R23, R25: odd identities and dates, a long outage, and a reader that dies."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from helpdesk.core.clock import database_now
from inbox.actions import quarantine
from inbox.models import InboundMail, Message, OutboundMail, Ticket
from inbox.parsing import pool
from tests.chaos.invariants import assert_calm, assert_mail_in
from tests.chaos.world import JANE, World, a_mail, seed_of

pytestmark = pytest.mark.chaos


def test_r16_twenty_mails_with_one_message_id_are_twenty_messages(between: World) -> None:
    for number in range(20):
        between.imap.deliver(
            a_mail(
                f"same-{number}",
                message_id="same@customer.example",
                body=f"Question {number}",
                sender=f"c{number % 4}@customer.example",
            )
        )
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert Message.objects.count() == 20


def test_r17_a_mail_delivered_twice_by_the_mta_is_one_message(between: World) -> None:
    raw = a_mail("twice-1")
    between.imap.deliver(raw)
    between.imap.deliver(b"Received: by mx.voltway.example; Sun, 22 Nov 2026 10:00:01 +0000\r\n" + raw)
    between.visit_and_file()
    between.imap.deliver(raw)
    between.visit_and_file()
    assert assert_mail_in(between) == {"twice-1": "imported"}
    assert Counter(between.states()) == {"imported": 1, "duplicate": 2}
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"Message-ID:\r\n",
        b"Message-ID: <>\r\n",
        b"Message-ID: <" + b"x" * 10_000 + b"@customer.example>\r\n",
        "Message-ID: <ключ@пример.example>\r\n".encode(),
        b"Message-ID: no brackets at all\r\n",
        b"Message-ID: <a@b.example>\r\nMessage-ID: <c@d.example>\r\n",
    ],
    ids=["none", "empty", "hollow", "10kB", "non-ASCII", "bare", "two"],
)
def test_r18_any_message_id_is_imported_and_can_be_answered(between: World, header: bytes) -> None:
    between.imap.deliver(a_mail("odd-1", message_id="", extra=header))
    between.imap.deliver(a_mail("odd-2", message_id="", extra=header, body="Another question"))
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    ids = list(Message.objects.values_list("message_id", flat=True))
    assert all(ids)
    between.reply(ticket=Ticket.objects.order_by("pk").first())
    (sent,) = between.send_due()
    assert sent.state == "sent"
    assert len(between.smtp.accepted) == 1


def test_r20_ten_days_of_outage_come_in_with_their_own_dates(between: World) -> None:
    now = database_now()
    count = 400
    for number in range(count):
        arrived = now - timedelta(days=10) + timedelta(days=10) * (number / count)
        between.imap.deliver(
            a_mail(f"late-{number}", sender=f"late{number}@customer.example"), arrived=arrived
        )
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)
    waiting = list(Ticket.objects.order_by("pk").values_list("waiting_since", flat=True))
    assert waiting == sorted(waiting)
    assert waiting[0] is not None
    assert abs((now - timedelta(days=10)) - waiting[0]) < timedelta(seconds=2)  # IMAP knows whole seconds
    assert not OutboundMail.objects.exists()  # nothing answers mail of last week by itself


def test_r23_readers_that_are_killed_cost_single_mails_at_most(between: World) -> None:
    """The reader is killed as the kernel does it when memory is short, at moments of the seed's choice."""
    chance = random.Random(seed_of("R23"))
    between.deliver(150)
    between.visit()
    is_over = threading.Event()
    kills = []

    def kill_readers() -> None:
        while not is_over.wait(chance.uniform(0.005, 0.08)) and len(kills) < 12:
            child = pool.parser()._process
            if child is not None and child.poll() is None:
                os.kill(child.pid, signal.SIGKILL)
                kills.append(child.pid)

    threads = [threading.Thread(target=kill_readers), threading.Thread(target=_file, args=(between, is_over))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    between.file()
    ends = Counter(assert_mail_in(between).values())
    assert kills
    assert ends["imported"] >= 150 - len(kills)
    assert set(ends) <= {"imported", "quarantined"}
    for one in InboundMail.objects.filter(state="quarantined"):
        assert one.reason
        assert quarantine.retry(one, actor=None, now=database_now()).state == "imported"
    assert set(assert_mail_in(between).values()) == {"imported"}


def _file(world: World, is_over: threading.Event) -> None:
    try:
        world.file()
    finally:
        is_over.set()
        connections.close_all()


def test_r23_a_reader_that_hangs_is_ended_and_the_next_mail_goes_on(between: World) -> None:
    reader = pool.Parser(pool.ChildLimits(wall_seconds=4.0))
    pool.parser().close()
    pool._parsers[os.getpid()] = reader
    try:
        between.deliver(1)
        between.visit_and_file()
        child = reader._process
        assert child is not None
        os.kill(child.pid, signal.SIGSTOP)
        hung = between.deliver(1)[0]
        fine = between.deliver(3)
        between.visit_and_file()
        ends = assert_mail_in(between)
        assert ends[hung] == "quarantined"
        assert "time or memory" in InboundMail.objects.get(state="quarantined").reason
        assert {ends[one] for one in fine} == {"imported"}
    finally:
        reader.close()
        pool._parsers.clear()


@pytest.mark.parametrize(
    "date",
    [
        "",
        "Thu, 01 Jan 1970 00:00:00 +0000",
        "Fri, 31 Dec 2099 23:59:59 +0000",
        "yesterday",
        "Mon, 99 Foo 0000",
    ],
)
def test_r25_order_and_clocks_follow_the_servers_date(between: World, date: str) -> None:
    arrived = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    between.imap.deliver(a_mail("dated-1", date=date, sender=JANE), arrived=arrived)
    between.visit_and_file()
    assert assert_mail_in(between) == {"dated-1": "imported"}
    ticket = Ticket.objects.get()
    assert ticket.waiting_since == arrived
    assert ticket.last_activity_at == arrived
    assert Message.objects.get().created_at == arrived
