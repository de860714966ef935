"""An import whose process is killed again and again ends as if nothing had happened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from helpdesk.core.clock import database_now
from helpdesk.env import PROJECT_ROOT
from inbox.actions.imports.jobs import Choices, start_import
from inbox.models import ImportJob, InboundMail, Message, Ticket
from tests.chaos.test_exactly_once import world as world
from tests.chaos.test_worker import Worker
from tests.chaos.test_worker import worker as worker
from tests.inbox.imports.history import old_mail, write_mbox
from tests.inbox.mail_in.conftest import mail_server as mail_server
from tests.inbox.mail_in.world import World
from tests.support.servers import wait_until


def command(path: Path, address: str) -> subprocess.Popen[str]:
    url = os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{connection.settings_dict['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "import_history", str(path), "--mailbox", address],
        cwd=PROJECT_ROOT,
        env={**os.environ, "DATABASE_URL": url},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


@pytest.mark.chaos
@pytest.mark.parametrize("mails", [400, pytest.param(2_000, marks=pytest.mark.chaos_long)])
def test_a_killed_import_goes_on_and_counts_nothing_twice(world: World, tmp_path: Path, mails: int) -> None:
    chance = random.Random(7)
    answered = {n: chance.randrange(1, n) for n in range(2, mails + 1) if chance.random() < 0.3}
    raws = [old_mail(n, days_ago=3000 - n, answers=answered.get(n, 0)) for n in range(1, mails + 1)]
    chance.shuffle(raws)
    path = write_mbox(tmp_path / "old.mbox", raws)
    for share in (0.1, 0.4, 0.7):
        process = command(path, world.address)
        wait_until(lambda: ImportJob.objects.filter(seen__gt=share * mails).exists(), seconds=120)  # noqa: B023
        os.killpg(process.pid, signal.SIGKILL)
        assert process.wait() == -signal.SIGKILL, "it was done before the kill"
    process = command(path, world.address)
    output, errors = process.communicate(timeout=180)
    found = json.loads(output.splitlines()[-1])
    assert [found[one] for one in ("seen", "imported", "duplicate", "quarantined")] == [mails, mails, 0, 0]
    assert f"{mails} of {mails} (100%)" in errors
    assert ImportJob.objects.count() == 1
    assert (InboundMail.objects.count(), Message.objects.count()) == (mails, mails)
    assert Ticket.objects.count() == mails - len(answered)
    assert not InboundMail.objects.exclude(state="imported").exists()


@pytest.mark.chaos
@pytest.mark.slow
@pytest.mark.chaos_long
def test_workers_go_on_with_folders_after_a_kill(world: World, worker: Worker) -> None:
    count = 600
    client = world.imap()
    client.create("Old")
    for number in range(1, count + 1):
        client.append("Old", None, None, old_mail(number, days_ago=900 - number))  # type: ignore[arg-type]
    job = start_import(world.mailbox, Choices(folders=("Old",)), actor=None, now=database_now())
    wait_until(lambda: ImportJob.objects.filter(seen__gt=50).exists(), seconds=60)
    worker.kill()
    assert ImportJob.objects.get().seen < count
    worker.start()
    wait_until(lambda: ImportJob.objects.get(pk=job.pk).state == "done", seconds=90)
    found = ImportJob.objects.get(pk=job.pk)
    assert (found.seen, found.imported, found.duplicate) == (count, count, 0)
    assert (InboundMail.objects.count(), Message.objects.count()) == (count, count)
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}
