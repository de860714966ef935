"""People, teams and rights, through the admin's pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from helpdesk.accounts.access import access_of
from helpdesk.accounts.actions.people import PersonDetails, create_user, update_user
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import MailboxGrant, Right, Role, Team, User
from helpdesk.env import PROJECT_ROOT
from tests.support.personas import PASSWORD, Desk, signed_in

NEW = {
    "username": "chen",
    "name": "陈晨",
    "email": "chen@voltway.example",
    "role": "agent",
    "language": "zh-hans",
    "time_zone": "Asia/Shanghai",
    "password": "a first good passphrase",
}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(desk.admin)


def edited(user: User, **changes: str) -> dict[str, str]:
    """The person's form as the page shows it, with changes."""
    data = {
        name: getattr(user, name) for name in ("username", "name", "email", "role", "language", "time_zone")
    }
    return {**data, "is_active": "on", **changes}


def test_an_admin_adds_a_person_who_then_signs_in_in_their_language(admin: Client) -> None:
    answer = admin.post("/settings/people/new", NEW)
    chen = User.objects.get(username="chen")
    assert answer["Location"] == f"/settings/grants/{chen.pk}"
    browser = Client()
    assert browser.post("/login", {"username": "chen", "password": NEW["password"]}).status_code == 302
    assert access_of(chen).by_mailbox == {}
    event = AuditEvent.objects.get(action="user.created")
    assert (event.object_id, event.payload) == (chen.pk, {"role": "agent"})


