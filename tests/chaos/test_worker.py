"""A real Celery worker with beat: mail comes in, an answer goes out, and kill -9 in between costs nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from helpdesk.core.clock import database_now
from helpdesk.env import PROJECT_ROOT
from inbox.actions.reply import ReplyText, send_reply
from inbox.models import Mailbox, OutboundMail, Ticket
from tests.chaos.test_exactly_once import world as world
from tests.inbox.mail_in.conftest import mail_server as mail_server
from tests.inbox.mail_in.world import World, a_mail
from tests.support.servers import wait_until


class Worker:
    """`celery worker -B` on the test database, in a process group of its own."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.log = directory / "celery.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        database = str(connection.settings_dict["NAME"])
        url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
        arguments = [
            "worker",
            "-B",
            "-c",
            "2",
            "-Q",
            "celery,couriers",
            "-s",
            str(self.directory / "beat"),
            "--loglevel",
            "INFO",
        ]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "celery", "-A", "helpdesk.celery", *arguments],
                cwd=PROJECT_ROOT,
                env={**os.environ, "DATABASE_URL": url, "C_FORCE_ROOT": "1"},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def kill(self) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def worker(world: World, tmp_path: Path) -> Iterator[Worker]:
    made = Worker(tmp_path)
    made.start()
    yield made
    made.kill()


@pytest.mark.chaos
@pytest.mark.slow
def test_the_tasks_carry_mail_both_ways_and_survive_a_kill(
    world: World, worker: Worker, settings: Any
) -> None:
    Mailbox.objects.update(poll_seconds=1)
    world.deliver(a_mail())
    wait_until(lambda: Ticket.objects.filter(message_count=1).exists(), seconds=40)
    worker.kill()
    settings.UNDO_SEND_SECONDS = 0
    ticket = Ticket.objects.get()
    words = ReplyText("On its way.", ("jane@customer.example",), (), ticket.last_message_id, "k")
    send_reply(ticket, words, actor=world.agent(), now=database_now())
    world.deliver(a_mail(subject="Another"))
    worker.start()
    wait_until(lambda: OutboundMail.objects.get().state == "sent", seconds=40)
    wait_until(lambda: Ticket.objects.count() == 2, seconds=40)
    assert Ticket.objects.get(pk=ticket.pk).message_count == 2
