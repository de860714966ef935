"""R37-R39, R41-R43: a database that dies, forgets or is full, and a disk without space for mail."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.test import Client

from helpdesk.core.clock import database_now
from helpdesk.services.child import ChildSpec
from helpdesk.services.layout import Layout, prepare_layout
from helpdesk.services.postgres import prepare_cluster
from inbox.actions import send_mail
from inbox.actions.hold import release
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.restored import hold_when_restored
from inbox.models import InboundMail, Message, OutboundMail, Ticket
from tests.chaos.invariants import assert_alarm, assert_calm, assert_mail_in, assert_mail_out
from tests.chaos.world import JANE, World, a_mail
from tests.support import servers
from tests.support.personas import signed_in
from tests.support.servers import PostgresServer
from tests.support.small_disk import SmallDisk

pytestmark = pytest.mark.chaos
_LOST = (OperationalError, InterfaceError)


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """The test run's own PostgreSQL, when it is ours to kill; alive again afterwards, whatever happened."""
    found = next((one for one in servers._backing if isinstance(one, PostgresServer)), None)
    if found is None:
        pytest.skip("TEST_DATABASE_URL names a server that is not ours to kill")
    yield found
    _revive(found)


def _revive(server: PostgresServer) -> None:
    """Sessions of the dead server hold its memory for a moment, so that the first starts may fail."""
    servers.wait_until(lambda: server._tick() and _answers(server), seconds=90)
    connections.close_all()


def _admin(server: PostgresServer) -> psycopg.Connection[Any]:
    return psycopg.connect(server.cluster.url("postgres"), autocommit=True)


@pytest.mark.chaos_long
def test_r37_sixteen_writers_survive_two_crashes_of_the_database(
    between: World, server: PostgresServer
) -> None:
    between.deliver(16)
    between.visit_and_file()
    tickets, agent = list(Ticket.objects.order_by("pk")), between.agent()
    browser = signed_in(agent, raise_request_exception=False)
    is_over = threading.Event()
    ends_at = time.monotonic() + 120
    told: dict[str, int] = {}
    lost: list[str] = []

    def write(ticket: Ticket, writer: int) -> None:
        number = 0
        while (not is_over.is_set() or number == 0) and time.monotonic() < ends_at:
            key = f"w{writer}-{number}"
            words = ReplyText(f"Answer {key}", (JANE,), (), 1 << 40, key)
            try:
                told[key] = send_reply(ticket, words, actor=agent, now=database_now()).pk
                number += 1
            except _LOST:  # the page says so and the person presses Send again, with the same key
                lost.append(key)
                connection.close()
                time.sleep(0.02)
        connections.close_all()

    threads = [threading.Thread(target=write, args=one) for one in zip(tickets, range(16), strict=True)]
    for thread in threads:
        thread.start()
    answers: list[int] = []
    try:
        for _crash in range(2):
            time.sleep(0.8)
            server.kill()
            answers += [_status(browser, f"/tickets/{tickets[0].pk}"), _status(Client(), "/inbox/all")]
            _revive(server)
        time.sleep(0.5)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    connection.close()
    assert lost, "no writer was hit"
    assert 200 not in answers, "a page was shown without the database"  # I8
    assert set(answers) <= {503, 302}
    rows = dict(OutboundMail.objects.values_list("message__text", "message_id"))
    assert rows == {f"Answer {key}": message for key, message in told.items()}
    assert Message.objects.filter(direction="out").count() == len(told)
    assert_mail_in(between)


def _status(client: Client, path: str) -> int:
    client.raise_request_exception = False
    try:
        return client.get(path).status_code
    finally:
        connection.close()


