"""Servers that announce mail (IDLE): lines that stand, break and are given up, on real servers."""

from __future__ import annotations

import queue
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from helpdesk.core.clock import database_now
from helpdesk.core.models import Heartbeat
from inbox.actions import poll, watcher
from inbox.actions.watch_line import NO_IDLE, Announced, Ended, Line, Listening
from inbox.actions.watching import ANNOUNCED_FOR, renew_announcements, watchable_mailboxes
from inbox.models import InboundMail, Mailbox, MailFolder
from tests.inbox.mail_in.scripted_imap import ScriptedImap
from tests.inbox.mail_in.world import World, a_mail
from tests.support.servers import wait_until


class Watching:
    """A watcher in a thread of its own; `hinted` are the mailboxes it handed to couriers."""

    def __init__(self, *, poll_at_once: bool = False) -> None:
        self.hinted: queue.SimpleQueue[int] = queue.SimpleQueue()
        self.poll_at_once = poll_at_once
        self.watcher = watcher.Watcher(self._hint)
        self.thread = threading.Thread(target=self._run)

    def _hint(self, mailbox_id: int) -> None:
        if self.poll_at_once:
            poll.poll_mailbox(mailbox_id, now=database_now())
        self.hinted.put(mailbox_id)

    def _run(self) -> None:
        try:
            self.watcher.run()
        finally:
            connections.close_all()

    def __enter__(self) -> Watching:
        self.thread.start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self.watcher.stop()
        self.thread.join(10)
        assert not self.thread.is_alive()
        lines = [one.line for one in self.watcher._watched.values() if one.line is not None]
        for line in lines:
            line.thread.join(10)


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watcher, "LOOK_SECONDS", 0.1)


def is_announced(world: World) -> bool:
    until = Mailbox.objects.get(pk=world.mailbox.pk).idle_until
    return until is not None and until > database_now()


def test_announced_mail_is_fetched_without_a_poll_being_due(on_dovecot: World) -> None:
    world, client = on_dovecot, on_dovecot.imap()
    assert world.poll().problem == ""
    with Watching(poll_at_once=True) as watching:
        wait_until(lambda: is_announced(world))
        world.poll()
        due = Mailbox.objects.get(pk=world.mailbox.pk).next_poll_at
        assert due is not None and due > database_now() + timedelta(seconds=50)  # now IDLE does the work
        client.append("INBOX", None, None, a_mail())
        wait_until(lambda: InboundMail.objects.exists(), seconds=5)
        assert Heartbeat.objects.filter(part="watcher").exists()
    assert watching.hinted.qsize() >= 2


def test_announced_mail_is_heard_of_through_tls(world: World) -> None:
    world.poll()
    with Watching(poll_at_once=True):
        wait_until(lambda: is_announced(world))
        world.deliver(a_mail())
        wait_until(lambda: InboundMail.objects.exists(), seconds=8)


def test_a_paused_mailbox_loses_its_line_and_a_resumed_one_gets_it_back(world: World) -> None:
    world.poll()
    row = Mailbox.objects.filter(pk=world.mailbox.pk)
    with Watching():
        wait_until(lambda: is_announced(world))
        row.update(is_active=False)
        wait_until(lambda: not is_announced(world), seconds=5)
        row.update(is_active=True)
        wait_until(lambda: is_announced(world), seconds=5)


def test_a_mailbox_is_watched_only_after_a_visit_that_worked(world: World) -> None:
    assert [one.may_connect for one in watchable_mailboxes()] == [False]
    world.poll()
    assert [one.may_connect for one in watchable_mailboxes()] == [True]
    Mailbox.objects.update(failing_since=database_now())
    assert [one.may_connect for one in watchable_mailboxes()] == [False]


def events_of(world: World, server: ScriptedImap, take: int) -> list[Any]:
    Mailbox.objects.update(imap_host="127.0.0.1", imap_port=server.port, imap_security="plain")
    world.mailbox.refresh_from_db()
    told: queue.SimpleQueue[Any] = queue.SimpleQueue()
    line = Line(world.mailbox, "INBOX", told.put, round_seconds=0.2)
    events = [told.get(timeout=10) for _number in range(take)]
    line.close()
    line.thread.join(10)
    return events


def test_a_server_without_idle_is_left_to_polling(world: World) -> None:
    with ScriptedImap() as server:
        (ended,) = events_of(world, server, 1)
    assert isinstance(ended, Ended)
    assert ended.code == NO_IDLE


