"""Servers that break off, stall, lie and insist on odd greetings."""

from __future__ import annotations

import time

import pytest

from inbox.channels.email import imap, imap_client
from inbox.channels.email.account import Account
from inbox.channels.email.errors import MailServerProblem
from inbox.models import Mailbox, MailFolder, Message, Ticket
from tests.inbox.mail_in.scripted_imap import RAW, ScriptedImap
from tests.inbox.mail_in.world import World


def towards(server: ScriptedImap, *, security: str = "plain") -> None:
    Mailbox.objects.update(imap_host="127.0.0.1", imap_port=server.port, imap_security=security)


def once(pattern: str, *pieces: bytes) -> object:
    """The pieces at the first command that holds the pattern, the usual answer ever after."""
    left = [list(pieces)]
    return lambda command: left.pop() if pattern in command and left else None


def test_the_script_itself_is_a_server_that_works(world: World) -> None:
    with ScriptedImap() as server:
        towards(server)
        world.poll_and_file()
    assert world.states() == ["imported"]


def test_r09_a_cut_in_the_middle_of_a_mail_leaves_no_row_and_is_made_good(world: World) -> None:
    cut = once("BODY.PEEK", b"* 1 FETCH (UID 7 BODY[] {%d}\r\n" % len(RAW), RAW[:40], b"")
    with ScriptedImap(cut) as server:  # type: ignore[arg-type]
        towards(server)
        assert world.poll().problem == "connection_lost"
        assert world.states() == []
        assert MailFolder.objects.get().last_uid == 0
        world.poll_and_file()
    assert world.states() == ["imported"]


def test_r10_a_server_that_falls_silent_ends_in_a_time_out() -> None:
    stall = once("BODY.PEEK", b"* 1 FETCH (UID 7 BODY[] {500}\r\n", b"STALL")
    with ScriptedImap(stall) as server:  # type: ignore[arg-type]
        account = Account("127.0.0.1", server.port, "plain", "u", "p")
        started = time.monotonic()
        with (
            pytest.raises(MailServerProblem) as problem,
            imap.connect(account, timeout=0.3) as connection,
        ):
            connection.select("INBOX", readonly=True)
            connection.fetch_bodies([7])
    assert problem.value.code == "timeout"
    assert time.monotonic() - started < 6


def test_r10_a_server_that_drips_ends_in_a_time_out_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each byte comes in time, the answer never."""
    monkeypatch.setattr(imap_client, "_COMMAND_SECONDS", 0.2)
    drip = once("BODY.PEEK", b"* 1 FETCH (UID 7 BODY[] {500}\r\n", *[b"x"] * 400)
    with ScriptedImap(drip, pause=0.02) as server:  # type: ignore[arg-type]
        account = Account("127.0.0.1", server.port, "plain", "u", "p")
        started = time.monotonic()
        with (
            pytest.raises(MailServerProblem) as problem,
            imap.connect(account, timeout=5) as connection,
        ):
            connection.select("INBOX", readonly=True)
            connection.fetch_bodies([7])
    assert problem.value.code == "timeout"
    assert time.monotonic() - started < 6


def test_f4_words_ahead_of_the_tls_handshake_end_the_connection(world: World) -> None:
    injected = once("STARTTLS", b"TAG OK begin\r\n* CAPABILITY IMAP4rev1 INJECTED\r\n")
    with ScriptedImap(injected, capabilities="IMAP4rev1 STARTTLS") as server:  # type: ignore[arg-type]
        towards(server, security="starttls")
        assert world.poll().problem == "connection_lost"
    assert not any("LOGIN" in command for command in server.commands)


@pytest.mark.parametrize(
    "pieces",
    [
        (b"* 1 FETCH (UID 7 BODY[] NIL)\r\n", b"TAG OK done\r\n"),
        (b'* 1 FETCH (UID 7 BODY[] "")\r\n', b"TAG OK done\r\n"),
        (b"TAG NO not now\r\n",),
        (b"* 1 FETCH (FLAGS (\\Seen))\r\n", b"TAG OK done\r\n"),
    ],
)
def test_r12_an_answer_without_the_mail_is_asked_for_again(world: World, pieces: tuple[bytes, ...]) -> None:
    with ScriptedImap(once("BODY.PEEK", *pieces)) as server:  # type: ignore[arg-type]
        towards(server)
        world.poll_and_file()
    assert world.states() == ["imported"]
    assert Message.objects.get().text == "Hello."


def test_the_uid_may_stand_behind_the_mail(world: World) -> None:
    odd = (
        b"* 3 FETCH (FLAGS ())\r\n* 1 FETCH (BODY[] {%d}\r\n" % len(RAW),
        RAW,
        b" UID 7)\r\nTAG OK done\r\n",
    )
    with ScriptedImap(once("BODY.PEEK", *odd)) as server:  # type: ignore[arg-type]
        towards(server)
        world.poll_and_file()
    assert world.states() == ["imported"]


def test_r12_nonsense_instead_of_an_answer_is_an_error_and_not_an_empty_mail(world: World) -> None:
    with ScriptedImap(once("BODY.PEEK", b"!!! what?\r\n", b"")) as server:  # type: ignore[arg-type]
        towards(server)
        assert world.poll().problem in ("not_understood", "connection_lost")
    assert (world.states(), Ticket.objects.count()) == ([], 0)


def test_r15_a_server_that_goes_back_in_its_numbers_is_not_read_any_further(world: World) -> None:
    with ScriptedImap() as server:
        towards(server)
        world.poll_and_file()
        MailFolder.objects.update(server_uidnext=20)
        assert world.poll().problem == "uidnext_went_back"
    assert MailFolder.objects.get().is_stopped


def test_netease_hears_who_we_are_before_a_folder_is_opened(world: World) -> None:
    with ScriptedImap(capabilities="IMAP4rev1 ID") as server:
        towards(server)
        world.poll_and_file()
    names = [command.split()[0] for command in server.commands]
    assert names.index("LOGIN") < names.index("ID") < names.index("EXAMINE")
    assert not any("SEARCH" in command or "STORE" in command for command in server.commands)


def test_f4_a_stripped_starttls_ends_before_the_password_is_sent(world: World) -> None:
    with ScriptedImap() as server:
        towards(server, security="starttls")
        assert world.poll().problem == "no_starttls"
    assert not any("LOGIN" in command for command in server.commands)


def test_a_password_outside_ascii_is_sent_as_utf8(world: World) -> None:
    accepts = once("AUTHENTICATE", b"+ \r\n")
    with ScriptedImap(accepts) as server:  # type: ignore[arg-type]
        towards(server)
        world.mailbox.refresh_from_db()
        world.mailbox.set_secrets(imap_password="schlüssel")
        world.mailbox.save()
        world.poll()
    assert "AUTHENTICATE PLAIN" in server.commands
