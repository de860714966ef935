"""Every URL, every role, own and foreign objects (SECURITY.md E1, E4, E5, E8, B6)."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from audit.models import AuditEvent
from helpdesk.accounts import mfa
from helpdesk.web.marks import SessionNeeded, session_needed
from tests.access.matrix import COLUMNS, ROWS
from tests.access.world import MISSING, World, make_world, url_table
from tests.support.personas import PASSWORD, Desk, signed_in

URLS = {name: (parameters, pattern) for name, parameters, pattern in url_table()}
METHODS = ("get", "post")


@pytest.fixture
def world(desk: Desk) -> World:
    return make_world(desk)


def url_of(world: World, name: str, column: str, *, own: bool = True, missing: bool = False) -> str:
    parameters, _pattern = URLS[name]
    mailbox, person = world.mailbox(column, own=own), world.person(column)
    kwargs = world.kwargs(name, parameters, mailbox, person)
    if missing:
        kwargs = {key: MISSING if isinstance(value, int) else value for key, value in kwargs.items()}
    return reverse(name, kwargs=kwargs)


def ask(client: Client, method: str, url: str, world: World, name: str) -> Any:
    """A GET runs in a READ ONLY transaction: one that writes fails (SECURITY.md E8)."""
    data = {key: value.format(team=world.team.pk) for key, value in ROWS[name].data.items()}
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            if method == "get":
                cursor.execute("SET TRANSACTION READ ONLY")
            answer = client.get(url) if method == "get" else client.post(url, data)
            raise _TakeBack
    except _TakeBack:
        return answer


class _TakeBack(Exception):
    """Roll the request back: the next one finds the same world."""


def content(answer: HttpResponseBase) -> bytes:
    return b"" if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_every_url_has_its_row_and_every_row_its_url() -> None:
    assert set(URLS) == set(ROWS)
    assert "None" not in URLS, "a URL without a name cannot have a row"


def test_only_these_views_are_open_to_strangers() -> None:
    needs = {name: session_needed(pattern.callback) for name, (_parameters, pattern) in URLS.items()}
    public = {name for name, needed in needs.items() if needed is SessionNeeded.NONE}
    assert public == {"healthz", "readyz", "login", "preferences", "mail_media"}
    between = {name for name, needed in needs.items() if needed is SessionNeeded.PASSWORD}
    assert between == {"login-code", "login-enrol", "logout"}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("method", METHODS)
def test_each_role_gets_what_the_matrix_says(world: World, method: str, column: str) -> None:
    wrong = {}
    for name, row in ROWS.items():
        url = url_of(world, name, column)
        answer = ask(signed_in(world.person(column)), method, url, world, name)
        if answer.status_code != row.expected(method, column):
            wrong[f"{method} {url}"] = (answer.status_code, "expected", row.expected(method, column))
    assert wrong == {}


@pytest.mark.parametrize("column", ["agent", "manager", "viewer"])
@pytest.mark.parametrize("method", METHODS)
def test_e1_foreign_objects_answer_exactly_like_missing_ones(world: World, method: str, column: str) -> None:
    client = signed_in(world.person(column))
    for name, row in ROWS.items():
        if not row.foreign or not (row.get if method == "get" else row.post):
            continue
        foreign = ask(client, method, url_of(world, name, column, own=False), world, name)
        missing = ask(client, method, url_of(world, name, column, missing=True), world, name)
        assert (foreign.status_code, missing.status_code) == (404, 404), name
        assert foreign.content == missing.content, name
        assert sorted(foreign.headers.items()) == sorted(missing.headers.items()), name


def test_missing_ids_are_404_for_the_admin_too(world: World) -> None:
    client = signed_in(world.desk.admin)
    for name, row in ROWS.items():
        parameters, _pattern = URLS[name]
        if any(parameter.endswith("_id") or parameter == "number" for parameter in parameters):
            method = "get" if row.get else "post"
            answer = ask(client, method, url_of(world, name, "admin", missing=True), world, name)
            assert answer.status_code == 404, name


@pytest.mark.parametrize("method", METHODS)
def test_e5_strangers_reach_nothing_but_the_public_pages_and_change_nothing(
    world: World, method: str
) -> None:
    urls = {name: url_of(world, name, "agent") for name in ROWS}
    events = AuditEvent.objects.exclude(action="login.failed").count()
    for name, row in ROWS.items():
        answer = Client().get(urls[name]) if method == "get" else Client().post(urls[name], row.data)
        if row.anonymous:
            assert answer.status_code == row.anonymous[METHODS.index(method)], name
        elif method == "get":
            assert answer.status_code == 302 and answer["Location"].startswith("/login?next="), name
        else:
            assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login"), name
    assert AuditEvent.objects.exclude(action="login.failed").count() == events


def test_d2_between_password_and_code_everything_else_is_closed(world: World) -> None:
    device = mfa.begin_enrolment(world.desk.agent)
    device.is_confirmed = True
    device.save()
    urls = {name: url_of(world, name, "agent") for name in ROWS}
    for name, row in ROWS.items():
        if row.anonymous or name in ("login-code", "login-enrol", "logout"):
            continue
        client = Client()
        client.post("/login", {"username": "alex", "password": PASSWORD})
        assert "password_ok" in client.session
        assert client.get(urls[name]).status_code == 302, name
        assert client.get(urls[name])["Location"].startswith("/login?next="), name
        assert client.post(urls[name], row.data).status_code == 401, name


def test_htmx_and_programs_get_401_instead_of_a_page_they_cannot_show(world: World) -> None:
    for headers in ({"HX-Request": "true"}, {"Accept": "application/json"}, {"Accept": "text/event-stream"}):
        answer = Client().get("/inbox/mine", headers=headers)
        assert (answer.status_code, answer["HX-Redirect"]) == (401, "/login")


def test_an_unknown_path_is_behind_the_wall_too(world: World) -> None:
    assert Client().get("/no/such/page").status_code == 302
    assert signed_in(world.desk.agent).get("/no/such/page").status_code == 404


def test_every_post_asks_for_its_token(world: World) -> None:
    urls = {name: url_of(world, name, "admin") for name in ROWS}
    for name, row in ROWS.items():
        if row.post and name not in ("healthz", "readyz"):
            client = signed_in(world.desk.admin, enforce_csrf_checks=True)
            answer = client.post(urls[name], row.data)
            assert answer.status_code == 403, name


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_no_other_method_does_anything(world: World, method: str) -> None:
    client = signed_in(world.desk.admin)
    for name in ROWS.keys() - {"healthz", "readyz"}:  # they have nothing to do
        answer = getattr(client, method)(url_of(world, name, "admin"))
        assert answer.status_code == 405, name


def test_b6_every_answer_carries_the_headers(world: World) -> None:
    client, stranger = signed_in(world.desk.admin), Client()
    for name, row in ROWS.items():
        method = "get" if row.get else "post"
        url = url_of(world, name, "admin")
        check_headers(ask(client, method, url, world, name), name)
        check_headers(ask(stranger, method, url, world, name), f"anonymous {name}")
        if row.foreign:
            check_headers(
                ask(client, method, url_of(world, name, "admin", missing=True), world, name), f"404 {name}"
            )


def check_headers(answer: HttpResponseBase, what: str) -> None:
    policy = answer.headers.get("Content-Security-Policy", "")
    assert "default-src 'none'" in policy, what
    assert "unsafe-eval" not in policy and "script-src 'unsafe" not in policy, what
    assert answer.headers["X-Content-Type-Options"] == "nosniff", what
    assert answer.headers["Referrer-Policy"] in ("no-referrer", "same-origin"), what
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", what
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin", what
    if "mail-media" not in what and "preview" not in what:
        assert "no-store" in answer.headers["Cache-Control"], what
    for cookie in filter(lambda cookie: cookie.value, answer.cookies.values()):
        assert cookie["httponly"] and cookie["samesite"] in ("Lax", "Strict"), f"{what}: {cookie.key}"
