"""The second factor: enrolling, codes that work once, recovery codes, back-off."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from helpdesk.accounts import mfa
from helpdesk.accounts.actions.people import set_password
from helpdesk.accounts.actions.tries import TRIES_PER_PERSON, TooManyTries
from helpdesk.accounts.models import RecoveryCode, TotpDevice, User
from helpdesk.core.clock import utcnow
from tests.support.personas import PASSWORD, signed_in

IP = "192.0.2.1"


def enrol(user: User, now: datetime) -> tuple[TotpDevice, list[str]]:
    """Give the person a confirmed device, an hour before `now`."""
    device, earlier = mfa.begin_enrolment(user), now - timedelta(hours=1)
    codes = mfa.confirm_enrolment(user, device.current_code(at=earlier.timestamp()), now=earlier, ip=IP)
    device.refresh_from_db()
    return device, codes


def password_step(client: Client, name: str, next_url: str = "") -> Any:
    return client.post("/login", {"username": name, "password": PASSWORD, "next": next_url})


def wrong_code(device: TotpDevice) -> str:
    """Six digits that are not valid now nor in the steps beside."""
    near = {device.current_code(at=utcnow().timestamp() + 30 * step) for step in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222") if code not in near)


def test_an_admin_without_a_device_enrols_and_gets_ten_recovery_codes_once(client: Client, ada: User) -> None:
    assert password_step(client, "ada", "/settings/people")["Location"] == "/login/enrol"
    page = client.get("/login/enrol").content.decode()
    device = TotpDevice.objects.get(user=ada)
    assert "data:image/svg+xml" in page and mfa.secret_text(device) in page
    done = client.post("/login/enrol", {"otp": device.current_code()})
    codes = re.findall(r"<span>((?:[A-Z2-7]{4} ){3}[A-Z2-7]{4})</span>", done.content.decode())
    assert len(set(codes)) == 10
    assert 'href="/settings/people"' in done.content.decode()
    assert client.get("/settings/people").status_code == 200
    assert client.get("/login/enrol").status_code == 302
    assert all("argon2" in row.code_hash for row in RecoveryCode.objects.filter(user=ada))


def test_enrolling_with_a_wrong_code_changes_nothing(client: Client, ada: User) -> None:
    password_step(client, "ada")
    device = TotpDevice.objects.get(user=ada)
    answer = client.post("/login/enrol", {"otp": wrong_code(device)})
    assert answer.status_code == 422
    assert not mfa.has_device(ada)
    assert client.get("/settings/").status_code == 302


def test_a_reload_of_the_enrolment_keeps_the_seed(client: Client, ada: User) -> None:
    password_step(client, "ada")
    before = TotpDevice.objects.get(user=ada).seed
    password_step(client, "ada")
    assert TotpDevice.objects.get(user=ada).seed == before


def test_the_seed_is_not_readable_in_the_database(ada: User) -> None:
    device = mfa.begin_enrolment(ada)
    assert device.seed.hex() not in device.sealed_seed
    assert device.sealed_seed.startswith("v1|")


def test_an_agent_with_a_device_is_asked_for_a_code_too(client: Client, alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    assert password_step(client, "alex")["Location"] == "/login/code"
    answer = client.post("/login/code", {"otp": device.current_code()})
    assert (answer.status_code, answer["Location"]) == (302, "/inbox/mine")
    assert client.get("/settings/").status_code == 200


def test_a_confirmed_device_cannot_be_replaced_between_the_two_steps(client: Client, alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    password_step(client, "alex")
    assert client.get("/login/enrol")["Location"] == "/login/code"
    client.post("/login/enrol", {"otp": device.current_code()})
    assert TotpDevice.objects.get(user=alex).sealed_seed == device.sealed_seed
    assert client.get("/settings/").status_code == 302


def test_the_session_key_changes_at_both_steps(client: Client, alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    password_step(client, "alex")
    between = client.cookies["session"].value
    client.post("/login/code", {"otp": device.current_code()})
    assert client.cookies["session"].value != between
    thief = Client()
    thief.cookies["session"] = between
    assert thief.get("/settings/").status_code == 302
    assert thief.get("/login/code").status_code == 302


def test_the_right_password_alone_is_forgotten_after_ten_minutes(client: Client, alex: User) -> None:
    enrol(alex, utcnow())
    password_step(client, "alex")
    session = client.session
    pending = session["password_ok"]
    session["password_ok"] = {**pending, "at": pending["at"] - 601}
    session.save()
    assert client.get("/login/code")["Location"].startswith("/login?next=")


def test_a_password_change_in_between_ends_the_first_step(client: Client, alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    password_step(client, "alex")
    set_password(alex.pk, "another good passphrase", actor=alex)
    assert client.post("/login/code", {"otp": device.current_code()}).status_code == 401


def test_d2_ten_wrong_codes_and_even_the_right_one_has_to_wait(client: Client, alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    password_step(client, "alex")
    for _ in range(TRIES_PER_PERSON):
        assert client.post("/login/code", {"otp": wrong_code(device)}).status_code == 422
    answer = client.post("/login/code", {"otp": device.current_code()})
    assert answer.status_code == 429
    assert "Too many tries" in answer.content.decode()
    assert client.get("/settings/").status_code == 302


def test_d2_a_new_browser_and_another_address_do_not_help(alex: User) -> None:
    device, _codes = enrol(alex, utcnow())
    now = utcnow()
    for host in range(TRIES_PER_PERSON):
        with pytest.raises(mfa.WrongCode):
            mfa.accept_code(alex, wrong_code(device), now=now, ip=f"198.51.100.{host}")
    with pytest.raises(TooManyTries):
        mfa.accept_code(alex, device.current_code(), now=now, ip="198.51.100.99")


def test_d14_a_code_works_once(alex: User) -> None:
    now = utcnow()
    device, _codes = enrol(alex, now)
    code = device.current_code(at=now.timestamp())
    assert mfa.accept_code(alex, code, now=now, ip=IP) == "totp"
    with pytest.raises(mfa.WrongCode):
        mfa.accept_code(alex, code, now=now, ip=IP)


def test_d14_nor_does_the_code_before_an_accepted_one(alex: User) -> None:
    now = utcnow()
    device, _codes = enrol(alex, now)
    earlier = device.current_code(at=now.timestamp() - 30)
    mfa.accept_code(alex, device.current_code(at=now.timestamp()), now=now, ip=IP)
    with pytest.raises(mfa.WrongCode):
        mfa.accept_code(alex, earlier, now=now, ip=IP)


@pytest.mark.parametrize(
    ("drift", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)]
)
def test_a_phone_may_be_half_a_minute_off(alex: User, drift: int, is_right: bool) -> None:
    now = utcnow()
    device, _codes = enrol(alex, now)
    code = device.current_code(at=now.timestamp() + drift)
    try:
        accepted = mfa.accept_code(alex, code, now=now, ip=IP) == "totp"
    except mfa.WrongCode:
        accepted = False
    assert accepted is is_right


def test_a_recovery_code_works_once_in_any_spelling_and_is_audited(alex: User) -> None:
    now = utcnow()
    _device, codes = enrol(alex, now)
    assert mfa.accept_code(alex, codes[0].lower().replace(" ", "-"), now=now, ip=IP) == "recovery_code"
    with pytest.raises(mfa.WrongCode):
        mfa.accept_code(alex, codes[0], now=now, ip=IP)
    assert mfa.recovery_codes_left(alex) == 9
    assert AuditEvent.objects.filter(action="factor.used", payload={"factor": "recovery_code"}).count() == 1


def test_somebody_elses_code_or_recovery_code_is_wrong(alex: User, mia: User) -> None:
    now = utcnow()
    enrol(alex, now)
    device, codes = enrol(mia, now)
    for code in (device.current_code(at=now.timestamp()), codes[0]):
        with pytest.raises(mfa.WrongCode):
            mfa.accept_code(alex, code, now=now, ip=IP)


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "abcdef", "-12345", "\0", "1" * 10_000, "½²³456", "A" * 16]
)
def test_strange_codes_are_merely_wrong(alex: User, code: str) -> None:
    now = utcnow()
    enrol(alex, now)
    with pytest.raises(mfa.WrongCode):
        mfa.accept_code(alex, code, now=now, ip=IP)


def test_d9_a_new_password_does_not_remove_the_second_factor(client: Client, alex: User, ada: User) -> None:
    enrol(alex, utcnow())
    set_password(alex.pk, "another good passphrase", actor=ada)
    answer = client.post("/login", {"username": "alex", "password": "another good passphrase"})
    assert answer["Location"] == "/login/code"


def test_a_session_without_a_code_ends_when_the_role_comes_to_need_one(alex: User, settings: Any) -> None:
    client = signed_in(alex, factor="password")
    assert client.get("/settings/").status_code == 200
    settings.OTP_REQUIRED_ROLES = ["admin", "agent"]
    assert client.get("/settings/").status_code == 302


def test_one_sets_up_a_factor_in_the_profile_and_goes_on_working(alex: User) -> None:
    client = signed_in(alex, factor="password")
    assert client.post("/settings/second-factor")["Location"] == "/login/enrol"
    device = TotpDevice.objects.get(user=alex)
    assert client.post("/login/enrol", {"otp": device.current_code()}).status_code == 200
    assert client.get("/settings/").status_code == 200
    assert mfa.has_device(alex)


def test_giving_up_a_factor_asks_for_both_factors(alex: User) -> None:
    device, codes = enrol(alex, utcnow())
    client = signed_in(alex)
    for data in ({"password": "wrong", "otp": codes[0]}, {"password": PASSWORD, "otp": wrong_code(device)}):
        assert client.post("/settings/second-factor", data).status_code == 422
        assert mfa.has_device(alex)
    assert client.post("/settings/second-factor", {"password": PASSWORD, "otp": codes[1]}).status_code == 302
    assert not mfa.has_device(alex)


def test_a_role_that_needs_a_factor_cannot_give_it_up(ada: User) -> None:
    _device, codes = enrol(ada, utcnow())
    answer = signed_in(ada).post("/settings/second-factor", {"password": PASSWORD, "otp": codes[0]})
    assert "Your role needs a second factor" in html.unescape(answer.content.decode())
    assert mfa.has_device(ada)
