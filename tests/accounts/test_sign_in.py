"""Signing in by password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client

from audit.models import AuditEvent
from helpdesk.accounts.actions.sign_in import WrongPassword, check_password
from helpdesk.accounts.actions.tries import TRIES_PER_PERSON, TooManyTries
from helpdesk.accounts.models import User
from helpdesk.core.clock import utcnow
from tests.support.personas import PASSWORD, make_person, signed_in

pytestmark = pytest.mark.django_db


def sign_in(client: Client, username: str = "alex", password: str = PASSWORD, **data: str) -> Any:
    return client.post("/login", {"username": username, "password": password, **data})


def test_the_right_password_leads_to_the_inbox(client: Client, alex: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/mine")
    assert client.get("/settings/").status_code == 200


def test_the_name_is_taken_in_any_case_and_with_spaces_around_it(client: Client, alex: User) -> None:
    assert sign_in(client, " ALEX ").status_code == 302


@pytest.mark.parametrize(
    "password", ["", "wrong", PASSWORD + " ", PASSWORD.upper(), "x" * 100_000, "密码", "\0"]
)
def test_a_wrong_password_says_so_and_signs_nobody_in(client: Client, alex: User, password: str) -> None:
    answer = sign_in(client, password=password)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert client.get("/settings/").status_code == 302


@pytest.mark.parametrize("username", ["", "\0", "alex\0", "x" * 100_000, "' OR 1=1 --", "%", "アレックス"])
def test_strange_names_are_merely_unknown(client: Client, alex: User, username: str) -> None:
    assert sign_in(client, username).status_code == 422


def test_d12_the_stored_hash_is_not_a_password(client: Client, alex: User) -> None:
    assert sign_in(client, password=alex.password).status_code == 422


def test_known_unknown_and_switched_off_names_get_the_same_answer(alex: User) -> None:
    make_person("gone", is_active=False)
    answers = [sign_in(Client(), name, "wrong").content.decode() for name in ("alex", "nobody", "gone")]
    answers.append(sign_in(Client(), "gone", PASSWORD).content.decode())
    shapes = {
        answer.replace(f'value="{name}"', "")
        for answer, name in zip(answers, ("alex", "nobody", "gone", "gone"), strict=True)
    }
    assert len({shape.split("csrfmiddlewaretoken")[0] for shape in shapes}) == 1


def test_an_unknown_name_costs_a_password_hash_too(alex: User, settings: Any) -> None:
    hashed: list[str] = []
    settings.PASSWORD_HASHERS = ["tests.accounts.test_sign_in.CountingHasher"]
    CountingHasher.seen = hashed
    with pytest.raises(WrongPassword):
        check_password("nobody", "a guess", ip="192.0.2.1", now=utcnow())
    assert hashed == ["a guess"]


def test_d1_the_session_key_from_before_is_dead_after_signing_in(
    client: Client, alex: User, mia: User
) -> None:
    before = signed_in(mia).cookies["session"].value
    client.cookies["session"] = before
    sign_in(client)
    assert client.cookies["session"].value != before
    assert not Session.objects.filter(session_key=before).exists()


def test_d1_sessions_are_json(settings: Any) -> None:
    assert settings.SESSION_SERIALIZER.endswith("JSONSerializer")
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"


def test_d2_after_ten_wrong_passwords_even_the_right_one_has_to_wait(client: Client, alex: User) -> None:
    for _ in range(TRIES_PER_PERSON):
        assert sign_in(client, password="wrong").status_code == 422
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Wait 15 minutes" in answer.content.decode()


def test_the_wait_ends(alex: User) -> None:
    now = utcnow()
    for _ in range(TRIES_PER_PERSON):
        with pytest.raises(WrongPassword):
            check_password("alex", "wrong", ip="192.0.2.1", now=now)
    with pytest.raises(TooManyTries) as refused:
        check_password("alex", PASSWORD, ip="192.0.2.1", now=now + timedelta(minutes=5))
    assert refused.value.minutes == 10
    assert check_password("alex", PASSWORD, ip="192.0.2.1", now=now + timedelta(minutes=16)) == alex


def test_guesses_from_many_addresses_count_together_for_one_person(alex: User) -> None:
    now = utcnow()
    for host in range(TRIES_PER_PERSON):
        with pytest.raises(WrongPassword):
            check_password("alex", "wrong", ip=f"192.0.2.{host}", now=now)
    with pytest.raises(TooManyTries):
        check_password("alex", PASSWORD, ip="192.0.2.200", now=now)


def test_d3_ones_own_good_sign_in_does_not_reset_the_count_for_somebody_else(alex: User, mia: User) -> None:
    now = utcnow()
    for _ in range(TRIES_PER_PERSON):
        with pytest.raises(WrongPassword):
            check_password("alex", "wrong", ip="192.0.2.1", now=now)
        assert check_password("mia", PASSWORD, ip="192.0.2.1", now=now) == mia
    with pytest.raises(TooManyTries):
        check_password("alex", "wrong", ip="192.0.2.1", now=now)


def test_d3_nor_the_count_of_the_address(alex: User, mia: User) -> None:
    now = utcnow()
    for number in range(60):
        with pytest.raises(WrongPassword):
            check_password(f"victim{number}", "wrong", ip="192.0.2.1", now=now)
        if number < 59:
            check_password("mia", PASSWORD, ip="192.0.2.1", now=now)
    with pytest.raises(TooManyTries):
        check_password("mia", PASSWORD, ip="192.0.2.1", now=now)
    assert check_password("mia", PASSWORD, ip="192.0.2.2", now=now)


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "evil",
        "",
        "///x.example",
    ],
)
def test_signing_in_never_leads_to_another_site(client: Client, alex: User, target: str) -> None:
    assert sign_in(client, next=target)["Location"] == "/inbox/mine"


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client, alex: User) -> None:
    wanted = client.get("/tickets/7?view=mine")["Location"]
    assert wanted == "/login?next=%2Ftickets%2F7%3Fview%3Dmine"
    assert sign_in(client, next="/tickets/7?view=mine")["Location"] == "/tickets/7?view=mine"


def test_d8_a_forwarded_address_does_not_spread_guesses(client: Client, alex: User) -> None:
    for number in range(TRIES_PER_PERSON):
        client.post(
            "/login",
            {"username": "alex", "password": "x"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )
    assert sign_in(client).status_code == 429


def test_signing_in_and_failing_to_are_audited_without_the_typed_name(client: Client, alex: User) -> None:
    sign_in(client, password="wrong")
    sign_in(client, "nobody", "wrong")
    sign_in(client)
    events = AuditEvent.objects.filter(action__startswith="login.").order_by("id")
    assert [(event.action, event.object_id) for event in events] == [
        ("login.failed", alex.pk),
        ("login.failed", None),
        ("login.ok", alex.pk),
    ]
    assert all("nobody" not in str(event.payload) for event in events)


def test_signing_out_kills_the_session_on_the_server(client: Client, alex: User) -> None:
    sign_in(client)
    key = client.cookies["session"].value
    assert client.get("/logout").status_code == 405
    assert client.post("/logout").status_code == 302
    thief = Client()
    thief.cookies["session"] = key
    assert thief.get("/settings/").status_code == 302


def test_the_form_asks_for_its_token(alex: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict).status_code == 403


class CountingHasher(PBKDF2PasswordHasher):
    """Remembers what it hashed."""

    iterations = 1
    seen: list[str] = []

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        self.seen.append(password)
        return super().encode(password, salt, iterations)
