"""The test mail that a mailbox writes to itself, there and back over real servers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.core.clock import database_now
from helpdesk.core.ids import derived_key
from inbox.actions import canary
from inbox.actions.alarms.watch import watch_mailboxes
from inbox.actions.hold import hold
from inbox.mail.canary import CANARY_HEADER, canary_token, read_canary
from inbox.models import InboundMail, Mailbox, MailboxAlarm, Ticket
from tests.inbox.mail_in.world import World, a_mail

KEY = b"k" * 32
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_token_names_its_mailbox_and_nothing_else_passes_for_one() -> None:
    token = canary_token(7, AT, KEY)
    assert read_canary(f" {token}\t", KEY) == 7
    assert canary_token(7, AT + timedelta(hours=1), KEY) != token
    assert read_canary(token, b"x" * 32) is None
    for forged in (
        "",
        "a",
        token[:-1],
        "a" + token[1:],
        token[:-1] + "7",
        token.upper(),
        "é" * 40,
        f"{token}a",
    ):
        assert read_canary(forged, KEY) is None or forged == token


@pytest.fixture
def canaried(world: World) -> World:
    world.poll()
    Mailbox.objects.update(has_canary=True)
    return world


def test_the_test_mail_comes_back_makes_no_ticket_and_shows_its_round_trip(canaried: World) -> None:
    now = database_now()
    assert canary.claim_due_canaries(now) == [canaried.mailbox.pk]
    assert canary.claim_due_canaries(now) == []  # one of two callers
    assert canary.send_canary(canaried.mailbox.pk, now=now)
    canaried.poll_and_file()
    row = InboundMail.objects.get()
    assert (row.state, row.reason) == ("ignored", "test mail of the desk")
    assert not Ticket.objects.exists()
    mailbox = Mailbox.objects.get(pk=canaried.mailbox.pk)
    assert mailbox.canary_seen_at is not None and mailbox.canary_sent_at == now
    assert timedelta(0) < mailbox.canary_seen_at - now < timedelta(minutes=1)
    assert mailbox.last_mail_at is None  # it does not hide that no customer writes
    assert canary.claim_due_canaries(now + timedelta(minutes=59)) == []
    assert canary.claim_due_canaries(now + timedelta(hours=1)) == [canaried.mailbox.pk]


def test_a_forged_test_mail_is_a_mail_like_any_other(canaried: World) -> None:
    forged = canary_token(canaried.mailbox.pk, database_now(), b"not our key")
    row = canaried.receive(a_mail(headers=[(CANARY_HEADER, forged)]))
    assert row.state == "imported"
    assert Ticket.objects.count() == 1
    assert Mailbox.objects.get(pk=canaried.mailbox.pk).canary_seen_at is None
    assert Mailbox.objects.get(pk=canaried.mailbox.pk).last_mail_at is not None


def test_an_old_test_mail_and_one_of_another_mailbox_prove_nothing(canaried: World) -> None:
    now = database_now()
    canary.claim_due_canaries(now)
    canary.send_canary(canaried.mailbox.pk, now=now)
    key = derived_key("canary")
    for token in (
        canary_token(canaried.mailbox.pk, AT, key),
        canary_token(canaried.mailbox.pk + 1, now, key),
    ):
        assert canaried.receive(a_mail(headers=[(CANARY_HEADER, token)])).state == "ignored"
    assert Mailbox.objects.get(pk=canaried.mailbox.pk).canary_seen_at is None


def test_one_that_does_not_come_back_raises_an_alarm_that_the_next_one_ends(canaried: World) -> None:
    now = database_now()
    canary.claim_due_canaries(now)
    canary.send_canary(canaried.mailbox.pk, now=now)
    Mailbox.objects.update(next_poll_at=now + timedelta(days=1))
    assert watch_mailboxes(now + timedelta(minutes=14)) == 0
    assert watch_mailboxes(now + timedelta(minutes=15)) == 1
    alarm = MailboxAlarm.objects.get()
    assert (alarm.kind, alarm.code, alarm.opened_at) == ("canary", "lost", now)
    canaried.poll_and_file()
    Mailbox.objects.update(next_poll_at=now + timedelta(days=1))
    assert watch_mailboxes(now + timedelta(minutes=16)) == 1
    assert MailboxAlarm.objects.get().closed_at is not None


def test_one_that_cannot_be_sent_says_so(canaried: World) -> None:
    Mailbox.objects.update(smtp_port=1)
    now = database_now()
    assert canary.claim_due_canaries(now)
    assert not canary.send_canary(canaried.mailbox.pk, now=now)
    Mailbox.objects.update(next_poll_at=now + timedelta(days=1))
    watch_mailboxes(now + timedelta(minutes=15))
    assert MailboxAlarm.objects.get().code == "not_sent"


def test_failing_paused_and_held_mailboxes_send_none(canaried: World) -> None:
    now = database_now()
    hold(canaried.mailbox, actor=None, now=now)
    assert canary.claim_due_canaries(now) == []
    for change in ({"is_active": False}, {"failing_since": now}, {"has_canary": False}):
        Mailbox.objects.filter(pk=canaried.mailbox.pk).update(**change)
        assert canary.claim_due_canaries(now) == []
