"""How sessions live and die."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from helpdesk.accounts.actions.people import PersonDetails, disable_user, reset_mfa, set_password, update_user
from helpdesk.accounts.models import Role, User
from helpdesk.core.clock import utcnow
from tests.support.personas import PASSWORD, Desk, signed_in


def is_signed_in(client: Client) -> bool:
    return client.get("/settings/").status_code == 200


@pytest.mark.parametrize(
    ("name", "age", "is_alive"),
    [
        ("agent", timedelta(hours=11, minutes=59), True),
        ("agent", timedelta(hours=12, minutes=1), False),
        ("admin", timedelta(minutes=29), True),
        ("admin", timedelta(minutes=31), False),
    ],
)
def test_an_idle_session_ends(desk: Desk, name: str, age: timedelta, is_alive: bool) -> None:
    assert is_signed_in(signed_in(getattr(desk, name), now=utcnow() - age)) is is_alive


@pytest.mark.parametrize(
    ("name", "age", "is_alive"),
    [
        ("agent", timedelta(days=6, hours=23), True),
        ("agent", timedelta(days=7, minutes=1), False),
        ("admin", timedelta(hours=11), True),
        ("admin", timedelta(hours=12, minutes=1), False),
    ],
)
def test_a_busy_session_ends_too(desk: Desk, name: str, age: timedelta, is_alive: bool) -> None:
    client = signed_in(getattr(desk, name))
    session = client.session
    session["started_at"] -= int(age.total_seconds())
    session.save()
    assert is_signed_in(client) is is_alive


def test_using_the_desk_keeps_the_session_awake_and_writes_it_once_a_minute(desk: Desk) -> None:
    client = signed_in(desk.agent, now=utcnow() - timedelta(hours=2))
    before = client.session["seen_at"]
    client.get("/settings/")
    after = client.session["seen_at"]
    assert after > before
    client.get("/settings/")
    assert client.session["seen_at"] == after


def test_a_session_without_its_marks_is_none(alex: User) -> None:
    client = Client()
    client.force_login(alex)
    assert not is_signed_in(client)


def test_disabling_a_person_ends_their_session_at_the_next_request(desk: Desk) -> None:
    client = signed_in(desk.agent)
    assert is_signed_in(client)
    disable_user(desk.agent.pk, actor=desk.admin)
    assert not is_signed_in(client)
    again = client.post("/login", {"username": "alex", "password": PASSWORD})
    assert again.status_code == 422


def test_a_new_role_ends_all_sessions(desk: Desk) -> None:
    client = signed_in(desk.agent)
    user = desk.agent
    details = PersonDetails(user.username, user.name, user.email, Role.SUPERVISOR, "en", "UTC")
    update_user(user.pk, details, is_active=True, actor=desk.admin)
    assert not is_signed_in(client)


def test_a_reset_factor_ends_all_sessions(desk: Desk) -> None:
    client = signed_in(desk.agent)
    reset_mfa(desk.agent.pk, actor=desk.admin)
    assert not is_signed_in(client)


def test_d9_a_password_set_by_an_admin_ends_all_sessions(desk: Desk) -> None:
    clients = [signed_in(desk.agent), signed_in(desk.agent)]
    set_password(desk.agent.pk, "another good passphrase", actor=desk.admin)
    assert not any(is_signed_in(client) for client in clients)


def test_d9_ones_own_new_password_ends_the_other_sessions_and_changes_this_key(desk: Desk) -> None:
    here, elsewhere = signed_in(desk.agent), signed_in(desk.agent)
    key = here.cookies["session"].value
    data = {"old_password": PASSWORD, "password": "another good passphrase"}
    assert here.post("/settings/password", data)["Location"] == "/settings/"
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)
    assert here.cookies["session"].value != key


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"old_password": "wrong", "password": "another good passphrase"}, "not your present password"),
        ({"old_password": PASSWORD, "password": "short"}, "too short"),
        ({"old_password": PASSWORD, "password": "password1234"}, "too common"),
        ({"password": "another good passphrase"}, "required"),
    ],
)
def test_d9_a_refused_password_change_changes_nothing(
    desk: Desk, data: dict[str, str], sentence: str
) -> None:
    client = signed_in(desk.agent)
    answer = client.post("/settings/password", data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    desk.agent.refresh_from_db()
    assert desk.agent.check_password(PASSWORD)


def test_d6_a_forged_cookie_opens_nothing(desk: Desk, settings: Any) -> None:
    for value in ("", "x", signing.dumps({"_auth_user_id": desk.admin.pk}), "1" * 32):
        client = Client()
        client.cookies["session"] = value
        assert not is_signed_in(client)
