"""The full comparison with the server, and mails that are fetched after all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.accounts.actions.problem import Refused
from helpdesk.core.clock import database_now
from inbox.actions.reconcile import EVERY, compare, mailboxes_to_reconcile, reconcile_mailbox
from inbox.actions.refetch import refetch
from inbox.channels.email import imap
from inbox.channels.email.imap import ImapConnection
from inbox.models import InboundMail, Mailbox, MailFolder, Ticket
from tests.inbox.mail_in.world import World, a_mail


def arrive(world: World, count: int) -> None:
    client = world.imap()
    for number in range(count):
        client.append("INBOX", None, None, a_mail(subject=f"Mail {number}"))
    client.logout()


def lose(world: World, *positions: int) -> list[int]:
    """Take rows out of the ledger behind everybody's back; returns their UIDs."""
    uids = list(InboundMail.objects.order_by("uid").values_list("uid", flat=True))
    lost = [uids[position] for position in positions]
    InboundMail.objects.filter(uid__in=lost).delete()
    return lost


def test_what_the_server_has_and_the_ledger_does_not_is_told_and_fetched(on_dovecot: World) -> None:
    world = on_dovecot
    arrive(world, 5)
    world.poll()
    lost = lose(world, 1, 3)
    client = world.imap()
    client.store("1", "+FLAGS", r"(\Deleted)")
    client.expunge()
    arrive(world, 1)
    (account,) = compare(world.mailbox, now=database_now())
    assert account.server_has_not_ours == tuple(lost)
    assert (account.on_server, account.not_read_yet, account.gone_from_server) == (5, 1, 1)
    assert account.problem == ""
    assert InboundMail.objects.count() == 3  # comparing fetches nothing

    now = database_now()
    assert reconcile_mailbox(world.mailbox.pk, now=now) == 2
    folder = MailFolder.objects.get()
    assert (folder.unaccounted, folder.reconciled_at) == (2, now)
    world.poll_and_file()
    assert Ticket.objects.count() == 6
    # the next comparison, an hour later, shows that it was made good
    assert mailboxes_to_reconcile(now + timedelta(hours=1)) == [world.mailbox.pk]
    assert reconcile_mailbox(world.mailbox.pk, now=now + timedelta(hours=1)) == 0
    assert MailFolder.objects.get().unaccounted == 0
    assert mailboxes_to_reconcile(now + timedelta(hours=2)) == []
    assert mailboxes_to_reconcile(now + EVERY + timedelta(hours=2)) == [world.mailbox.pk]


def test_a_mailbox_that_fails_or_waits_is_not_compared(world: World) -> None:
    now = database_now()
    assert mailboxes_to_reconcile(now) == []  # never read so far
    world.poll()
    assert mailboxes_to_reconcile(now) == [world.mailbox.pk]
    Mailbox.objects.update(failing_since=now)
    assert mailboxes_to_reconcile(now) == []


def test_a_comparison_that_fails_says_why_and_is_tried_again(world: World) -> None:
    world.poll()
    Mailbox.objects.update(imap_port=1)
    world.mailbox.refresh_from_db()
    (account,) = compare(world.mailbox, now=database_now())
    assert "refuses connections" in account.problem
    assert reconcile_mailbox(world.mailbox.pk, now=database_now()) == 0
    assert Mailbox.objects.get().reconciled_at is None


def test_a_renumbered_folder_is_left_to_the_next_visit(world: World) -> None:
    arrive(world, 2)
    world.poll()
    MailFolder.objects.update(uidvalidity=1)
    assert reconcile_mailbox(world.mailbox.pk, now=database_now()) == 0
    assert InboundMail.objects.count() == 2


def refused(world: World, monkeypatch: Any) -> InboundMail:
    """A mail that the server lists and does not hand out, until later."""
    arrive(world, 1)
    with monkeypatch.context() as broken:

        def no(*_arguments: Any) -> Any:
            raise imap.MessageRefused

        broken.setattr(ImapConnection, "fetch_bodies", no)
        world.poll_and_file()
    row = InboundMail.objects.get()
    assert (row.state, row.raw) == ("quarantined", None)
    return row


def test_a_mail_the_server_refused_is_fetched_again_and_filed(world: World, monkeypatch: Any) -> None:
    row = refused(world, monkeypatch)
    assert refetch(row.pk, actor=world.agent()).state == "imported"
    assert Ticket.objects.get().subject == "Mail 0"
    with pytest.raises(Refused):
        refetch(row.pk, actor=world.agent())


def test_a_mail_that_was_too_large_is_fetched_when_the_limit_allows_it(world: World, settings: Any) -> None:
    settings.MAX_MAIL_BYTES = 200
    arrive(world, 1)
    world.poll_and_file()
    row = InboundMail.objects.get()
    with pytest.raises(Refused) as problem:
        refetch(row.pk, actor=world.agent())
    assert "MB" in problem.value.sentence
    row.refresh_from_db()
    assert row.state == "quarantined"
    settings.MAX_MAIL_BYTES = 5_000_000
    assert refetch(row.pk, actor=world.agent()).state == "imported"


@pytest.mark.parametrize("trouble", ["gone", "renumbered", "refused", "unreachable"])
def test_a_mail_that_cannot_be_fetched_stays_and_the_reason_is_said(
    world: World, monkeypatch: Any, trouble: str
) -> None:
    row = refused(world, monkeypatch)
    if trouble == "gone":
        client = world.imap()
        client.store("1", "+FLAGS", r"(\Deleted)")
        client.expunge()
    elif trouble == "renumbered":
        InboundMail.objects.update(uidvalidity=1)
    elif trouble == "refused":
        monkeypatch.setattr(ImapConnection, "fetch_bodies", lambda *_: {})
    else:
        Mailbox.objects.update(imap_port=1)
    with pytest.raises(Refused) as problem:
        refetch(row.pk, actor=world.agent())
    assert problem.value.sentence.endswith(".")
    row.refresh_from_db()
    assert row.state == "quarantined"
