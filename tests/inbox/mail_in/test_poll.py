"""Visits to real IMAP servers: crashes at every point, other clients in the mailbox, settings that are wrong."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from helpdesk.core.clock import database_now
from inbox.actions import poll, read_folder
from inbox.actions.filing import batch
from inbox.actions.filing.run import file_waiting
from inbox.channels.email.imap import ImapConnection
from inbox.models import AfterImport, InboundMail, Mailbox, MailFolder, Message, Ticket
from inbox.queries.mailflow import account_for
from tests.inbox.mail_in.world import World, a_mail


def killed_after(module: Any, name: str, work: Callable[[], object]) -> None:
    """Run `work` in a child process that is killed (as by kill -9) when `module.name` has been called."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        original = getattr(module, name)

        def then_die(*args: Any, **named: Any) -> Any:
            original(*args, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(module, name, then_die)
        try:
            work()
        finally:
            os._exit(3)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), "the labelled point was not reached"


@pytest.mark.parametrize(
    ("module", "name", "left_behind"),
    [
        (ImapConnection, "fetch_bodies", []),  # R01: fetched, not committed
        (read_folder, "enter", ["fetched"]),  # committed, the cursor not moved
        (read_folder, "_remember", ["fetched"]),  # R02: cursor moved, the server not flagged
        (poll, "_note_success", ["fetched"]),  # R03: stored, not parsed
    ],
)
def test_a_kill_during_the_visit_loses_and_doubles_nothing(
    world: World, module: Any, name: str, left_behind: list[str]
) -> None:
    Mailbox.objects.update(after_import=AfterImport.SEEN)
    world.deliver(a_mail())
    killed_after(module, name, world.poll)
    assert world.states() == left_behind
    world.poll_and_file()
    world.poll_and_file()
    assert world.states() == ["imported"]
    assert Ticket.objects.count() == 1
    assert not InboundMail.objects.filter(is_flagged=False).exists()
    assert b"\\Seen" in world.imap().fetch("1", "(FLAGS)")[1][0]


@pytest.mark.parametrize(
    "name", ["_decide_all", "_open_tickets", "_write_messages", "end_ledger_rows", "_tell"]
)
def test_r03_a_kill_while_filing_leaves_the_mail_waiting(world: World, name: str) -> None:
    world.deliver(a_mail())
    world.poll()
    killed_after(batch, name, lambda: file_waiting(now=database_now()))
    assert world.states() == ["fetched"]
    assert InboundMail.objects.get().attempts == 1
    file_waiting(now=database_now())
    assert world.states() == ["imported"]
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_r05_two_pollers_without_their_lock_take_each_mail_once(world: World, monkeypatch: Any) -> None:
    for number in range(60):
        world.deliver(a_mail(subject=f"Mail {number}"))
    from contextlib import nullcontext

    monkeypatch.setattr(poll, "one_worker", lambda *_work: nullcontext(True))
    visits: list[poll.Visit] = []

    def visit() -> None:
        visits.append(world.poll())
        connections.close_all()

    threads = [threading.Thread(target=visit) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.problem for one in visits] == ["", ""]
    file_waiting(now=database_now())
    assert world.states() == ["imported"] * 60
    assert Ticket.objects.count() == 60


def test_a_second_visit_at_the_same_time_is_turned_away(world: World) -> None:
    from inbox.actions.locks import Work, one_worker

    answers: list[poll.Visit] = []

    def visit() -> None:
        answers.append(world.poll())
        connections.close_all()

    with one_worker(Work.POLLING, world.mailbox.pk) as is_ours:
        assert is_ours
        thread = threading.Thread(target=visit)
        thread.start()
        thread.join()
    assert answers == [poll.Visit(was_busy=True)]


def test_r06_mail_that_a_colleague_has_read_is_imported_too(world: World) -> None:
    for number in range(6):
        world.deliver(a_mail(subject=f"Mail {number}"))
    client = world.imap()
    client.store("1:3", "+FLAGS", r"(\Seen)")
    world.poll_and_file()
    assert world.states() == ["imported"] * 6
    # and reading alone sets no flag
    assert sum(b"\\Seen" in line for line in client.fetch("1:*", "(FLAGS)")[1]) == 3


