"""`import_history`, as an operator runs it."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from inbox.actions.imports import bite
from inbox.models import ImportJob, Message, Ticket
from tests.inbox.imports.history import NOW, old_mail, start, write_mbox
from tests.inbox.mail_in.world import World


def import_history(*arguments: str) -> dict[str, Any]:
    output = StringIO()
    call_command("import_history", *arguments, stdout=output)
    found: dict[str, Any] = json.loads(output.getvalue().splitlines()[-1])
    return found


@pytest.fixture
def mbox(tmp_path: Path) -> Path:
    return write_mbox(tmp_path / "old.mbox", [old_mail(n, days_ago=90 - n) for n in range(1, 61)])


def test_it_shows_how_far_it_is_and_ends_with_the_counts(world: World, mbox: Path, capsys: Any) -> None:
    found = import_history(str(mbox), "--mailbox", world.address.upper())
    assert [found[name] for name in ("seen", "imported", "duplicate")] == [60, 60, 0]
    assert "60 of 60 (100%)" in capsys.readouterr().err
    assert import_history(str(mbox), "--mailbox", world.address, "--json")["duplicate"] == 60
    assert capsys.readouterr().err == ""
    assert set(Ticket.objects.values_list("status", flat=True)) == {"resolved"}


def test_the_same_command_goes_on_where_it_was_interrupted(world: World, mbox: Path) -> None:
    job = start(world, paths=(str(mbox.resolve()),))
    bite.run_some(job.pk, NOW, mails=20)
    found = import_history(str(mbox), "--mailbox", world.address, "--json")
    assert [found[name] for name in ("seen", "imported", "duplicate")] == [60, 60, 0]
    assert (ImportJob.objects.count(), Message.objects.count()) == (1, 60)


def test_folders_are_imported_from_the_terminal_too(on_dovecot: World) -> None:
    on_dovecot.imap().append("INBOX", None, None, old_mail(1, days_ago=3))  # type: ignore[arg-type]
    arguments = ("--mailbox", on_dovecot.mailbox.address, "--imap", "INBOX", "Sent", "--json")
    assert import_history(*arguments)["imported"] == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nowhere.mbox",), "nowhere.mbox cannot be read: No such file or directory."),
        ((), "Name paths, or folders with --imap."),
        (("--imap", "No such folder"), "Check the folder's name on the server."),
    ],
)
def test_it_says_in_one_line_what_is_wrong(
    on_dovecot: World, arguments: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(CommandError) as failure:
        import_history(*arguments, "--mailbox", on_dovecot.mailbox.address, "--json")
    assert sentence in str(failure.value)
