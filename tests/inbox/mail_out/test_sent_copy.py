"""What was sent stands in the mailbox's own Sent folder, once, and never what was not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.core.clock import database_now
from inbox.actions.sent_copy import copies_left_behind, copy_to_sent_folder
from inbox.models import Mailbox, OutboundMail
from tests.inbox.mail_in.world import World
from tests.inbox.mail_out.desk import send_due
from tests.inbox.mail_out.test_sending import reply


@pytest.fixture(autouse=True)
def _no_undo_window(settings: Any) -> None:
    settings.UNDO_SEND_SECONDS = 0


def sent_mail(world: World, folder: str) -> OutboundMail:
    Mailbox.objects.update(sent_folder=folder)
    reply(world)
    (row,) = send_due()
    assert row.state == "sent"
    return row


def copies(world: World, folder: str) -> list[bytes]:
    client = world.imap()
    client.select(folder)
    _status, (numbers,) = client.search(None, "SEEN")
    answers: list[Any] = [client.fetch(number.decode(), "(BODY.PEEK[])")[1] for number in numbers.split()]
    client.logout()
    return [bytes(answer[0][1]) for answer in answers]


def test_a_sent_mail_is_copied_once(world: World) -> None:
    client = world.imap()
    client.create("Sent")
    client.logout()
    row = sent_mail(world, "Sent")
    assert [copy_to_sent_folder(row.pk, now=database_now()) for _time in range(3)] == [True, False, False]
    (copy,) = copies(world, "Sent")
    assert f"Message-ID: <{row.message.message_id}>".encode() in copy
    assert copies_left_behind(database_now() + timedelta(minutes=5)) == []


def test_a_folder_that_is_not_there_is_tried_again_and_the_mail_stays_sent(world: World) -> None:
    row = sent_mail(world, "No such folder")
    assert not copy_to_sent_folder(row.pk, now=database_now())
    row.refresh_from_db()
    assert (row.state, row.sent_copy_at) == ("sent", None)
    assert copies_left_behind(database_now() + timedelta(minutes=5)) == [row.pk]
    assert copies_left_behind(database_now() + timedelta(hours=25)) == []


def test_after_a_line_lost_behind_append_there_is_no_second_copy(world: World, monkeypatch: Any) -> None:
    row = sent_mail(world, "Sent")

    def lost(self: Any, *_arguments: Any) -> None:
        raise ConnectionResetError

    monkeypatch.setattr("inbox.channels.email.imap.ImapConnection.append_seen", lost)
    assert not copy_to_sent_folder(row.pk, now=database_now())
    assert copies_left_behind(database_now() + timedelta(minutes=5)) == []


def test_mail_that_was_not_sent_and_mailboxes_without_the_wish_get_no_copy(world: World) -> None:
    row = sent_mail(world, "")
    assert not copy_to_sent_folder(row.pk, now=database_now())
    Mailbox.objects.update(sent_folder="Sent")
    for state in ("unknown", "failed", "queued"):
        OutboundMail.objects.update(state=state)
        assert not copy_to_sent_folder(row.pk, now=database_now())
    assert OutboundMail.objects.get().sent_copy_at is None