def test_r07_mail_expunged_between_listing_and_fetching_is_recorded_as_vanished(
    world: World, monkeypatch: Any
) -> None:
    for number in range(4):
        world.deliver(a_mail(subject=f"Mail {number}"))
    client = world.imap()
    original = ImapConnection.list_from
    state = {"expunged": False}

    def list_then_lose(self: ImapConnection, uid: int) -> Any:
        listed = original(self, uid)
        if not state["expunged"]:
            state["expunged"] = True
            client.store("2", "+FLAGS", r"(\Deleted)")
            client.expunge()
        return listed

    monkeypatch.setattr(ImapConnection, "list_from", list_then_lose)
    world.poll_and_file()
    assert world.states() == ["imported", "vanished", "imported", "imported"]
    world.deliver(a_mail(subject="The next one"))
    world.poll_and_file()
    assert world.states()[-1] == "imported"


def test_r08_mail_that_others_marked_deleted_survives_our_flags(world: World) -> None:
    Mailbox.objects.update(after_import=AfterImport.SEEN)
    world.deliver(a_mail(subject="Theirs"))
    client = world.imap()
    client.store("1", "+FLAGS", r"(\Deleted)")
    world.deliver(a_mail(subject="Ours"))
    world.poll_and_file()
    fresh = world.imap()
    assert fresh.select("INBOX")[1] == [b"2"]
    flags = fresh.fetch("1:2", "(FLAGS)")[1]
    assert b"\\Deleted" in flags[0]
    assert b"\\Seen" in flags[1]


def test_the_cursor_stands_behind_the_last_mail_and_nothing_is_fetched_again(
    world: World, monkeypatch: Any
) -> None:
    for number in range(3):
        world.deliver(a_mail(subject=f"Mail {number}"))
    assert world.poll().fetched == 3
    monkeypatch.setattr(ImapConnection, "fetch_bodies", lambda *_args: pytest.fail("fetched again"))
    assert world.poll().fetched == 0
    account = account_for(world.mailbox, since=None, now=database_now())
    assert account.folders[0].missing == ()
    assert account.unaccounted == 0


def test_mail_is_dated_by_its_arrival_at_the_server(world: World) -> None:
    client = world.imap()
    client.append("INBOX", None, '"01-Nov-2026 08:15:00 +0100"', a_mail())
    world.poll_and_file()
    message = Message.objects.get()
    assert message.created_at.isoformat() == "2026-11-01T07:15:00+00:00"
    assert Ticket.objects.get().waiting_since == message.created_at


def test_a_mail_over_the_limit_is_quarantined_with_its_header(world: World, settings: Any) -> None:
    settings.MAX_MAIL_BYTES = 5_000
    world.deliver(a_mail(subject="Huge", body="x" * 70 * 200))
    world.deliver(a_mail(subject="Small"))
    world.poll_and_file()
    assert sorted(world.states()) == ["imported", "quarantined"]
    huge = InboundMail.objects.get(state="quarantined")
    assert huge.raw is not None
    assert huge.raw.size < 2_000


@pytest.mark.parametrize("change", ["drop_uid", "nil_body"])
def test_r11_r12_a_mail_the_server_does_not_hand_out_is_quarantined_and_the_rest_arrives(
    world: World, monkeypatch: Any, change: str
) -> None:
    for number in range(3):
        world.deliver(a_mail(subject=f"Mail {number}"))
    first = world.imap().uid("SEARCH", "ALL")[1][0].split()
    refused = int(first[1])
    original = ImapConnection._fetch

    def fetch(self: ImapConnection, uid_set: str, parts: str) -> Any:
        from dataclasses import replace

        from inbox.channels.email.imap import MessageRefused

        found = list(original(self, uid_set, parts))
        if "BODY" not in parts or str(refused) not in uid_set.split(","):
            return found
        if change == "drop_uid":
            raise MessageRefused
        return [replace(one, body=None) if one.uid == refused else one for one in found]

    monkeypatch.setattr(ImapConnection, "_fetch", fetch)
    world.poll_and_file()
    assert world.states() == ["imported", "quarantined", "imported"]


def test_r13_a_renumbered_folder_with_the_same_mails_brings_no_new_tickets(world: World) -> None:
    for number in range(5):
        world.deliver(a_mail(subject=f"Mail {number}"))
    world.poll_and_file()
    InboundMail.objects.update(uidvalidity=1)
    MailFolder.objects.update(uidvalidity=1, server_uidnext=900)
    world.deliver(a_mail(subject="New"))
    world.poll_and_file()
    assert Ticket.objects.count() == 6
    assert sorted(world.states()) == ["duplicate"] * 5 + ["imported"] * 6
    assert account_for(world.mailbox, since=None, now=database_now()).unaccounted == 0