def _cut_own_connection() -> None:
    """What a fail-over does to a session: the server ends it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with psycopg.connect(_url_of_test(), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])


def _url_of_test() -> str:
    values = connection.settings_dict
    return f"host={values['HOST']} user={values['USER']} dbname={values['NAME']}"


@pytest.mark.parametrize(
    ("point", "state", "arrived"), [("_send", "retry", 0), ("_write_down", "unknown", 1)]
)
def test_r38_a_database_session_that_ends_around_the_sending(
    between: World, monkeypatch: pytest.MonkeyPatch, point: str, state: str, arrived: int
) -> None:
    between.reply()
    original = getattr(send_mail, point)

    def cut_then(*args: Any, **named: Any) -> Any:
        _cut_own_connection()
        return original(*args, **named)

    monkeypatch.setattr(send_mail, point, cut_then)
    with pytest.raises(_LOST):
        between.send_due()
    connection.close()
    monkeypatch.setattr(send_mail, point, original)
    assert len(between.smtp.accepted) == arrived
    assert between.send_due(timedelta(minutes=1)) == []  # the lease still holds
    sent = between.send_due(timedelta(minutes=4))
    if state == "retry":
        assert [one.state for one in sent] == ["sent"]
    else:
        assert sent == []
        assert OutboundMail.objects.get().state == "unknown"
        assert between.send_due(timedelta(days=3)) == []
    assert len(between.smtp.accepted) == 1
    assert_mail_out(between.smtp.ledger)


def test_r39_a_database_that_forgot_its_last_minutes_sends_nothing_by_itself(
    between: World, server: PostgresServer, settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    name = str(connection.settings_dict["NAME"])
    between.deliver(3)
    between.visit_and_file()
    between.reply()
    hold_when_restored(database_now())
    connections.close_all()
    with _admin(server) as admin:
        admin.execute(f'CREATE DATABASE "{name}_yesterday" TEMPLATE "{name}"')
    later = between.deliver(4, prefix="after")
    between.visit_and_file()
    (row,) = between.send_due()
    assert (row.state, len(between.smtp.accepted)) == ("sent", 1)
    connections.close_all()
    with _admin(server) as admin:  # the restore
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        admin.execute(f'ALTER DATABASE "{name}_yesterday" RENAME TO "{name}"')
    assert OutboundMail.objects.get().state == "queued"
    assert hold_when_restored(database_now())
    for hours in (0, 1, 30):
        assert between.send_due(timedelta(hours=hours)) == []
    assert len(between.smtp.accepted) == 1
    between.visit_and_file()  # what came meanwhile comes in again by itself
    ends = assert_mail_in(between)
    assert {ends[one] for one in later} == {"imported"}
    assert release(None, actor=between.agent())
    between.send_due()
    assert len(between.smtp.accepted) == 2  # somebody decided so, and the receiver sees one Message-ID
    assert len({one.message_id for one in between.smtp.accepted}) == 1


def test_r41_a_deadlock_costs_a_moment_and_no_mail(between: World) -> None:
    first, second = between.deliver(2)
    between.visit_and_file()
    tickets = list(Ticket.objects.order_by("pk").values_list("pk", flat=True))
    for chaos_id in (first, second):
        between.deliver(1, sender=f"{chaos_id}@customer.example", references=f"{chaos_id}@customer.example")
    between.visit()
    holds, may_go_on = threading.Event(), threading.Event()

    def somebody_else() -> None:
        with psycopg.connect(_url_of_test()) as other:
            other.execute("SET deadlock_timeout = '30s'")  # so that the desk is the one that is thrown out
            other.execute("SELECT 1 FROM ticket WHERE id = %s FOR UPDATE", [tickets[1]])
            holds.set()
            may_go_on.wait(10)
            other.execute("SELECT 1 FROM ticket WHERE id = %s FOR UPDATE", [tickets[0]])
            other.rollback()

    thread = threading.Thread(target=somebody_else)
    thread.start()
    assert holds.wait(10)
    threading.Timer(0.3, may_go_on.set).start()
    try:
        between.file()
    except DatabaseError:
        connection.close()
    thread.join()
    between.file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert Ticket.objects.count() == 2


class _TmpfsPostgres(PostgresServer):
    """A cluster of its own on a disk that will be full; durable, since that is what is tried."""

    def spec(self) -> ChildSpec:
        small = {"min_wal_size": "32MB", "max_wal_size": "64MB", "shared_buffers": "16MB"}
        self.cluster = prepare_cluster(prepare_layout(self.directory), small, needed_mb=60)
        return self.cluster.spec


@contextmanager
def _django_on(other: PostgresServer) -> Iterator[None]:
    """Django's connection goes to another server for the length of a block."""
    values = connection.settings_dict
    before = {name: values[name] for name in ("HOST", "NAME")}
    connections.close_all()
    values.update(HOST=str(Layout(other.directory).postgres_sockets), NAME="helpdesk")
    try:
        yield
    finally:
        connections.close_all()
        values.update(before)


@pytest.mark.chaos_long
def test_r42_a_full_database_disk_moves_no_cursor_and_recovers(tmp_path: Path, between: World) -> None:
    directory = servers.short_directory("full")
    with SmallDisk(directory, 160) as disk, _TmpfsPostgres(directory) as server, _django_on(server):
        call_command("migrate", verbosity=0)
        world = World(between.imap, between.smtp)
        world.deliver(20)
        world.visit_and_file()
        filler = disk.fill(leave_bytes=300_000)
        for number in range(60):
            noise = os.urandom(30_000).hex()
            world.imap.deliver(a_mail(f"big-{number}", body=noise, sender=f"big{number}@customer.example"))
        failures = _work_on_a_full_disk(world)
        assert failures, "the disk was not full enough"
        filler.unlink()
        _revive(server)
        world.be_due()
        world.visit_and_file()
        assert set(assert_mail_in(world).values()) == {"imported"}
        assert_calm(world)


def _work_on_a_full_disk(world: World) -> list[str]:
    """Rounds of work while there is no space; what went wrong."""
    failures = []
    for _round in range(4):
        try:
            world.be_due()
            world.work()
        except DatabaseError as error:
            failures.append(type(error).__name__)
            connections.close_all()
    return failures


def _answers(server: PostgresServer) -> bool:
    try:
        with _admin(server) as admin:
            admin.execute("SELECT 1")
    except psycopg.Error:
        return False
    return True


def test_r43_without_space_for_the_bytes_the_mail_stays_on_its_server(
    between: World, settings: Any, tmp_path: Path
) -> None:
    between.set(after_import="seen")
    with SmallDisk(tmp_path / "small", 2) as disk:
        blobs = {"BACKEND": "inbox.storage.BlobStorage", "OPTIONS": {"location": str(tmp_path / "small")}}
        settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
        for number in range(30):
            body = f"{number} " + "words and words " * 20_000
            between.imap.deliver(a_mail(f"large-{number}", body=body, sender=f"l{number}@customer.example"))
        for _visit in range(3):
            between.visit()
            between.file()
        assert assert_alarm(between.mailbox) == "disk_full"
        stored = InboundMail.objects.count()
        assert stored < 30
        seen = sum("\\Seen" in mail.flags for mail in between.imap.inbox.mails)
        assert seen <= stored  # nothing is flagged that is not ours
        disk.grow(64)
        between.visit_and_file()
        assert set(assert_mail_in(between).values()) == {"imported"}
        assert_calm(between)
        assert all("\\Seen" in mail.flags for mail in between.imap.inbox.mails)
