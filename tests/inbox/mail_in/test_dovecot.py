"""The same visits to Dovecot, which words its answers differently from pymap."""

from __future__ import annotations

import pytest

from helpdesk.core.clock import database_now
from inbox.channels.email import imap
from inbox.channels.email.account import Account
from inbox.channels.email.connection_test import test_connection as try_connection
from inbox.models import AfterImport, Mailbox, MailFolder, Message, Ticket
from inbox.queries.mailflow import account_for
from tests.inbox.mail_in.world import World, a_mail
from tests.support.servers import DovecotServer


def test_mail_is_taken_in_flagged_and_accounted_for(on_dovecot: World, dovecot: DovecotServer) -> None:
    Mailbox.objects.update(after_import=AfterImport.SEEN)
    client = on_dovecot.imap()
    for number in range(60):
        client.append("INBOX", None, None, a_mail(subject=f"Mail {number}"))
    client.append("INBOX", r"(\Deleted)", None, a_mail(subject="Deleted by a colleague, not expunged"))
    on_dovecot.poll_and_file()
    assert on_dovecot.states() == ["imported"] * 61
    assert Ticket.objects.count() == 61
    client.select("INBOX")
    flags = client.fetch("1:*", "(FLAGS)")[1]
    assert len(flags) == 61
    assert all(b"\\Seen" in one for one in flags)
    on_dovecot.poll_and_file()
    assert account_for(on_dovecot.mailbox, since=None, now=database_now()).unaccounted == 0
    assert MailFolder.objects.get().last_uid == MailFolder.objects.get().server_uidnext - 1


def test_raw_bytes_are_kept_as_the_server_has_them(on_dovecot: World, dovecot: DovecotServer) -> None:
    raw = b"From: jane@customer.example\r\nSubject: =?x?\r\n\r\n" + bytes(range(1, 256)).replace(
        b"\n", b""
    ).replace(b"\r", b"")
    on_dovecot.imap().append("INBOX", None, None, raw + b"\r\n")
    on_dovecot.poll_and_file()
    from inbox.storage import read_blob

    message = Message.objects.select_related("inbound__raw").get()
    assert message.inbound is not None and message.inbound.raw is not None
    assert read_blob(message.inbound.raw) == raw + b"\r\n"


def test_a_wrong_password_is_told_from_a_refused_folder(on_dovecot: World, dovecot: DovecotServer) -> None:
    MailFolder.objects.create(mailbox=on_dovecot.mailbox, name="Nowhere")
    assert on_dovecot.poll().problem == "no_folder"
    on_dovecot.mailbox.set_secrets(imap_password="wrong")
    on_dovecot.mailbox.save()
    assert on_dovecot.poll().problem == "wrong_password"


def test_trying_a_connection_tells_both_sides_in_words(on_dovecot: World, dovecot: DovecotServer) -> None:
    incoming = Account("127.0.0.1", dovecot.imap_port, "plain", on_dovecot.address, on_dovecot.password)
    outgoing = Account("localhost", on_dovecot.server.smtp_port, "starttls")
    steps = try_connection(incoming, outgoing)
    assert [(one.name, one.is_ok) for one in steps] == [("imap", True), ("smtp", True)]
    incoming, outgoing = (
        Account("127.0.0.1", dovecot.imap_port, "plain", on_dovecot.address, "wr0ng"),
        Account("localhost", on_dovecot.server.smtp_port, "tls"),
    )
    steps = try_connection(incoming, outgoing)
    assert [one.is_ok for one in steps] == [False, False]
    assert steps[0].code == "wrong_password"
    assert all(one.sentence and one.remedy for one in steps)
    assert "wr0ng" not in repr(steps) + repr(incoming)


@pytest.mark.parametrize("folder", ["INBOX\r\nA1 DELETE INBOX", "IN\0BOX"])
def test_f6_control_characters_never_reach_the_wire(
    on_dovecot: World, dovecot: DovecotServer, folder: str
) -> None:
    account = Account("127.0.0.1", dovecot.imap_port, "plain", on_dovecot.address, on_dovecot.password)
    with pytest.raises(imap.MailServerProblem) as problem, imap.connect(account) as connection:
        connection.select(folder, readonly=True)
    assert problem.value.code == "bad_setting"