def test_r14_a_folder_with_other_mails_under_a_new_number_stops_and_says_so(world: World) -> None:
    world.deliver(a_mail())
    world.poll_and_file()
    InboundMail.objects.update(uidvalidity=1, message_id="another@example")
    MailFolder.objects.update(uidvalidity=1)
    visit = world.poll()
    assert visit.problem == "uidvalidity_changed"
    assert MailFolder.objects.get().is_stopped
    assert world.states() == ["imported"]


def failing(world: World, **settings: Any) -> Mailbox:
    Mailbox.objects.filter(pk=world.mailbox.pk).update(**settings)
    world.poll()
    return Mailbox.objects.get(pk=world.mailbox.pk)


def test_a_wrong_password_is_said_plainly_and_tried_four_times_an_hour_at_most(world: World) -> None:
    world.mailbox.set_secrets(imap_password="marker-of-a-wrong-password")
    world.mailbox.save()
    world.deliver(a_mail())
    mailbox = failing(world)
    assert mailbox.last_error_code == "wrong_password"
    assert "Type the password again" in mailbox.last_error_detail
    assert "marker" not in mailbox.last_error_detail
    assert mailbox.next_poll_at is not None and mailbox.last_poll_at is not None
    assert mailbox.next_poll_at - mailbox.last_poll_at >= timedelta(minutes=15)

    mailbox.set_secrets(imap_password=world.password)
    mailbox.save()
    world.poll_and_file()  # catches up after the repair
    mailbox.refresh_from_db()
    assert (mailbox.last_error_code, mailbox.failure_count, mailbox.failing_since) == ("", 0, None)
    assert Ticket.objects.count() == 1


def test_an_unreachable_server_backs_off_and_delays_no_other_mailbox(world: World) -> None:
    from helpdesk.services.ports import free_ports

    other = world.add_mailbox(world.mailbox.store, f"second-{world.address}", "x", imap_port=free_ports(1)[0])
    world.deliver(a_mail())
    now = database_now()
    assert set(poll.claim_due_mailboxes(now)) == {world.mailbox.pk, other.pk}
    assert poll.claim_due_mailboxes(now) == []
    assert poll.poll_mailbox(other.pk, now=now).problem == "refused"
    assert poll.poll_mailbox(world.mailbox.pk, now=now).fetched == 1
    other.refresh_from_db()
    assert other.next_poll_at == now + timedelta(seconds=2 * other.poll_seconds)
    assert poll.claim_due_mailboxes(now + timedelta(seconds=other.poll_seconds + 2)) == [world.mailbox.pk]
    pauses = [poll.pause_after("refused", count, timedelta(seconds=10)) for count in range(1, 12)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(minutes=15)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"imap_host": "no-such-host.invalid"}, "unknown_host"),
        ({"imap_security": "starttls"}, None),
        ({"imap_username": "a\r\nA1 DELETE INBOX"}, "bad_setting"),
    ],
)
def test_wrong_settings_have_a_code_and_a_remedy(
    world: World, changes: dict[str, Any], code: str | None
) -> None:
    if changes.get("imap_security") == "starttls":
        changes = {**changes, "imap_port": world.server.imap_port}
    mailbox = failing(world, **changes)
    assert mailbox.last_error_code == (code or "")


def test_tls_towards_a_port_without_tls_is_said_plainly(world: World) -> None:
    assert failing(world, imap_port=world.server.imap_port).last_error_code in ("not_tls", "connection_lost")


def test_f4_a_certificate_of_nobody_we_know_ends_before_the_password_is_sent(
    world: World, monkeypatch: Any
) -> None:
    monkeypatch.delenv("CROSSDESK_CA_FILE")
    for security, port in (("tls", world.server.imaps_port), ("starttls", world.server.imap_port)):
        mailbox = failing(world, imap_security=security, imap_port=port)
        assert mailbox.last_error_code == "certificate"


def test_f2_private_networks_are_refused_unless_allowed(
    world: World, settings: Any, monkeypatch: Any
) -> None:
    settings.IS_DEMO = False
    for host in (
        "localhost",
        "127.1",
        "0x7f.1",
        "::ffff:127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "10.0.0.1",
    ):
        assert failing(world, imap_host=host).last_error_code == "private_host", host
    monkeypatch.setenv("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS", "1")
    assert failing(world, imap_host="localhost").last_error_code == ""


def test_an_unencrypted_connection_stays_on_this_machine(world: World) -> None:
    mailbox = failing(world, imap_security="plain", imap_port=world.server.imap_port)
    assert mailbox.last_error_code == ""
    assert failing(world, imap_security="plain", imap_host="192.0.2.1").last_error_code == "plain_refused"
