"""ingest, mailflow, quarantine and outbox, as an operator scripts them."""

from __future__ import annotations

import json
import mailbox as mailboxes
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from inbox.events import MailFiled
from inbox.models import InboundMail, Message, Ticket
from tests.inbox.mail_in.world import World, a_mail


def run(*arguments: str) -> str:
    output = StringIO()
    call_command(*arguments, stdout=output, stderr=StringIO())
    return output.getvalue()


def ingest(*arguments: str) -> dict[str, Any]:
    result: dict[str, Any] = json.loads(run("ingest", *arguments, "--json").splitlines()[-1])
    return result


def counts(result: dict[str, Any]) -> tuple[int, ...]:
    return tuple(result[name] for name in ("seen", "imported", "duplicate", "ignored", "quarantined"))


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A file, a file that is no mail, a Maildir with one mail in work, and an mbox of two."""
    root = tmp_path / "mail"
    root.mkdir()
    (root / "one.eml").write_bytes(a_mail(message_id="<one@customer.example>"))
    (root / "broken.eml").write_bytes(b"\0\1\2\3" * 300)
    maildir = mailboxes.Maildir(root / "Maildir")
    maildir.add(a_mail(subject="In a Maildir"))
    (root / "Maildir/tmp/unfinished").write_bytes(a_mail(subject="half of a ma"))
    box = mailboxes.mbox(root / "old.mbox")
    box.add(a_mail(headers=[("In-Reply-To", "<one@customer.example>")], subject="Re: Where is my parcel?"))
    box.add(a_mail(subject="In an mbox"))
    box.close()
    return root


def test_ingest_takes_files_maildirs_and_mboxes_and_a_second_run_adds_nothing(
    world: World, files: Path
) -> None:
    first = ingest(str(files), "--mailbox", world.address.upper())
    assert counts(first) == (5, 4, 0, 0, 1)
    assert first["peak_rss_mb"] > 10
    assert (Ticket.objects.count(), Message.objects.count()) == (3, 4)
    assert counts(ingest(str(files), "--mailbox", world.address)) == (5, 0, 5, 0, 0)
    assert (Ticket.objects.count(), InboundMail.objects.count()) == (3, 5)


def test_ingest_with_several_jobs_imports_the_same(world: World, files: Path) -> None:
    assert counts(ingest(str(files), "--mailbox", world.address, "--jobs", "3")) == (5, 4, 0, 0, 1)
    assert (Ticket.objects.count(), Message.objects.count()) == (3, 4)


def test_quiet_imports_tell_no_rule(world: World, files: Path, monkeypatch: Any) -> None:
    from helpdesk.core import events

    heard: list[object] = []
    monkeypatch.setitem(events._after, MailFiled, [heard.append])
    ingest(str(files / "one.eml"), "--mailbox", world.address, "--quiet")
    assert heard == []
    ingest(str(files / "old.mbox"), "--mailbox", world.address)
    assert [len(one.messages) for one in heard] == [2]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ("no-such-file.eml", "--mailbox", "{address}"),
            "no-such-file.eml cannot be read: No such file or directory.",
        ),
        (("{file}", "--mailbox", "nobody@nowhere.example"), "There is no mailbox nobody@nowhere.example."),
        (("{file}", "--mailbox", "{address}", "--jobs", "0"), "--jobs must be 1 or more."),
    ],
)
def test_ingest_says_in_one_line_what_is_wrong(
    world: World, files: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    given = [one.format(address=world.address, file=files / "one.eml") for one in arguments]
    with pytest.raises(CommandError) as failure:
        run("ingest", *given)
    assert str(failure.value) == sentence
    assert failure.value.returncode == 2


def mailflow(*arguments: str) -> tuple[int, dict[str, Any]]:
    output, code = StringIO(), 0
    try:
        call_command("mailflow", *arguments, "--json", stdout=output)
    except SystemExit as stop:
        code = int(str(stop.code))
    return code, json.loads(output.getvalue())


def test_mailflow_accounts_for_every_mail_and_fails_when_one_is_missing(world: World) -> None:
    for number in range(3):
        world.deliver(a_mail(subject=f"Mail {number}"))
    code, account = mailflow()
    assert (code, account[world.address]["missing"]) == (1, 3)
    assert account[world.address]["server"]["folders"]["INBOX"]["not_read_yet"] == 3
    assert account[world.address]["oldest_unprocessed"] is not None
    world.poll_and_file()
    code, account = mailflow("--mailbox", world.address)
    assert (code, account[world.address]["unaccounted"]) == (0, 0)
    assert account[world.address]["states"]["imported"] == 3
    InboundMail.objects.filter(uid=InboundMail.objects.order_by("uid")[1].uid).update(uid=9_999)
    code, account = mailflow()
    assert (code, account[world.address]["missing"]) == (1, 1)
    assert account[world.address]["server"]["folders"]["INBOX"]["not_read_yet"] == 0
    assert mailflow("--since", "2099-01-01")[0] == 0


def test_mailflow_says_when_a_server_could_not_be_asked(world: World) -> None:
    world.mailbox.imap_host = "no-such-host.invalid"
    world.mailbox.save()
    code, account = mailflow()
    assert code == 1  # what cannot be proven is no proof
    assert "is not known" in account[world.address]["server"]["problem"]
    assert account[world.address]["proven"] is False


def test_quarantined_mail_is_listed_shown_retried_and_released(world: World) -> None:
    filed = world.receive(b"\0\1\2\3" * 400)
    (line,) = run("quarantine", "list", "--json").splitlines()
    assert json.loads(line)["id"] == filed.pk
    assert run("quarantine", "show", str(filed.pk)).startswith("\0\1")
    with pytest.raises(CommandError, match=r"1 could not be read\."):
        run("quarantine", "retry", "--all")
    assert run("quarantine", "release", str(filed.pk)) == f"{filed.pk}: released\n"
    assert run("quarantine", "list") == ""


def test_a_mail_that_could_not_be_read_yesterday_is_imported_by_a_retry(world: World) -> None:
    with override_settings(MAX_MAIL_BYTES=100):
        filed = world.receive(a_mail())
    assert filed.state == "quarantined"
    assert run("quarantine", "retry", str(filed.pk)) == f"{filed.pk}: imported\n"
    assert Ticket.objects.count() == 1
