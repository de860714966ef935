"""R01-R15: an IMAP server that breaks at every place, and a desk that loses and doubles nothing."""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections

from helpdesk.core.clock import database_now
from inbox.actions import poll
from inbox.models import AfterImport, InboundMail, Mailbox, MailFolder, Ticket
from tests.chaos.invariants import assert_alarm, assert_calm, assert_mail_in
from tests.chaos.world import World, a_mail
from tests.support.imap_faults import (
    FOREVER,
    Fault,
    cut,
    first,
    garbage,
    nil_body,
    say_bye,
    say_no,
    stall,
    without,
    wrong_size,
)

pytestmark = pytest.mark.chaos
BODY = r"FETCH .*BODY"


def test_r05_two_pollers_with_their_lock_disabled(between: World, monkeypatch: Any) -> None:
    between.deliver(60)
    monkeypatch.setattr(poll, "one_worker", lambda *_work: nullcontext(True))
    problems: list[str] = []

    def visit() -> None:
        problems.append(between.visit().problem)
        connections.close_all()

    threads = [threading.Thread(target=visit) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    between.file()
    assert problems == ["", "", ""]
    assert set(assert_mail_in(between).values()) == {"imported"}


def test_r06_what_a_person_has_read_meanwhile_is_imported(between: World) -> None:
    between.deliver(20)
    half = between.imap.inbox.mails[::2]

    def read_half() -> None:
        for mail in half:
            mail.flags.add("\\Seen")

    between.imap.faults.append(Fault(r"FETCH", first(read_half)))
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert sum("\\Seen" in mail.flags for mail in between.imap.inbox.mails) == len(half)


def test_r07_mail_expunged_between_listing_and_fetching_has_vanished(between: World) -> None:
    ids = between.deliver(5)
    gone = between.imap.inbox.mails[2]
    between.imap.faults.append(Fault(r"FETCH .*SIZE", first(lambda: between.imap.inbox.remove(gone))))
    between.visit_and_file()
    ends = assert_mail_in(between)
    assert ends.pop(ids[2]) == "vanished"
    assert set(ends.values()) == {"imported"}
    later = between.deliver(1)
    between.visit_and_file()
    assert assert_mail_in(between)[later[0]] == "imported"


@pytest.mark.parametrize("after_import", ["seen", "move", "delete"])
@pytest.mark.parametrize("offers", [("MOVE", "UIDPLUS"), ("UIDPLUS",), ()])
def test_r08_what_others_marked_deleted_is_never_expunged(
    between: World, after_import: str, offers: tuple[str, ...]
) -> None:
    between.imap.capabilities = ["IMAP4rev1", *offers]
    between.set(after_import=after_import, move_to_folder="Done", delete_after_days=0)
    between.deliver(6)
    theirs = between.imap.inbox.mails[1]
    theirs.flags.add("\\Deleted")
    for _visit in range(3):
        between.visit(database_now() + timedelta(hours=_visit))
        between.file()
        if after_import == AfterImport.DELETE:
            InboundMail.objects.update(fetched_at=database_now() - timedelta(days=40))
    assert between.imap.ledger.plain_expunges == 0
    kept = {mail.chaos_id for folder in between.imap.folders.values() for mail in folder.mails}
    if after_import != AfterImport.DELETE:  # deleting was asked for, of every mail that was imported
        assert theirs.chaos_id in kept
    if not offers and after_import != AfterImport.SEEN:
        assert len(between.imap.inbox.mails) == 6
        assert assert_alarm(between.mailbox) == "no_uidplus"
    assert set(assert_mail_in(between).values()) == {"imported"}


@pytest.mark.parametrize("after", [0, 10, 60, 300, 2000])
def test_r09_a_cut_in_the_middle_of_an_answer_leaves_no_half_mail(between: World, after: int) -> None:
    between.deliver(12)
    between.imap.faults.append(Fault(BODY, cut(after)))
    assert between.visit().problem == "connection_lost"
    assert between.states() == []
    assert assert_alarm(between.mailbox) == "connection_lost"
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)


def test_r10_a_stall_ends_in_a_time_out_and_delays_no_other_mailbox(between: World, monkeypatch: Any) -> None:
    from inbox.channels.email import imap as imap_module
    from tests.support.scripted_imap import ScriptedImap

    original = imap_module.connect
    monkeypatch.setattr(poll.imap, "connect", lambda account: original(account, timeout=1.0))
    between.deliver(3)
    between.imap.faults.append(Fault(BODY, stall(100)))
    with ScriptedImap() as other_server:
        other = between.add_mailbox(between.mailbox.store, "sales@voltway.example", other_server.port)
        other_server.deliver(a_mail("other-1"))
        done: dict[str, float] = {}
        started = time.monotonic()

        def visit(name: str, mailbox_id: int) -> None:
            poll.poll_mailbox(mailbox_id, now=database_now())
            done[name] = time.monotonic() - started
            connections.close_all()

        threads = [
            threading.Thread(target=visit, args=("stalled", between.mailbox.pk)),
            threading.Thread(target=visit, args=("other", other.pk)),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert done["other"] < 1.0 <= done["stalled"] < 8
    assert assert_alarm(between.mailbox) == "timeout"
    Mailbox.objects.filter(pk=other.pk).update(is_active=False)
    between.visit_and_file()
    between.imap.ledger.delivered.append("other-1")
    assert set(assert_mail_in(between).values()) == {"imported"}


def test_r11_a_mail_that_the_server_never_hands_out_is_put_aside(between: World) -> None:
    ids = between.deliver(9)
    between.imap.faults.append(Fault(BODY, say_no(), times=FOREVER, uid=4))
    between.visit_and_file()
    ends = assert_mail_in(between)
    assert ends.pop(ids[3]) == "quarantined"
    assert set(ends.values()) == {"imported"}
    asked = [one for one in between.imap.ledger.commands if one.startswith("UID FETCH 4 ")]
    assert len([one for one in asked if "BODY" in one]) == 3
    assert InboundMail.objects.get(state="quarantined").reason


@pytest.mark.parametrize(
    "act",
    [nil_body(3), without(3), garbage(b"* 99 FETCH (FLAGS ())\r\n"), garbage(b"* OK [ALERT] full soon\r\n")],
    ids=["nil", "left-out", "untagged", "alert"],
)
def test_r12_an_answer_without_the_mail_is_asked_for_again(between: World, act: Any) -> None:
    between.deliver(5)
    between.imap.faults.append(Fault(BODY, act))
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)


