"""Errors are told in a sentence, without any detail of the machine, and carry all headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from helpdesk import urls as desk_urls
from helpdesk.core.pages import BadCursor
from helpdesk.core.secrets import SecretUnreadable
from tests.access.test_matrix import check_headers
from tests.support.personas import Desk, signed_in

PROBLEMS = {
    "crash": ZeroDivisionError("secret detail"),
    "cursor": BadCursor("This page link is not valid any more: open the list again."),
    "secret": SecretUnreadable(
        "A stored secret cannot be opened with this installation's keys: restore them."
    ),
    "database": OperationalError("connection to 10.0.0.7 failed: secret detail"),
}


def fail(request: HttpRequest, kind: str) -> HttpResponse:
    """A view that goes wrong."""
    raise PROBLEMS[kind]


urlpatterns = [*desk_urls.urlpatterns, path("fail/<str:kind>", fail, name="fail")]
handler400, handler403 = desk_urls.handler400, desk_urls.handler403
handler404, handler500 = desk_urls.handler404, desk_urls.handler500


@pytest.fixture
def client(desk: Desk, settings: Any) -> Iterator[Client]:
    settings.ROOT_URLCONF = __name__
    yield signed_in(desk.agent, raise_request_exception=False)


@pytest.mark.parametrize(
    ("kind", "status", "sentence"),
    [
        ("crash", 500, "Something went wrong on our side"),
        ("cursor", 400, "open the list again"),
        ("secret", 500, "restore them"),
        ("database", 503, "cannot reach its database"),
    ],
)
def test_a_failing_view_says_one_sentence(client: Client, kind: str, status: int, sentence: str) -> None:
    answer = client.get(f"/fail/{kind}")
    assert answer.status_code == status
    assert sentence in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert "secret detail" not in answer.content.decode()
    check_headers(answer, kind)


def test_htmx_gets_the_sentence_alone(client: Client) -> None:
    answer = client.get("/fail/database", headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.content.decode().startswith('<p class="notice notice--bad" role="alert">')


def test_the_error_pages_carry_the_headers(client: Client, desk: Desk) -> None:
    check_headers(client.get("/no/such/page"), "404")
    check_headers(client.get("/settings/people"), "403")
    strict = signed_in(desk.agent, enforce_csrf_checks=True)
    refused = strict.post("/logout")
    assert "Nothing was saved" in refused.content.decode() or "nothing was saved" in refused.content.decode()
    check_headers(refused, "403 csrf")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "testserver@evil.example", "a b"])
def test_d8_another_host_name_is_refused(client: Client, host: str) -> None:
    answer = client.get("/login", headers={"Host": host})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
    check_headers(answer, "400")


def test_d8_a_forwarded_host_changes_nothing(client: Client) -> None:
    answer = Client().get("/inbox/mine", headers={"X-Forwarded-Host": "evil.example"})
    assert answer["Location"].startswith("/login")


def test_the_error_page_speaks_the_readers_language(desk: Desk, settings: Any) -> None:
    desk.agent.language = "zh-hans"
    desk.agent.save()
    answer = signed_in(desk.agent).get("/no/such/page")
    assert answer["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in answer.content.decode()
