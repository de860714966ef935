"""The loop of `demo_customers`, against the real demo mail server."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from threading import Event, Thread

import pytest

from helpdesk.demo.content.model import World
from helpdesk.demo.crowd import Crowd
from helpdesk.demo.letterbox import Letterbox
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingMail
from inbox.mail.parse import parse_message
from tests.support.servers import MailServer, wait_until


@pytest.fixture(scope="module")
def server(world: World) -> Iterator[MailServer]:
    with MailServer({one.address: "secret" for one in world.mailboxes}) as running:
        yield running


class Running:
    """A crowd in a thread, stopped at the end."""

    def __init__(self, world: World, folder: Path, *, interval: float, seed: int = 1) -> None:
        self.stop = Event()
        self.state = folder / "state.json"
        self.crowd = Crowd(
            world,
            folder / "services.json",
            Letterbox(self.state),
            interval_seconds=interval,
            rng=Random(seed),
            clock=lambda: datetime.now(UTC),
            answer_seconds=(0.05, 0.1),
        )
        self.thread = Thread(target=self.crowd.run, args=(self.stop,))

    def __enter__(self) -> Running:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def services(folder: Path, port: int, outbox: Path) -> None:
    content = {"smtp": {"host": "127.0.0.1", "port": port, "starttls": False}, "outbox": str(outbox)}
    (folder / "services.json").write_text(json.dumps(content))


def delivered(server: MailServer) -> list[Path]:
    return [path for path in (server.directory / "mail" / "maildirs").rglob("new/*") if path.is_file()]


def desk_mail(world: World, at: int) -> bytes:
    people = [one for one in world.customers if one.is_person]
    return compose(
        OutgoingMail(
            from_address=world.mailboxes[0].address,
            to=(people[at].email,),
            subject="Re: your order",
            text="It is on its way.",
            message_id=f"crossdesk.{at}@nordlicht-wohnen.example",
            date=datetime.now(UTC),
        )
    )


def test_new_customers_write_by_smtp(world: World, server: MailServer, tmp_path: Path) -> None:
    services(tmp_path, server.smtp_port, tmp_path / "none")
    before = len(delivered(server))
    with Running(world, tmp_path, interval=0.05):
        wait_until(lambda: len(delivered(server)) >= before + 5)


def test_part_of_the_desks_mail_is_answered_once_even_after_a_restart(
    world: World, server: MailServer, tmp_path: Path
) -> None:
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    services(tmp_path, server.smtp_port, outbox)
    (outbox / "0-broken.eml").write_bytes(b"\xff\xfe\x00 no mail at all")
    for at in range(20):
        (outbox / f"{at + 1:03d}.eml").write_bytes(desk_mail(world, at))
    before = set(delivered(server))
    with Running(world, tmp_path, interval=3600) as run:
        wait_until(lambda: run.state.exists() and len(json.loads(run.state.read_text())) == 21)
    answers = [parse_message(path.read_bytes()) for path in set(delivered(server)) - before]
    replies = [one for one in answers if one.in_reply_to]
    assert 6 <= len(replies) <= 18
    assert len({one.in_reply_to for one in replies}) == len(replies)
    with Running(world, tmp_path, interval=3600, seed=2):
        (outbox / "100.eml").write_bytes(desk_mail(world, 30))
        wait_until(lambda: "100.eml" in json.loads(run.state.read_text()))
    again = [parse_message(path.read_bytes()).in_reply_to for path in set(delivered(server)) - before]
    assert sum(bool(one) for one in again) <= len(replies) + 1


def test_it_waits_for_a_server_that_is_not_there_yet(
    world: World, server: MailServer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "helpdesk.demo.crowd")
    before = len(delivered(server))
    with Running(world, tmp_path, interval=0.05):
        wait_until(lambda: "not there yet" in caplog.text)
        services(tmp_path, server.smtp_port, tmp_path / "none")
        wait_until(lambda: len(delivered(server)) > before)
