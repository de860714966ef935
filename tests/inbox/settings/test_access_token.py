"""Access tokens: refreshed ahead of their end, once, and never lost, leaked or sent elsewhere."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from audit.models import AuditEvent
from inbox.channels.email.access_token import access_token
from inbox.channels.email.errors import MailServerProblem
from inbox.models import OAuthGrant
from tests.inbox.settings.provider import granted, later, with_client
from tests.support.oauth import OAuthServer
from tests.support.personas import Desk

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def problem_of(mailbox_id: int, now: datetime) -> MailServerProblem:
    with pytest.raises(MailServerProblem) as raised:
        access_token(mailbox_id, now)
    return raised.value


def test_a_living_token_is_used_without_asking(desk: Desk, provider: OAuthServer) -> None:
    granted(desk.support, provider, now=NOW)
    assert access_token(desk.support.pk, NOW) == "marker-access-first"
    assert provider.identity.asked == []


def test_a_token_is_refreshed_five_minutes_ahead_and_the_rotated_one_kept(
    desk: Desk, provider: OAuthServer
) -> None:
    grant = granted(desk.support, provider, now=NOW)
    assert access_token(desk.support.pk, later(grant, minutes=-5, seconds=-1)) == "marker-access-first"
    now = later(grant, minutes=-5)
    assert access_token(desk.support.pk, now) == "marker-access-1"
    assert provider.identity.asked[-1]["refresh_token"] == "marker-refresh-first"
    assert access_token(desk.support.pk, now) == "marker-access-1"
    assert access_token(desk.support.pk, later(grant)) == "marker-access-2"
    assert provider.identity.asked[-1]["refresh_token"] == "marker-refresh-1", "the rotated one"


def test_a_refresh_token_that_does_not_rotate_stays(desk: Desk, provider: OAuthServer) -> None:
    grant = granted(desk.support, provider, now=NOW)
    provider.identity.rotates = False
    for _round in range(2):
        access_token(desk.support.pk, later(grant))
    assert {form["refresh_token"] for form in provider.identity.asked} == {"marker-refresh-first"}


@pytest.mark.django_db(transaction=True)
def test_two_workers_refresh_once(desk: Desk, provider: OAuthServer) -> None:
    grant = granted(desk.support, provider, now=NOW)
    now, tokens = later(grant), []
    provider.identity.slow = gate = threading.Event()

    def work() -> None:
        try:
            tokens.append(access_token(desk.support.pk, now))
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _worker in range(4)]
    for worker in workers:
        worker.start()
    gate.set()
    for worker in workers:
        worker.join(10)
    assert len(provider.identity.asked) == 1
    assert tokens == ["marker-access-1"] * 4


def test_a_permission_that_was_taken_back_asks_for_a_person(desk: Desk, provider: OAuthServer) -> None:
    grant = granted(desk.support, provider, now=NOW)
    provider.identity.refuses, provider.identity.detail = "invalid_grant", "AADSTS50173:"
    problem = problem_of(desk.support.pk, later(grant))
    assert problem.code == "oauth_consent" and "Authorise" in problem.remedy
    grant.refresh_from_db()
    assert grant.needs_consent and grant.last_error == "invalid_grant AADSTS50173"
    assert AuditEvent.objects.filter(action="mailbox.oauth_ended", mailbox_id=desk.support.pk).count() == 1
    assert problem_of(desk.support.pk, later(grant)).code == "oauth_consent"
    assert len(provider.identity.asked) == 1, "it is not asked again and again"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"refuses": "invalid_client"}, "oauth_client"),
        ({"refuses": "unauthorized_client"}, "oauth_client"),
        ({"refuses": "marker-access-first"}, "oauth_provider"),  # not an error code: nothing is known
        ({"status": 500}, "oauth_provider"),
        ({"status": 429}, "oauth_provider"),
        ({"status": 200, "body": b"<html>sign in to the hotel's network</html>"}, "oauth_provider"),
        ({"status": 200, "body": b'{"access_token": "a\\r\\nb"}'}, "oauth_provider"),
        ({"status": 200, "body": b'{"access_token": ["x"]}'}, "oauth_provider"),
        ({"status": 200, "body": b"[" * 60_000}, "oauth_provider"),
        ({"status": 200, "body": b"x" * 70_000}, "oauth_provider"),
        ({"redirects_to": "https://127.0.0.1:1/token"}, "oauth_provider"),
    ],
)
def test_other_failures_leave_the_permission_as_it_is(
    desk: Desk, provider: OAuthServer, change: dict[str, Any], code: str
) -> None:
    grant = granted(desk.support, provider, now=NOW)
    before = OAuthGrant.objects.filter(pk=grant.pk).values("sealed_refresh_token", "needs_consent").get()
    provider.identity.__dict__.update(change)
    assert problem_of(desk.support.pk, later(grant)).code == code
    assert (
        OAuthGrant.objects.filter(pk=grant.pk).values("sealed_refresh_token", "needs_consent").get() == before
    )


def test_while_the_old_token_lives_a_silent_provider_stops_nothing(desk: Desk, provider: OAuthServer) -> None:
    grant = granted(desk.support, provider, now=NOW)
    provider.identity.status = 503
    assert access_token(desk.support.pk, later(grant, minutes=-1)) == "marker-access-first"
    assert problem_of(desk.support.pk, later(grant)).code == "oauth_provider"


def test_a_mailbox_nobody_authorised_asks_nobody(desk: Desk, provider: OAuthServer) -> None:
    assert problem_of(desk.support.pk, NOW).code == "oauth_consent"
    with_client(desk.support, provider)
    assert problem_of(desk.support.pk, NOW).code == "oauth_consent"
    assert provider.identity.asked == []


def test_f2_a_token_address_in_the_own_network_is_not_asked(
    desk: Desk, provider: OAuthServer, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = granted(desk.support, provider, now=NOW)
    settings.IS_DEMO = False
    monkeypatch.delenv("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS", raising=False)
    assert problem_of(desk.support.pk, later(grant)).code == "oauth_provider"
    assert provider.identity.asked == []


def test_f4_a_token_address_with_an_unknown_certificate_gets_nothing(
    desk: Desk, provider: OAuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    grant = granted(desk.support, provider, now=NOW)
    monkeypatch.delenv("CROSSDESK_CA_FILE")
    assert problem_of(desk.support.pk, later(grant)).code == "oauth_provider"
    assert provider.identity.asked == []


def test_f7_no_token_and_no_secret_stands_in_rows_errors_or_logs(
    desk: Desk, provider: OAuthServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    grant = granted(desk.support, provider, now=NOW)
    access_token(desk.support.pk, later(grant))
    provider.identity.refuses = "invalid_grant"
    problem = problem_of(desk.support.pk, later(grant))
    rows = str(OAuthGrant.objects.values().get()) + str(list(AuditEvent.objects.values()))
    assert "marker" not in rows + str(problem) + repr(problem.__cause__) + caplog.text