def test_a_server_that_refuses_the_idle_it_offers_is_left_to_polling(world: World) -> None:
    with ScriptedImap(
        lambda command: [b"TAG BAD no\r\n"] if command == "IDLE" else None, capabilities="IMAP4rev1 IDLE"
    ) as server:
        _announced, ended = events_of(world, server, 2)
    assert ended.code == NO_IDLE


def test_the_end_of_the_stream_is_not_taken_for_silence(world: World) -> None:
    idle = [b"+ idling\r\n* 2 EXISTS\r\n* OK still here\r\n", b""]
    with ScriptedImap(
        lambda command: idle if command == "IDLE" else None, capabilities="IMAP4rev1 IDLE"
    ) as server:
        first, listening, announced, ended = events_of(world, server, 4)
    assert isinstance(first, Announced) and isinstance(announced, Announced)
    assert isinstance(listening, Listening)
    assert ended.code == "connection_lost"


def test_rounds_end_with_done_and_begin_again(on_dovecot: World) -> None:
    told: queue.SimpleQueue[Any] = queue.SimpleQueue()
    line = Line(on_dovecot.mailbox, "INBOX", told.put, round_seconds=0.1)
    kinds = [type(told.get(timeout=10)) for _number in range(6)]
    line.close()
    line.thread.join(10)
    assert kinds == [Announced, Listening] * 3


def test_r19_a_refused_password_counts_for_the_poller_too(world: World) -> None:
    world.poll()
    world.mailbox.refresh_from_db()
    world.mailbox.set_secrets(imap_password="wrong")
    world.mailbox.save()
    with Watching():
        wait_until(lambda: Mailbox.objects.get().last_error_code == "wrong_password", seconds=10)
        mailbox = Mailbox.objects.get()
        assert mailbox.failing_since is not None
        assert mailbox.next_poll_at is not None and mailbox.last_poll_at is not None
        assert mailbox.next_poll_at - mailbox.last_poll_at >= timedelta(minutes=15)
        assert not poll.claim_announced(mailbox.pk, database_now())


def test_lines_that_break_are_laid_again_later_each_time(world: World) -> None:
    one = watcher.Watched(watchable_mailboxes()[0])
    line = object.__new__(Line)
    pauses = []
    for failures in range(1, 12):
        one.failures = failures
        pauses.append(watcher.Watcher(lambda _id: None)._pause(one, Ended(line, "connection_lost")))
    assert pauses[0] == 5
    assert pauses == sorted(pauses)
    assert pauses[-1] == 900


def test_mail_announced_during_a_visit_is_fetched_by_it(world: World, monkeypatch: Any) -> None:
    world.deliver(a_mail(subject="First"))
    original = poll.read_all_folders
    rounds: list[int] = []

    def read(*arguments: Any) -> Any:
        answer = original(*arguments)
        rounds.append(answer[0])
        if len(rounds) == 1:
            world.deliver(a_mail(subject="Second"))
            assert poll.claim_announced(world.mailbox.pk, database_now())
        return answer

    monkeypatch.setattr(poll, "read_all_folders", read)
    assert world.poll().fetched == 2
    assert rounds == [1, 1]


def test_several_folders_are_looked_at_as_often_as_ever(world: World) -> None:
    renew_announcements([world.mailbox.pk], database_now())
    MailFolder.objects.create(mailbox=world.mailbox, name="INBOX")
    now = database_now()
    poll.poll_mailbox(world.mailbox.pk, now=now)
    assert Mailbox.objects.get().next_poll_at == now + poll.ANNOUNCED_INTERVAL
    MailFolder.objects.create(mailbox=world.mailbox, name="Spam")
    world.imap().create("Spam")
    poll.poll_mailbox(world.mailbox.pk, now=now)
    assert Mailbox.objects.get().next_poll_at == now + timedelta(seconds=5)
    assert poll.poll_mailbox(world.mailbox.pk, now=now + ANNOUNCED_FOR).problem == ""


def test_a_broker_that_is_away_costs_no_hint(world: World) -> None:
    world.poll()

    def broken(_mailbox_id: int) -> None:
        raise ConnectionError

    one = watcher.Watcher(broken)
    one._announce(world.mailbox.pk)
    due = Mailbox.objects.get().next_poll_at
    assert due is not None and due <= database_now()
