"""Mails arrive while the worker is killed again and again: each is there, exactly once."""

from __future__ import annotations

import os
import random
import signal
import smtplib
import threading
import time
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import pytest
from django.db import connections

from helpdesk.core.clock import database_now
from inbox.actions import poll
from inbox.actions.filing.run import file_waiting
from inbox.models import InboundMail, Mailbox, Message, Ticket
from inbox.queries.mailflow import account_for
from tests.inbox.mail_in.conftest import mail_server, unused_accounts
from tests.inbox.mail_in.world import World, a_mail
from tests.support.servers import MailServer

__all__ = ["mail_server"]
SECONDS = 110


@pytest.fixture
def world(
    mail_server: MailServer, transactional_db: None, settings: Any, monkeypatch: Any, tmp_path: Path
) -> World:
    monkeypatch.setenv("CROSSDESK_CA_FILE", str(mail_server.ca_path))
    blobs = {"BACKEND": "inbox.storage.BlobStorage", "OPTIONS": {"location": str(tmp_path / "blobs")}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    return World(mail_server, *next(unused_accounts))


def in_a_process_of_its_own(work: Callable[[], object]) -> int:
    """Fork (no start-up to wait for) with connections of its own; returns the process id."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _run(work)
    return child


def _run(work: Callable[[], object]) -> NoReturn:
    try:
        work()
    finally:
        os._exit(3)


def deliver(world: World, chance: random.Random, numbers: range) -> None:
    """Mails with their own number; one in four answers an earlier one."""
    with smtplib.SMTP("127.0.0.1", world.server.smtp_port) as session:
        for number in numbers:
            answered = chance.randrange(number) if number and chance.random() < 0.25 else None
            raw = a_mail(
                subject=f"Chaos {number}",
                body=f"Number {number}\n" + "word " * chance.randrange(200),
                message_id=f"<chaos-{number}@customer.example>",
                headers=[] if answered is None else [("References", f"<chaos-{answered}@customer.example>")],
            )
            session.sendmail("jane@customer.example", [world.address], raw)


def work_until_killed() -> None:
    """What the Celery tasks do, by the same actions."""
    while True:
        for mailbox_id in poll.claim_due_mailboxes(database_now()):
            poll.poll_mailbox(mailbox_id, now=database_now())
        file_waiting(now=database_now(), limit=100)


def imported() -> int:
    return InboundMail.objects.filter(state="imported").count()


@pytest.mark.chaos
@pytest.mark.parametrize(("mails", "kills"), [(250, 8), pytest.param(1000, 20, marks=pytest.mark.chaos_long)])
def test_mails_survive_kills_exactly_once(world: World, mails: int, kills: int) -> None:
    seed = int(os.environ.get("CHAOS_SEED", random.randrange(1 << 30)))
    print(f"CHAOS_SEED={seed}")
    chance = random.Random(seed)
    Mailbox.objects.filter(pk=world.mailbox.pk).update(poll_seconds=0, after_import="seen")
    ends_at = time.monotonic() + SECONDS
    at_kill = []
    for kill in range(kills):
        # New mail for every worker, while it works: a quick one must not be done before it is killed.
        some = range(mails * kill // kills, mails * (kill + 1) // kills)
        sender = in_a_process_of_its_own(partial(deliver, world, random.Random(seed + kill), some))
        worker = in_a_process_of_its_own(work_until_killed)
        threading.Event().wait(chance.uniform(0.2, 1.5))
        os.kill(worker, signal.SIGKILL)
        assert os.WIFSIGNALED(os.waitpid(worker, 0)[1]), "the worker ended by itself"
        at_kill.append((InboundMail.objects.count(), imported()))
        Mailbox.objects.update(poll_lease_until=None)  # the ten seconds of its lease, shortened
        assert os.waitpid(sender, 0)[1] != -9
    print(f"fetched and imported at each kill: {at_kill}")
    worker = in_a_process_of_its_own(work_until_killed)
    try:
        while imported() < mails:
            assert time.monotonic() < ends_at, f"{Counter(world.states())} after {SECONDS} s (seed {seed})"
            threading.Event().wait(0.2)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)
    assert len(set(at_kill)) > kills / 4, "the kills did not hit the work"
    assert_everything_is_there_once(world, mails)


def assert_everything_is_there_once(world: World, mails: int) -> None:
    assert Counter(world.states()) == {"imported": mails}
    ids = Counter(Message.objects.values_list("message_id", flat=True))
    assert ids == {f"chaos-{number}@customer.example": 1 for number in range(mails)}
    assert sum(Ticket.objects.values_list("message_count", flat=True)) == mails
    assert not Ticket.objects.filter(messages__isnull=True).exists()
    visit = poll.poll_mailbox(world.mailbox.pk, now=database_now() + timedelta(minutes=1))
    assert (visit.problem, visit.fetched) == ("", 0)
    assert account_for(world.mailbox, since=None, now=database_now()).unaccounted == 0
