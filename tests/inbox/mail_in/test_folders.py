"""Several folders of one account: each with its own cursor, each with its own trouble."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from audit.models import AuditEvent
from helpdesk.accounts.actions.problem import Refused
from helpdesk.core.clock import database_now
from inbox.actions import poll
from inbox.actions.folders import add_folder, list_server_folders, remove_folder, restart_folder
from inbox.channels.email.imap import ImapConnection
from inbox.channels.email.uid_windows import in_windows
from inbox.models import InboundMail, Mailbox, MailFolder, Ticket
from tests.inbox.mail_in.scripted_imap import ScriptedImap
from tests.inbox.mail_in.world import World, a_mail


def put(world: World, folder: str, *subjects: str) -> None:
    client = world.imap()
    if folder != "INBOX":
        client.create(folder)
    for subject in subjects:
        client.append(folder, None, None, a_mail(subject=subject))
    client.logout()


def test_every_folder_has_its_own_cursor(on_dovecot: World) -> None:
    world = on_dovecot
    put(world, "INBOX", "One")
    put(world, "Returns", "Two", "Three")
    world.poll_and_file()
    add_folder(world.mailbox.pk, "Returns", actor=world.agent())
    world.poll_and_file()
    assert Ticket.objects.count() == 3
    assert {one.name: one.last_uid > 0 for one in MailFolder.objects.all()} == {
        "INBOX": True,
        "Returns": True,
    }
    put(world, "Returns", "Four")
    put(world, "INBOX", "Five")
    assert world.poll().fetched == 2


def test_folders_are_offered_with_their_special_use(on_dovecot: World) -> None:
    on_dovecot.imap().create("&UXZO1mWHTvZZOQ-")  # 其他文件夹
    add_folder(on_dovecot.mailbox.pk, "Archive", actor=None)
    offered = {one.name: one for one in list_server_folders(on_dovecot.mailbox)}
    assert next(iter(offered)) == "INBOX"
    assert (offered["Sent"].special_use, offered["Archive"].special_use) == ("sent", "archive")
    assert (offered["Archive"].is_read, offered["Sent"].is_read, offered["INBOX"].is_read) == (
        True,
        False,
        True,
    )
    assert "其他文件夹" in offered


def test_a_folder_with_a_name_in_any_script_is_read(on_dovecot: World) -> None:
    put(on_dovecot, "&UXZO1mWHTvZZOQ-", "One")
    add_folder(on_dovecot.mailbox.pk, "其他文件夹", actor=None)
    on_dovecot.poll_and_file()
    assert InboundMail.objects.get().folder == "其他文件夹"


@pytest.mark.parametrize("name", ["", "INBOX", "inbox", "A\r\nB", "x" * 256, "Done"])
def test_folders_that_cannot_be_added_are_refused_in_words(world: World, name: str) -> None:
    Mailbox.objects.update(move_to_folder="Done")
    with pytest.raises(Refused) as refused:
        add_folder(world.mailbox.pk, name, actor=world.agent())
    assert refused.value.sentence.endswith((".", "s."))
    assert list(MailFolder.objects.values_list("name", flat=True)) in ([], ["INBOX"])


def test_a_mailbox_keeps_one_folder_and_a_removed_one_brings_nothing_twice(world: World) -> None:
    put(world, "Returns", "One")
    folder = add_folder(world.mailbox.pk, "Returns", actor=world.agent())
    world.poll_and_file()
    remove_folder(folder.pk, actor=world.agent())
    with pytest.raises(Refused):
        remove_folder(MailFolder.objects.get().pk, actor=world.agent())
    add_folder(world.mailbox.pk, "Returns", actor=world.agent())
    world.poll_and_file()
    assert (InboundMail.objects.count(), Ticket.objects.count()) == (1, 1)
    actions = list(
        AuditEvent.objects.filter(action__startswith="mailbox.folder").values_list("action", flat=True)
    )
    assert actions == ["mailbox.folder_added", "mailbox.folder_removed", "mailbox.folder_added"]


def test_r24_a_folder_that_is_gone_stops_alone_and_goes_on_when_it_is_back(on_dovecot: World) -> None:
    world = on_dovecot
    put(world, "Returns", "One")
    folder = add_folder(world.mailbox.pk, "Returns", actor=None)
    world.poll_and_file()
    world.imap().rename("Returns", "Elsewhere")
    put(world, "INBOX", "Two")
    now = database_now()
    assert poll.poll_mailbox(world.mailbox.pk, now=now) == poll.Visit(1, problem="no_folder")
    folder.refresh_from_db()
    assert (folder.is_stopped, folder.stop_reason) == (True, "no_folder")
    mailbox = Mailbox.objects.get()
    assert (mailbox.failing_since, mailbox.last_error_code) == (None, "no_folder")
    assert "Returns" in mailbox.last_error_detail
    # stopped: not asked for at every visit, and the mailbox goes on saying so
    assert poll.poll_mailbox(world.mailbox.pk, now=now).problem == "no_folder"
    world.imap().rename("Elsewhere", "Returns")
    put(world, "Returns", "Three")
    assert poll.poll_mailbox(world.mailbox.pk, now=now + timedelta(minutes=16)) == poll.Visit(1)
    folder.refresh_from_db()
    assert not folder.is_stopped


def test_an_inbox_that_is_refused_for_a_while_is_tried_again_by_itself(world: World) -> None:
    no = lambda command: [b"TAG NO [UNAVAILABLE] maintenance\r\n"] if "EXAMINE" in command else None  # noqa: E731
    with ScriptedImap(no) as server:
        Mailbox.objects.update(imap_host="127.0.0.1", imap_port=server.port, imap_security="plain")
        assert world.poll().problem == "no_folder"
        server.answer = lambda _command: None
        assert world.poll() == poll.Visit(1)
    assert not MailFolder.objects.get().is_stopped


def test_a_server_that_is_busy_is_not_taken_for_a_wrong_password(world: World) -> None:
    busy = lambda command: [b"TAG NO [LIMIT] Too many connections\r\n"] if "LOGIN" in command else None  # noqa: E731
    with ScriptedImap(busy) as server:
        Mailbox.objects.update(imap_host="127.0.0.1", imap_port=server.port, imap_security="plain")
        assert world.poll().problem == "server_busy"


def test_a_server_that_refuses_to_list_is_an_error_of_the_mailbox_and_no_crash(world: World) -> None:
    no = lambda command: [b"TAG NO later\r\n"] if "FETCH" in command else None  # noqa: E731
    with ScriptedImap(no) as server:
        Mailbox.objects.update(imap_host="127.0.0.1", imap_port=server.port, imap_security="plain")
        assert world.poll().problem == "server_said_no"
    assert Mailbox.objects.get().failing_since is not None


def stopped(world: World, **changes: Any) -> MailFolder:
    """A folder whose mails are known, under numbers that the server does not use any more."""
    put(world, "INBOX", "One", "Two")
    world.poll_and_file()
    InboundMail.objects.update(message_id="another@example", **changes)
    MailFolder.objects.update(**changes)
    put(world, "INBOX", "Three")
    assert world.poll().problem in ("uidvalidity_changed", "uidnext_went_back")
    folder = MailFolder.objects.get()
    assert folder.is_stopped
    return folder


def test_r14_everything_as_new_takes_in_what_is_not_known_by_content(world: World) -> None:
    folder = stopped(world, uidvalidity=1)
    restart_folder(folder.pk, mode="all_new", actor=world.agent())
    world.poll_and_file()
    assert Ticket.objects.count() == 3
    assert sorted(world.states()) == ["duplicate"] * 2 + ["imported"] * 3
    event = AuditEvent.objects.get(action="mailbox.folder_restarted")
    assert event.payload == {"mode": "all_new", "reason": "uidvalidity_changed"}
    with pytest.raises(Refused):
        restart_folder(folder.pk, mode="all_new", actor=world.agent())


def test_r14_from_now_ignores_what_is_there_and_says_so(world: World) -> None:
    folder = stopped(world, uidvalidity=1)
    restart_folder(folder.pk, mode="from_now", actor=world.agent())
    world.poll_and_file()
    assert sorted(world.states()) == ["ignored"] * 3 + ["imported"] * 2
    assert all(one.reason for one in InboundMail.objects.filter(state="ignored"))
    put(world, "INBOX", "Four")
    world.poll_and_file()
    assert Ticket.objects.count() == 3


def test_r15_numbers_used_again_bring_their_new_mails(world: World) -> None:
    put(world, "INBOX", "One", "Two")
    world.poll_and_file()
    MailFolder.objects.update(server_uidnext=10_000)
    # the ledger knows these UIDs as other mails
    InboundMail.objects.update(message_id="another@example", raw=None)
    assert world.poll().problem == "uidnext_went_back"
    restart_folder(MailFolder.objects.get().pk, mode="all_new", actor=world.agent())
    assert world.poll() == poll.Visit(2)
    assert InboundMail.objects.count() == 4


def test_condstore_spares_the_listing_when_nothing_changed(on_dovecot: World, monkeypatch: Any) -> None:
    put(on_dovecot, "INBOX", "One", "Two")
    client = on_dovecot.imap()
    client.store("2", "+FLAGS", r"(\Deleted)")
    on_dovecot.poll()
    folder = MailFolder.objects.get()
    assert folder.highest_modseq
    # The highest UID is gone: UIDNEXT alone cannot tell whether something came.
    client.expunge()
    MailFolder.objects.update(last_uid=1)
    on_dovecot.poll()
    monkeypatch.setattr(ImapConnection, "list_from", lambda *_: pytest.fail("listed"))
    MailFolder.objects.update(last_uid=1)
    assert on_dovecot.poll() == poll.Visit()


@pytest.mark.parametrize(
    "uids", [range(1, 60_001), [5, 2_000_000, 4_294_967_000], range(1, 4_000_000_000, 90_000)]
)
def test_a_very_large_folder_is_listed_in_pieces_of_bounded_size(uids: Any) -> None:
    from bisect import bisect_left

    asked: list[int] = []

    def ask(first: int, last: int) -> Any:
        found = uids[bisect_left(uids, first) : bisect_left(uids, last + 1)]
        asked.append(len(found))
        return found

    pieces = list(in_windows(ask, 1, 4_294_967_295 if uids[-1] > 60_000 else 60_001))
    assert [uid for piece in pieces for uid in piece] == list(uids)
    assert max(asked) <= 60_000
    assert len(asked) < 200