@pytest.mark.parametrize("by", [-40, -1, 1, 7, 5000])
def test_r12_a_wrong_literal_size_is_an_error_and_never_a_changed_mail(
    between: World, by: int, monkeypatch: Any
) -> None:
    from inbox.channels.email import imap as imap_module
    from inbox.models import Message

    original = imap_module.connect
    monkeypatch.setattr(poll.imap, "connect", lambda account: original(account, timeout=1.0))
    between.deliver(5)
    between.imap.faults.append(Fault(BODY, wrong_size(3, by)))
    between.visit()
    between.file()
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert set(Message.objects.values_list("text", flat=True)) == {"Where is my parcel?"}


def test_r12_nonsense_instead_of_an_answer_is_an_error(between: World) -> None:
    between.deliver(2)
    between.imap.faults.append(Fault(BODY, lambda answer: answer.with_data(b"!!! what?\r\n", "cut")))
    assert between.visit().problem in ("not_understood", "connection_lost")
    assert between.states() == []
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}


@pytest.mark.parametrize("count", [12, 30])
def test_r13_a_renumbered_folder_is_paired_and_nothing_comes_twice(between: World, count: int) -> None:
    between.deliver(count)
    between.visit_and_file()
    between.imap.renumber(4711, start=50)
    between.deliver(2, prefix="new")
    between.visit_and_file()
    assert Ticket.objects.count() == count + 2
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert MailFolder.objects.get().uidvalidity == 4711
    assert_calm(between)


def test_r14_a_replaced_folder_stops_until_an_admin_decides(between: World) -> None:
    between.deliver(30)
    between.visit_and_file()
    between.imap.inbox.mails.clear()
    between.imap.inbox.uidvalidity, between.imap.inbox.uidnext = 99, 1
    between.deliver(30, prefix="other")
    assert between.visit().problem == "uidvalidity_changed"
    between.file()
    assert assert_alarm(between.mailbox) == "uidvalidity_changed"
    assert MailFolder.objects.get().is_stopped
    assert Ticket.objects.count() == 30
    between.visit()
    assert Ticket.objects.count() == 30


def test_r15_a_server_that_goes_back_in_its_numbers_is_not_read_on(between: World) -> None:
    between.deliver(8)
    between.visit_and_file()
    del between.imap.inbox.mails[4:]
    between.imap.inbox.uidnext = 5
    between.deliver(1, prefix="reused")  # a number that another mail had
    assert between.visit().problem == "uidnext_went_back"
    assert assert_alarm(between.mailbox) == "uidnext_went_back"
    assert MailFolder.objects.get().is_stopped


def test_r19_a_changed_password_backs_off_without_locking_the_account_out(between: World) -> None:
    between.imap.passwords = {between.mailbox.address: "another"}
    between.deliver(3)
    now = database_now()
    for minute in range(0, 60, 2):  # an hour of the scheduler's ticks
        at = now + timedelta(minutes=minute)
        for mailbox_id in poll.claim_due_mailboxes(at):
            poll.poll_mailbox(mailbox_id, now=at)
    assert between.imap.ledger.sign_ins.count(False) <= 4
    assert assert_alarm(between.mailbox) == "wrong_password"
    between.imap.passwords = None
    between.be_due()
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)


def test_r19_a_server_that_throws_everybody_out_is_left_alone_longer_and_longer(between: World) -> None:
    between.deliver(3)
    between.imap.faults.append(Fault("LOGIN|AUTHENTICATE", say_bye(), times=FOREVER))
    now = at = database_now()
    visits = 0
    while at < now + timedelta(hours=2):
        for mailbox_id in poll.claim_due_mailboxes(at):
            poll.poll_mailbox(mailbox_id, now=at)
            visits += 1
        at += timedelta(seconds=30)
    assert 8 <= visits <= 24
    assert assert_alarm(between.mailbox)
    pause = Mailbox.objects.get(pk=between.mailbox.pk).next_poll_at
    assert pause is not None and pause - at <= timedelta(minutes=15)
    between.imap.faults.clear()
    between.be_due()
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)


def test_r24_a_deleted_folder_is_said_and_the_others_are_read(between: World) -> None:
    from tests.support.imap_store import Folder

    between.imap.folders["Orders"] = Folder("Orders")
    for name in ("INBOX", "Orders"):
        MailFolder.objects.get_or_create(mailbox=between.mailbox, name=name)
    between.imap.deliver(a_mail("orders-1"), folder="Orders")
    between.visit_and_file()
    del between.imap.folders["Orders"]
    between.deliver(2)
    for _visit in range(3):
        between.visit()
        between.file()
    assert assert_alarm(between.mailbox) == "no_folder"
    assert set(assert_mail_in(between).values()) == {"imported"}
