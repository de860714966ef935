"""Held mail does not leave, whoever claimed it; a database that went back in time holds itself (R39, R40)."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from audit.models import AuditEvent
from helpdesk.core.clock import database_now
from helpdesk.core.models import DatabaseMark
from inbox.actions import outbox
from inbox.actions.hold import hold, release
from inbox.actions.restored import hold_when_restored
from inbox.actions.send_mail import send_claimed
from inbox.models import OutboundMail, OutboxHold
from tests.inbox.mail_out.desk import answer, later, send_due, through
from tests.inbox.mail_out.dump import dump, restore
from tests.inbox.mail_out.submission import Submission
from tests.support.personas import Desk, make_desk


@pytest.fixture(autouse=True)
def _no_undo_window(settings: Any, tmp_path: Path) -> None:
    settings.UNDO_SEND_SECONDS = 0
    settings.DATA_DIR = tmp_path


def manage(*arguments: str) -> str:
    out = StringIO()
    call_command("outbox", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_held_mailbox_sends_nothing_and_the_others_go_on(desk: Desk) -> None:
    with Submission() as server:
        through(server)
        held, free = answer(desk, desk.support), answer(desk, desk.billing)
        told = json.loads(manage("hold", "--mailbox", desk.support.address, "--json"))
        assert told == {"mailbox": desk.support.address, "held": True, "changed": True, "waiting": 1}
        assert [row.message_id for row in send_due()] == [free.pk]
        (line,) = map(json.loads, manage("list", "--json").splitlines())
        assert (line["id"], line["held"]) == (held.outbound.pk, "operator")
        assert "released (1 waiting)" in manage("release", "--mailbox", desk.support.address)
        assert [row.state for row in send_due()] == ["sent"]
    actions = AuditEvent.objects.filter(object_kind="outbox").order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["outbox.held", "outbox.released"]


def test_a_hold_of_the_desk_outlasts_the_release_of_one_mailbox(desk: Desk) -> None:
    answer(desk)
    assert json.loads(manage("hold", "--json"))["held"]
    assert not json.loads(manage("hold", "--json"))["changed"]
    assert "still held: the whole desk" in manage("release", "--mailbox", desk.support.address)
    assert outbox.claim_due(database_now()) == []
    manage("release")
    assert len(outbox.claim_due(database_now())) == 1
    with pytest.raises(CommandError, match="no mailbox nobody@"):
        manage("hold", "--mailbox", "nobody@nowhere.example")


def test_a_hold_reaches_a_mail_that_is_already_claimed(desk: Desk) -> None:
    with Submission() as server:
        through(server)
        answer(desk)
        (claimed,) = outbox.claim_due(database_now())
        hold(None, actor=desk.admin, now=database_now())
        row = send_claimed(claimed.outbound_id, claimed.token, now=database_now())
        assert (row.state, row.attempts, server.accepted) == ("retry", 0, [])
        release(None, actor=desk.admin)
        assert [one.state for one in send_due()] == ["sent"]
    assert len(server.accepted) == 1


def test_a_held_mail_can_be_settled_as_sent(desk: Desk) -> None:
    message = answer(desk)
    with pytest.raises(CommandError, match="its fate is known"):
        manage("settle", str(message.outbound.pk))
    hold(None, actor=None, now=database_now())
    manage("settle", str(message.outbound.pk))
    release(None, actor=None)
    assert OutboundMail.objects.get().state == "sent"
    assert outbox.claim_due(later(days=1)) == []


@pytest.mark.django_db(transaction=True)
def test_r40_after_a_restored_dump_nothing_leaves_until_it_is_released(tmp_path: Path) -> None:
    desk = make_desk()
    with Submission() as server:
        through(server)
        answer(desk)
        assert not hold_when_restored(database_now())
        dump(tmp_path / "last-night.dump")
        assert [row.state for row in send_due()] == ["sent"]

        restore(tmp_path / "last-night.dump")
        assert OutboundMail.objects.get().state == "queued"  # the database has forgotten
        assert hold_when_restored(database_now())
        assert send_due() == []
        assert (OutboxHold.objects.get().reason, len(server.accepted)) == ("restored", 1)
        assert AuditEvent.objects.filter(action="outbox.held", payload__reason="restored").exists()

        assert not hold_when_restored(later(minutes=1))  # told once
        release(None, actor=desk.admin)
        assert not hold_when_restored(later(minutes=2))
        answer(desk)
        assert {row.state for row in send_due()} == {"sent"}


def test_r39_a_database_behind_its_data_directory_is_held(desk: Desk) -> None:
    """A snapshot rolled back in place: the same tables, an older beat."""
    answer(desk)
    for minute in range(3):
        hold_when_restored(later(minutes=minute))
    DatabaseMark.objects.update(beat=1)
    assert hold_when_restored(later(minutes=4))
    assert "older than the data directory" in OutboxHold.objects.get().detail


def test_r39_a_promoted_replica_shows_a_new_timeline(desk: Desk) -> None:
    answer(desk)
    hold_when_restored(database_now())
    mark = DatabaseMark.objects.get()
    cluster, timeline, *place = mark.identity.split("/")
    with connection.cursor() as cursor:
        cursor.execute("SELECT system_identifier::text FROM pg_control_system()")
        assert cursor.fetchone() == (cluster,)
    assert int(timeline, 16) >= 1
    DatabaseMark.objects.update(identity="/".join((cluster, f"{int(timeline, 16) - 1:08X}", *place)))
    assert hold_when_restored(database_now())


def test_a_desk_that_was_switched_off_for_a_month_is_not_held(desk: Desk, tmp_path: Path) -> None:
    answer(desk)
    hold_when_restored(database_now())
    assert not hold_when_restored(later(days=30))
    (tmp_path / "database-mark.json").unlink()  # a container without a volume of its own
    assert not hold_when_restored(later(days=31))
    assert not OutboxHold.objects.exists()


def test_an_empty_desk_and_another_desks_directory_are_not_held(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "database-mark.json").write_text(json.dumps({"desk": "another", "beat": 10**9}))
    assert not hold_when_restored(database_now())
    answer(desk)
    (tmp_path / "database-mark.json").write_text(json.dumps({"desk": "another", "beat": 10**9}))
    assert not hold_when_restored(later(seconds=6))
    assert not hold_when_restored(database_now() + timedelta(seconds=12))