def test_a_person_without_any_mailbox_sees_empty_pages_and_no_error(admin: Client) -> None:
    admin.post("/settings/people/new", NEW)
    browser = signed_in(User.objects.get(username="chen"))
    for url in ("/inbox/mine", "/inbox/all", "/search?q=x", "/settings/"):
        assert browser.get(url).status_code == 200, url
    assert browser.get("/settings/mailboxes").status_code == 403


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"username": "ALEX"}, "already signs in with this name"),
        ({"password": "short"}, "too short"),
        ({"password": ""}, "required"),
        ({"role": "owner"}, "not one of the available choices"),
        ({"time_zone": "Mars/Olympus"}, "not one of the available choices"),
        ({"email": "nobody"}, "valid email address"),
    ],
)
def test_a_refused_person_is_told_beside_the_field(
    admin: Client, change: dict[str, str], sentence: str
) -> None:
    answer = admin.post("/settings/people/new", {**NEW, **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and 'role="alert"' in answer.content.decode()
    assert not User.objects.filter(username="chen").exists()


def test_an_admin_changes_and_switches_off_a_person(admin: Client, desk: Desk) -> None:
    url = f"/settings/people/{desk.agent.pk}"
    assert admin.post(url, edited(desk.agent, name="Alexandra")).status_code == 302
    data = edited(desk.agent, name="Alexandra")
    del data["is_active"]
    assert admin.post(url, data).status_code == 302
    desk.agent.refresh_from_db()
    assert (desk.agent.name, desk.agent.is_active) == ("Alexandra", False)
    assert AuditEvent.objects.filter(action="user.disabled", object_id=desk.agent.pk).count() == 1


def test_a_refused_password_takes_the_other_changes_back(admin: Client, desk: Desk) -> None:
    url = f"/settings/people/{desk.agent.pk}"
    assert admin.post(url, edited(desk.agent, name="Other", password="short")).status_code == 422
    desk.agent.refresh_from_db()
    assert desk.agent.name == "Alex"


def test_the_last_admin_stays_one(admin: Client, desk: Desk) -> None:
    url = f"/settings/people/{desk.admin.pk}"
    answer = admin.post(url, edited(desk.admin, role="agent"))
    assert "only admin" in answer.content.decode()
    data = edited(desk.admin)
    del data["is_active"]
    assert "cannot switch yourself off" in admin.post(url, data).content.decode()
    desk.admin.refresh_from_db()
    assert (desk.admin.role, desk.admin.is_active) == ("admin", True)


def test_of_two_admins_one_may_step_down(desk: Desk) -> None:
    details = PersonDetails("eve", "Eve", "", Role.ADMIN, "en", "UTC")
    eve = create_user(details, password=PASSWORD, actor=desk.admin)
    stepped = PersonDetails("eve", "Eve", "", Role.AGENT, "en", "UTC")
    assert update_user(eve.pk, stepped, is_active=True, actor=desk.admin).role == Role.AGENT
    with pytest.raises(Refused):
        update_user(
            desk.admin.pk,
            PersonDetails("ada", "Ada", "", Role.AGENT, "en", "UTC"),
            is_active=True,
            actor=desk.admin,
        )


def test_an_admin_keeps_teams(admin: Client, desk: Desk) -> None:
    admin.post("/settings/teams/new", {"name": "Presales", "members": [desk.agent.pk, desk.other_agent.pk]})
    team = Team.objects.get(name="Presales")
    assert set(team.members.all()) == {desk.agent, desk.other_agent}
    assert admin.post("/settings/teams/new", {"name": "presales"}).status_code == 422
    admin.post(f"/settings/teams/{team.pk}", {"name": "Sales", "members": [desk.agent.pk]})
    team.refresh_from_db()
    assert (team.name, list(team.members.all()), team.is_active) == ("Sales", [desk.agent], False)


def test_ticked_rights_hold_at_the_next_request_and_unticked_ones_are_gone(admin: Client, desk: Desk) -> None:
    browser = signed_in(desk.agent)
    assert "Billing" not in browser.get("/inbox/mine").content.decode()
    data = {f"grant-{desk.billing.pk}": ["reply"], f"grant-{desk.support.pk}": []}
    assert admin.post(f"/settings/grants/{desk.agent.pk}", data).status_code == 302
    assert access_of(desk.agent).by_mailbox == {desk.billing.pk: frozenset({"see", "reply"})}
    page = browser.get("/inbox/mine").content.decode()
    assert "Billing" in page and "Support" not in page
    assert AuditEvent.objects.filter(action="grant.set", actor=desk.admin).count() == 2


def test_the_page_of_rights_shows_what_is_held(admin: Client, desk: Desk) -> None:
    page = admin.get(f"/settings/grants/{desk.agent.pk}").content.decode()
    box = f'name="grant-{desk.support.pk}" value="reply"'
    assert box in page
    assert "checked" in page[page.index(box) :].split(">")[0]
    assert "checked" not in page[page.index(f'name="grant-{desk.billing.pk}" value="see"') :].split(">")[0]


@pytest.mark.parametrize("right", ["is_superuser", "SEE", "", "see,reply"])
def test_a_right_that_does_not_exist_is_not_given(admin: Client, desk: Desk, right: str) -> None:
    admin.post(f"/settings/grants/{desk.agent.pk}", {f"grant-{desk.support.pk}": [right]})
    assert not MailboxGrant.objects.filter(user=desk.agent).exists()


def test_finance_never_replies_whatever_is_ticked(desk: Desk) -> None:
    assert access_of(desk.finance).rights_in(desk.billing.pk) == {"see", "export"}
    assert not access_of(desk.finance).has(Right.MANAGE, desk.billing.pk)


def test_e6_a_profile_form_sets_nothing_but_its_three_fields(desk: Desk) -> None:
    client = signed_in(desk.agent)
    before = _row(desk.agent)
    everything = dict.fromkeys(before, "1") | {
        "role": "admin",
        "is_active": "",
        "password": "x",
        "username": "root",
        "language": "zh-hans",
        "theme": "dark",
        "time_zone": "Asia/Shanghai",
        "next": "/inbox/all",
    }
    assert client.post("/settings/", everything).status_code == 302
    assert client.post("/preferences", everything).status_code == 302
    changed = {name for name, value in _row(desk.agent).items() if before[name] != value}
    assert changed == {"language", "theme", "time_zone"}


def test_e6_the_admins_form_sets_nothing_but_its_fields(admin: Client, desk: Desk) -> None:
    before = _row(desk.agent)
    data = edited(
        desk.agent, name="Alexandra", session_epoch="99", created_at="2001-01-01", id="1", is_superuser="1"
    )
    assert admin.post(f"/settings/people/{desk.agent.pk}", data).status_code == 302
    assert {name for name, value in _row(desk.agent).items() if before[name] != value} == {"name"}


def test_no_form_takes_all_fields_of_a_model() -> None:
    for folder in ("helpdesk", "inbox", "routing", "audit", "templates_lib"):
        for path in (PROJECT_ROOT / folder).rglob("*.py"):
            assert '__all__"' not in path.read_text().replace("__all__ = ", ""), path


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"theme": "dark"}, ("en", "dark")),
        ({"language": "zh-hans"}, ("zh-hans", "auto")),
        ({"theme": "<script>", "language": "xx"}, ("en", "auto")),
    ],
)
def test_preferences_are_kept_with_the_person(desk: Desk, data: dict[str, str], expected: Any) -> None:
    answer = signed_in(desk.agent).post("/preferences", {**data, "next": "//evil.example"})
    assert answer["Location"] == "/inbox/mine"
    desk.agent.refresh_from_db()
    assert (desk.agent.language, desk.agent.theme) == expected


def test_a_stranger_chooses_the_language_of_the_sign_in_page() -> None:
    browser = Client()
    browser.post("/preferences", {"language": "zh-hans", "next": "/login"})
    assert browser.get("/login", headers={"Accept-Language": "de"})["Content-Language"] == "zh-hans"


def _row(user: User) -> dict[str, Any]:
    return User.objects.filter(pk=user.pk).values().get()
