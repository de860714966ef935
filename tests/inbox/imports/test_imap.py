"""Imports of folders of the mail server: real folders and numbers, joined with what polling brings."""

from __future__ import annotations

import imaplib
from collections.abc import Sequence
from datetime import timedelta

import pytest

from helpdesk.accounts.actions.problem import Refused
from helpdesk.core.clock import database_now
from inbox.actions.imports import bite, jobs
from inbox.actions.imports.imap_source import folder_choices
from inbox.models import Direction, ImportState, InboundMail, Mailbox, MailFolder, Message, Ticket
from tests.inbox.imports.history import NOW, counts, old_mail, run_to_the_end, start
from tests.inbox.mail_in.world import World


def put(world: World, folder: str, mails: Sequence[tuple[int, bytes]]) -> imaplib.IMAP4:
    """Mails as another client left them: (days ago, bytes) each."""
    client = world.imap()
    client.create(folder)
    for days_ago, raw in mails:
        stamp = (NOW - timedelta(days=days_ago)).timestamp()
        assert client.append(folder, None, imaplib.Time2Internaldate(stamp), raw)[0] == "OK"  # type: ignore[arg-type]
    return client


def test_folders_are_offered_with_counts_and_what_they_are(on_dovecot: World) -> None:
    put(on_dovecot, "Archiv 2025 & älter".encode("utf-7").decode().replace("+", "&"), [])
    put(on_dovecot, "INBOX", [(3, old_mail(1, days_ago=3))])
    found = {one.name: (one.count, one.kind) for one in folder_choices(on_dovecot.mailbox)}
    assert found["INBOX"] == (1, "inbox")
    assert found["Sent"] == (0, "sent")


def test_two_folders_become_conversations_in_the_order_of_time(on_dovecot: World) -> None:
    world = on_dovecot
    ours = f"Support <{world.mailbox.address}>"
    put(world, "INBOX", [(30, old_mail(1, days_ago=30)), (10, old_mail(3, days_ago=10, answers=2))])
    put(world, "Sent", [(20, old_mail(2, days_ago=20, sender=ours, to="jane@mail.example", answers=1))])
    job = run_to_the_end(start(world, folders=("INBOX", "Sent")))
    assert (job.state, counts(job)) == (ImportState.DONE, (3, 3, 0, 0, 0))
    ticket = Ticket.objects.get()
    said = ticket.messages.order_by("id").values_list("direction", "created_at")
    assert [(one, (NOW - at).days) for one, at in said] == [
        (Direction.IN, 30),
        (Direction.OUT, 20),
        (Direction.IN, 10),
    ]
    flags = world.imap().fetch("1:*", "(FLAGS)")[1]
    assert not any(b"\\Seen" in bytes(one) for one in flags)  # type: ignore[arg-type]


def test_polling_and_importing_know_each_others_mail(on_dovecot: World) -> None:
    put(on_dovecot, "INBOX", [(9, old_mail(1, days_ago=9)), (8, old_mail(2, days_ago=8))])
    on_dovecot.poll_and_file()
    put(on_dovecot, "Archive", [(7, old_mail(3, days_ago=7)), (8, old_mail(2, days_ago=8))])
    job = run_to_the_end(start(on_dovecot, folders=("INBOX", "Archive")))
    assert counts(job) == (4, 1, 3, 0, 0)
    MailFolder.objects.create(mailbox=on_dovecot.mailbox, name="Archive")
    before = (InboundMail.objects.count(), Message.objects.count())
    on_dovecot.poll_and_file()
    assert (InboundMail.objects.count(), Message.objects.count()) == before == (4, 3)
    assert counts(run_to_the_end(start(on_dovecot, folders=("Archive",)))) == (2, 0, 2, 0, 0)


def test_only_mail_since_a_day(on_dovecot: World) -> None:
    put(on_dovecot, "INBOX", [(n, old_mail(n, days_ago=n)) for n in (40, 20, 10)])
    job = run_to_the_end(start(on_dovecot, folders=("INBOX",), since=(NOW - timedelta(days=25)).date()))
    assert (job.total, counts(job)) == (2, (2, 2, 0, 0, 0))


def test_a_mail_removed_meanwhile_does_no_harm(on_dovecot: World) -> None:
    client = put(on_dovecot, "INBOX", [(n, old_mail(n, days_ago=n)) for n in (4, 3, 2)])
    job = start(on_dovecot, folders=("INBOX",))
    bite.run_some(job.pk, NOW, mails=1)
    client.select("INBOX")
    client.uid("STORE", "2", "+FLAGS", r"(\Deleted)")
    client.expunge()
    assert counts(run_to_the_end(job)) == (3, 2, 0, 1, 0)
    assert InboundMail.objects.get(uid=2).state == "vanished"


def test_a_renumbered_folder_stops_the_import_in_words(on_dovecot: World) -> None:
    client = put(on_dovecot, "Old", [(n, old_mail(n, days_ago=n)) for n in (4, 3)])
    job = start(on_dovecot, folders=("Old",))
    bite.run_some(job.pk, NOW, mails=1)
    client.delete("Old")
    put(on_dovecot, "Old", [(n, old_mail(n, days_ago=n)) for n in (4, 3)])
    job = run_to_the_end(job)
    assert job.state == ImportState.FAILED
    assert job.last_error.startswith("The server has renumbered “Old”")
    assert jobs.cancel(job.pk, actor=None, now=NOW)
    assert counts(run_to_the_end(start(on_dovecot, folders=("Old",)))) == (2, 1, 1, 0, 0)


@pytest.mark.parametrize(("field", "value", "code"), [("imap_host", "no-such-host.invalid", "unknown_host")])
def test_a_server_that_is_away_is_tried_again_and_a_wrong_password_is_not(
    on_dovecot: World, field: str, value: str, code: str
) -> None:
    put(on_dovecot, "INBOX", [(4, old_mail(4, days_ago=4))])
    job = start(on_dovecot, folders=("INBOX",))
    host = on_dovecot.mailbox.imap_host
    Mailbox.objects.update(**{field: value})
    waiting = run_to_the_end(job)
    assert (waiting.state, waiting.cursor["problem"]) == (ImportState.RUNNING, code)
    assert waiting.lease_until == NOW + timedelta(seconds=30)
    Mailbox.objects.update(imap_host=host)
    mailbox = Mailbox.objects.get(pk=on_dovecot.mailbox.pk)
    mailbox.set_secrets(imap_password="wrong")
    mailbox.save()
    assert run_to_the_end(job).state == ImportState.FAILED
    mailbox.set_secrets(imap_password=on_dovecot.password)
    mailbox.save()
    jobs.resume(job.pk, actor=None)
    assert counts(run_to_the_end(job)) == (1, 1, 0, 0, 0)


def test_the_same_folder_is_not_imported_twice_at_once_and_a_hint_goes_to_one_worker(
    on_dovecot: World,
) -> None:
    job = start(on_dovecot, folders=("INBOX",))
    with pytest.raises(Refused, match="being imported already"):
        start(on_dovecot, folders=("Sent", "INBOX"))
    now = database_now()
    assert bite.claim_due_imports(now) == [(job.pk, "imap")]
    assert bite.claim_due_imports(now) == []
    assert bite.claim_due_imports(now + timedelta(seconds=11)) == [(job.pk, "imap")]
