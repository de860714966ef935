"""What happens on the server to mail that was imported: nothing, read, moved, deleted; never somebody else's."""

from __future__ import annotations

import imaplib
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.core.clock import database_now
from inbox.actions import after_import, poll
from inbox.channels.email.imap import ImapConnection
from inbox.models import AfterImport, InboundMail, InboundState, Mailbox, MailFolder, Ticket
from tests.inbox.mail_in.test_poll import killed_after
from tests.inbox.mail_in.world import World, a_mail


@pytest.fixture(params=["pymap", "dovecot"])
def anywhere(request: pytest.FixtureRequest) -> World:
    """The same on both servers."""
    found: World = request.getfixturevalue("on_dovecot" if request.param == "dovecot" else "world")
    return found


def without(monkeypatch: pytest.MonkeyPatch, *hidden: str) -> None:
    original = ImapConnection.has
    monkeypatch.setattr(ImapConnection, "has", lambda self, name: name not in hidden and original(self, name))


def subjects(world: World, folder: str = "INBOX") -> list[str]:
    client = world.imap()
    status, counted = client.select(folder)
    if status != "OK" or counted == [b"0"]:
        return []
    lines = client.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
    return [one[1].decode().removeprefix("Subject: ").strip() for one in lines if isinstance(one, tuple)]


def put(world: World, *mails: str, flags: str | None = None) -> imaplib.IMAP4:
    client = world.imap()
    for subject in mails:
        client.append("INBOX", flags, None, a_mail(subject=subject))
    return client


# pymap's own COPY loses the text of a mail that is expunged afterwards.
@pytest.mark.parametrize(
    ("anywhere", "has_move"),
    [("pymap", True), ("dovecot", True), ("dovecot", False)],
    indirect=["anywhere"],
)
def test_r08_imported_mail_is_moved_and_what_others_marked_deleted_stays(
    anywhere: World, monkeypatch: pytest.MonkeyPatch, has_move: bool
) -> None:
    if not has_move:
        without(monkeypatch, "MOVE")
    Mailbox.objects.update(after_import=AfterImport.MOVE, move_to_folder="Imported by the desk")
    anywhere.poll()
    put(anywhere, "Before")
    anywhere.poll_and_file()
    # Ledgered before, in another client marked as deleted, and never ours to remove.
    theirs = put(anywhere, "Theirs", flags=r"(\Deleted)")
    InboundMail.objects.update(is_flagged=True)
    theirs.noop()
    Mailbox.objects.update(after_import=AfterImport.KEEP)
    anywhere.poll_and_file()
    Mailbox.objects.update(after_import=AfterImport.MOVE)
    put(anywhere, "After")
    anywhere.poll_and_file()
    assert subjects(anywhere) == ["Theirs"]
    assert subjects(anywhere, '"Imported by the desk"') == ["Before", "After"]
    assert not InboundMail.objects.filter(is_flagged=False).exists()
    anywhere.poll_and_file()
    assert Ticket.objects.count() == 3


@pytest.mark.parametrize("has_move", [True, False])
def test_r02_a_kill_between_the_commit_and_the_move_is_made_good(
    on_dovecot: World, monkeypatch: pytest.MonkeyPatch, has_move: bool
) -> None:
    world = on_dovecot
    if not has_move:
        without(monkeypatch, "MOVE")
    Mailbox.objects.update(after_import=AfterImport.MOVE, move_to_folder="Done")
    put(world, "One", "Two")
    from inbox.actions import visit_folders

    killed_after(visit_folders, "read_folder", world.poll)
    assert subjects(world) == ["One", "Two"]
    killed_after(ImapConnection, "move", world.poll)  # moved, but not written down
    assert InboundMail.objects.filter(is_flagged=False).count() == 2
    world.poll_and_file()
    assert (subjects(world), subjects(world, "Done")) == ([], ["One", "Two"])
    assert not InboundMail.objects.filter(is_flagged=False).exists()
    assert Ticket.objects.count() == 2


def test_mail_is_never_moved_into_a_folder_that_is_read(world: World) -> None:
    Mailbox.objects.update(after_import=AfterImport.MOVE, move_to_folder="inbox")
    put(world, "One")
    assert world.poll() == poll.Visit(1, problem="moved_into_itself")
    assert subjects(world) == ["One"]


def test_imported_mail_is_deleted_after_some_days_and_only_that(anywhere: World) -> None:
    Mailbox.objects.update(after_import=AfterImport.DELETE, delete_after_days=30)
    put(anywhere, "Old", "Quarantined")
    theirs = put(anywhere, "Theirs")
    anywhere.poll_and_file()
    theirs.select("INBOX")
    theirs.store("3", "+FLAGS", r"(\Deleted)")
    rows = InboundMail.objects.order_by("uid")
    long_ago = database_now() - timedelta(days=31)
    InboundMail.objects.filter(pk__in=[rows[0].pk, rows[1].pk]).update(fetched_at=long_ago)
    InboundMail.objects.filter(pk=rows[1].pk).update(state=InboundState.QUARANTINED)
    anywhere.poll_and_file()
    assert subjects(anywhere) == ["Old", "Quarantined", "Theirs"]  # once an hour is enough
    an_hour_later = database_now() + timedelta(hours=1)
    assert poll.poll_mailbox(anywhere.mailbox.pk, now=an_hour_later).problem == ""
    assert subjects(anywhere) == ["Quarantined", "Theirs"]


@pytest.mark.parametrize("mode", [AfterImport.MOVE, AfterImport.DELETE])
def test_without_uidplus_nothing_is_removed_and_the_mailbox_says_why(
    world: World, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    without(monkeypatch, "MOVE", "UIDPLUS")
    Mailbox.objects.update(after_import=mode, move_to_folder="Done", delete_after_days=0)
    put(world, "One")
    world.poll()
    from inbox.actions.filing.run import file_waiting

    file_waiting(now=database_now())
    visit = poll.poll_mailbox(world.mailbox.pk, now=database_now() + timedelta(hours=1))
    assert visit.problem == "no_uidplus"
    assert subjects(world) == ["One"]
    mailbox = Mailbox.objects.get()
    assert mailbox.failing_since is None  # it is read all the same
    assert "no UIDPLUS" in mailbox.last_error_detail
    put(world, "Two")
    world.poll()
    assert InboundMail.objects.count() == 2


def test_nothing_is_settled_twice(world: World, monkeypatch: Any) -> None:
    Mailbox.objects.update(after_import=AfterImport.SEEN)
    put(world, "One", "Two", "Three")
    monkeypatch.setattr(after_import, "_CHUNK", 2)
    world.poll_and_file()
    monkeypatch.setattr(ImapConnection, "mark_seen", lambda *_: pytest.fail("flagged again"))
    world.poll_and_file()
    assert MailFolder.objects.get().last_uid > 0
