"""What counts as trouble, rule by rule, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from inbox.actions.alarms.troubles import MailboxFacts, SendingFacts, Trouble, troubles_of
from inbox.channels.email.errors import PROBLEMS
from inbox.models import AlarmKind, Mailbox, MailboxAlarm
from inbox.queries.alarms import words_of

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SERVER = "imap.voltway.example:993"


def ago(**span: float) -> datetime:
    return NOW - timedelta(**span)


def healthy(**changes: Any) -> MailboxFacts:
    facts: dict[str, Any] = {
        "server": SERVER,
        "created_at": ago(days=90),
        "next_poll_at": ago(seconds=-5),
        "last_success_at": ago(seconds=5),
        "last_mail_at": ago(hours=3),
    }
    return MailboxFacts(**facts | changes)


def tried(**changes: Any) -> SendingFacts:
    facts: dict[str, Any] = {
        "error": "smtp.voltway.example:465 refuses connections.",
        "attempts": 2,
        "attempted_at": ago(minutes=1),
        "code": "refused",
        "server": "smtp.voltway.example:465",
    }
    return SendingFacts(**facts | changes)


def only(facts: MailboxFacts) -> Trouble:
    (found,) = troubles_of(facts, NOW).values()
    return found


CALM = {
    "all is well": healthy(),
    "a failure of a moment ago": healthy(failing_since=ago(minutes=2), error_code="timeout"),
    "a wrong password while it is set up": healthy(
        failing_since=ago(minutes=1), error_code="wrong_password", last_success_at=None
    ),
    "a visit that is a little late": healthy(next_poll_at=ago(minutes=2)),
    "a first visit that goes on": healthy(next_poll_at=ago(minutes=20), is_fetching=True),
    "just made": healthy(next_poll_at=None, last_success_at=None, created_at=ago(seconds=10)),
    "no mail for days where nobody minds": healthy(last_mail_at=ago(days=9)),
    "no mail for a while": healthy(last_mail_at=ago(hours=3), silence_hours=4),
    "a test mail on its way": healthy(has_canary=True, canary_token="t", canary_sent_at=ago(minutes=14)),
    "a test mail that came back": healthy(
        has_canary=True, canary_token="t", canary_sent_at=ago(minutes=40), canary_seen_at=ago(minutes=39)
    ),
    "a test mail that cannot be read": healthy(
        has_canary=True,
        canary_token="t",
        canary_sent_at=ago(minutes=40),
        failing_since=ago(minutes=1),
        error_code="timeout",
    ),
    "a first try that failed": healthy(sending=tried(attempts=1)),
    "one mail refused for now": healthy(sending=tried(error="450 4.2.0 greylisted", code="", attempts=3)),
    "another mail has left since": healthy(sending=tried(has_sent_since=True)),
    "filing that goes on": healthy(unfiled=400, unfiled_since=ago(minutes=9), is_fetching=True),
}


@pytest.mark.parametrize("facts", CALM.values(), ids=CALM.keys())
def test_what_heals_by_itself_is_no_alarm(facts: MailboxFacts) -> None:
    assert troubles_of(facts, NOW) == {}


def test_a_failure_is_told_within_five_minutes_and_a_refused_password_at_once() -> None:
    slow = only(healthy(failing_since=ago(minutes=3), error_code="timeout"))
    assert (slow.kind, slow.code, slow.detail, slow.since) == ("failing", "timeout", SERVER, ago(minutes=3))
    for code in ("wrong_password", "oauth_consent", "oauth_refused", "disk_full"):
        assert only(healthy(failing_since=NOW, error_code=code)).code == code


def test_a_mailbox_that_nobody_looks_at_is_silent() -> None:
    found = only(healthy(next_poll_at=ago(minutes=3), last_success_at=ago(minutes=3, seconds=5)))
    assert (found.kind, found.code, found.since) == ("silent", "not_polled", ago(minutes=3, seconds=5))


def test_a_mailbox_that_usually_gets_mail_is_missed() -> None:
    found = only(healthy(last_mail_at=ago(hours=5), silence_hours=4))
    assert (found.kind, found.code, found.detail) == ("silent", "no_mail", "4")


def test_stopped_folders_are_named_together() -> None:
    stopped = (("Orders", "no_folder"), ("Old", "no_folder"), ("Else", "uidvalidity_changed"))
    assert only(healthy(stopped=stopped)).detail == f"{SERVER} (Orders, Old)"


def test_a_lost_test_mail_and_one_that_could_not_be_sent() -> None:
    lost = healthy(has_canary=True, canary_token="t", canary_sent_at=ago(minutes=15))
    assert only(lost).code == "lost"
    unsent = healthy(has_canary=True, canary_sent_at=ago(minutes=15), canary_seen_at=ago(minutes=75))
    assert only(unsent).code == "not_sent"


@pytest.mark.parametrize(
    ("changes", "code", "detail"),
    [
        ({}, "refused", "smtp.voltway.example:465"),
        ({"error": "421 too busy", "code": ""}, "server_said", "421 too busy"),
        ({"error": "535 no", "code": "wrong_password"}, "wrong_password", "smtp.voltway.example:465"),
    ],
)
def test_a_server_that_takes_no_mail_twice_is_trouble(changes: Any, code: str, detail: str) -> None:
    found = only(healthy(sending=tried(**changes)))
    assert (found.kind, found.code, found.detail) == ("sending", code, detail)


def test_mail_that_nobody_sends_files_or_accounts_for_is_trouble() -> None:
    assert only(healthy(unsent=2, unsent_since=ago(minutes=3))).code == "waiting"
    assert only(healthy(unfiled=2, unfiled_since=ago(minutes=3))).code == "not_filed"
    assert only(healthy(unaccounted=2)).code == "missing"


WORDED = [
    (kind, code) for kind in ("failing", "stopped", "sending") for code in (*PROBLEMS, "of_a_later_version")
]
WORDED += [("silent", "not_polled"), ("silent", "no_mail"), ("canary", "lost"), ("canary", "not_sent")]
WORDED += [("sending", "waiting"), ("sending", "server_said"), ("unaccounted", "missing")]
WORDED += [("unaccounted", "not_filed")]


@pytest.mark.parametrize(("kind", "code"), WORDED)
def test_every_trouble_says_what_is_wrong_what_still_works_and_what_to_do(kind: str, code: str) -> None:
    detail = "2" if kind in ("silent", "unaccounted") or code == "waiting" else SERVER
    words = words_of(MailboxAlarm(mailbox=Mailbox(name="Support"), kind=kind, code=code, detail=detail))
    assert words.title.startswith("Support ")
    for sentence in (words.problem, words.still_works, words.remedy):
        assert sentence and "{" not in sentence and "%(" not in sentence
    assert words.still_works.endswith(".") and words.remedy.endswith(".")
    assert str(AlarmKind(kind).label) in words.title
