"""Alarms on a desk with real mail servers: what breaks is noticed, told once, and over when it is over."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy

import pytest

from helpdesk.core.clock import database_now
from helpdesk.core.models import Heartbeat
from inbox.actions.alarms.guard import ABSENT_AFTER, stand_in
from inbox.actions.alarms.notices import QUIET_AFTER_END, claim_due_notices, tell, tell_due
from inbox.actions.alarms.watch import claim_watch, watch_mailboxes
from inbox.actions.poll import poll_mailbox
from inbox.models import AlarmNotice, AlarmTarget, Mailbox, MailboxAlarm, MailFolder
from tests.inbox.mail_in.world import World
from tests.inbox.mail_out.submission import Submission

BOSS = "boss@elsewhere.example"


@pytest.fixture
def target() -> AlarmTarget:
    return AlarmTarget.objects.create(kind="mail", address=BOSS)


@pytest.fixture
def other(world: World) -> Mailbox:
    """A second mailbox, which works."""
    box = world.add_mailbox(world.mailbox.store, "other@voltway.example", "secret")
    Mailbox.objects.filter(pk=box.pk).update(last_success_at=database_now(), next_poll_at="2099-01-01T00:00Z")
    return box


def break_it(world: World) -> datetime:
    """The server stops answering; returns when that was noticed."""
    world.poll()
    Mailbox.objects.filter(pk=world.mailbox.pk).update(imap_port=1)
    now = database_now()
    assert poll_mailbox(world.mailbox.pk, now=now).problem == "refused"
    return now


def mend(world: World, now: datetime) -> None:
    Mailbox.objects.filter(pk=world.mailbox.pk).update(imap_port=world.server.imaps_port)
    assert not poll_mailbox(world.mailbox.pk, now=now).problem


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def test_from_the_trouble_to_the_notice_it_is_less_than_five_minutes(
    world: World, other: Mailbox, target: AlarmTarget, submission: Submission
) -> None:
    Mailbox.objects.update(smtp_host="localhost", smtp_port=submission.port, smtp_security="plain")
    began = break_it(world)
    told_at = None
    for beat in range(10):  # every 30 s
        now = began + timedelta(seconds=30) * beat
        watch_mailboxes(now)
        if tell_due(now):
            told_at = now
            break
    assert told_at is not None and told_at - began <= minutes(4)
    (mail,) = submission.accepted
    text = message_from_bytes(mail[2], policy=policy.default)
    assert text["From"].addresses[0].addr_spec == other.address  # not the one in trouble
    assert text["Auto-Submitted"] == "auto-generated"
    body = text.get_content()
    assert "localhost:1 refuses connections." in body
    assert f"Since {began:%Y-%m-%d %H:%M} UTC" in body
    assert "nothing is lost" in body and "Check the port number" in body
    assert world.password not in body

    mend(world, told_at)
    watch_mailboxes(told_at)
    assert tell_due(told_at) == 1
    assert message_from_bytes(submission.accepted[1][2], policy=policy.default)["Subject"].startswith(
        "Over: "
    )
    assert watch_mailboxes(told_at) == 0 and tell_due(told_at) == 0


def test_looking_twice_or_side_by_side_opens_one_alarm(world: World, target: AlarmTarget) -> None:
    late = break_it(world) + minutes(4)
    assert watch_mailboxes(late) == 1
    assert watch_mailboxes(late) == 0
    assert MailboxAlarm.objects.count() == AlarmNotice.objects.count() == 1
    first, second = claim_due_notices(late), claim_due_notices(late)
    assert len(first) == 1 and second == []


def test_a_trouble_that_comes_back_at_once_is_told_a_quarter_of_an_hour_later(
    world: World, target: AlarmTarget
) -> None:
    now = break_it(world) + minutes(4)
    watch_mailboxes(now)
    AlarmNotice.objects.update(sent_at=now)
    mend(world, now)
    watch_mailboxes(now)
    Mailbox.objects.filter(pk=world.mailbox.pk).update(failing_since=now, last_error_code="refused")
    again = now + minutes(4)
    watch_mailboxes(again)
    notice = AlarmNotice.objects.get(is_over=False, sent_at=None)
    assert notice.due_at == now + QUIET_AFTER_END
    Mailbox.objects.filter(pk=world.mailbox.pk).update(failing_since=None, next_poll_at=again + minutes(1))
    watch_mailboxes(again)  # over before anybody was told: nobody is
    assert not AlarmNotice.objects.filter(pk=notice.pk).exists()
    assert AlarmNotice.objects.filter(is_over=True).count() == 1


def test_what_cannot_be_told_is_tried_again_for_a_day(world: World, target: AlarmTarget) -> None:
    Mailbox.objects.update(smtp_port=1)
    now = begin = break_it(world) + minutes(4)
    watch_mailboxes(now)
    pauses = []
    while claimed := claim_due_notices(now):
        assert not tell(claimed[0].notice_id, claimed[0].attempt, now)
        notice = AlarmNotice.objects.get()
        assert "refuses connections" in notice.last_error
        pauses.append(notice.due_at - now)
        now = notice.due_at
    assert pauses[:3] == [minutes(1), minutes(5), minutes(15)]
    assert timedelta(hours=23) < now - begin < timedelta(hours=33)


def test_a_teller_that_dies_is_replaced_and_its_late_word_changes_nothing(
    world: World, target: AlarmTarget
) -> None:
    now = break_it(world) + minutes(4)
    watch_mailboxes(now)
    (dead,) = claim_due_notices(now)
    assert claim_due_notices(now + minutes(2)) == []
    (alive,) = claim_due_notices(now + minutes(3))
    assert alive.attempt == 2
    assert not tell(dead.notice_id, dead.attempt, now)


def test_a_paused_mailbox_has_no_alarm(world: World) -> None:
    now = break_it(world) + minutes(4)
    watch_mailboxes(now)
    Mailbox.objects.update(is_active=False)
    assert watch_mailboxes(now) == 1
    assert MailboxAlarm.objects.get().closed_at == now


def test_stopped_folders_and_missing_mail_are_noticed(world: World) -> None:
    world.poll()
    MailFolder.objects.update(is_stopped=True, stop_reason="uidvalidity_changed", unaccounted=2)
    watch_mailboxes(database_now())
    assert set(MailboxAlarm.objects.values_list("kind", "code")) == {
        ("stopped", "uidvalidity_changed"),
        ("unaccounted", "missing"),
    }


def test_without_any_worker_the_web_process_notices(world: World, target: AlarmTarget) -> None:
    world.poll()
    long_ago = database_now() - minutes(10)
    Mailbox.objects.update(next_poll_at=long_ago, last_success_at=long_ago, smtp_port=1)
    assert stand_in()  # nobody has ever looked
    alarm = MailboxAlarm.objects.get()
    assert (alarm.kind, alarm.code) == ("silent", "not_polled")
    assert not stand_in()  # somebody has just looked
    Heartbeat.objects.update(at=database_now() - ABSENT_AFTER)
    assert stand_in()


def test_of_two_watchers_one_looks(world: World) -> None:
    now = database_now()
    assert claim_watch(now)
    assert not claim_watch(now + timedelta(seconds=5))
    assert claim_watch(now + timedelta(seconds=30))
