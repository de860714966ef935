"""“Test connection”, against real mail servers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from inbox.models import Mailbox
from tests.support.personas import Desk, signed_in
from tests.support.servers import ACCOUNTS, MailServer

ADDRESS = "support@voltway.example"


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer() as running:
        yield running


@pytest.fixture
def form(desk: Desk, server: MailServer, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The form of a mailbox on the real server, with the right passwords."""
    monkeypatch.setenv("CROSSDESK_CA_FILE", str(server.ca_path))
    return {
        "store": str(desk.store.pk),
        "name": "New",
        "address": "new@voltway.example",
        "imap_host": "127.0.0.1",
        "imap_port": str(server.imap_port),
        "imap_security": "starttls",
        "imap_username": ADDRESS,
        "imap_password": ACCOUNTS[ADDRESS],
        "smtp_host": "127.0.0.1",
        "smtp_port": str(server.smtp_port),
        "smtp_security": "starttls",
        "after_import": "keep",
        "poll_seconds": "10",
    }


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(desk.admin)


def test_right_settings_are_confirmed_for_both_servers(admin: Client, form: dict[str, str]) -> None:
    answer = admin.post("/settings/mailboxes/connection-test", form, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert "IMAP" in page and "SMTP" in page and 'role="alert"' not in page
    assert AuditEvent.objects.get(action="mailbox.tested").payload == {"codes": ["imap", "smtp"]}
    assert Mailbox.objects.count() == 2, "a test saves nothing"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"imap_password": "wrong"}, "refused the user name or password"),
        ({"imap_port": "1"}, "refuses connections"),
        ({"imap_security": "tls"}, "TLS"),
    ],
)
def test_a_wrong_setting_is_told_with_its_remedy(
    admin: Client, form: dict[str, str], change: dict[str, str], sentence: str
) -> None:
    answer = admin.post(
        "/settings/mailboxes/connection-test", {**form, **change}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and 'role="alert"' in answer.content.decode()
    assert form["imap_password"] not in answer.content.decode()


def test_without_scripts_the_whole_form_comes_back_with_the_outcome(
    admin: Client, form: dict[str, str]
) -> None:
    page = admin.post("/settings/mailboxes/connection-test", form).content.decode()
    assert 'value="new@voltway.example"' in page and "signed in" in page
    assert form["imap_password"] not in page


def test_a_saved_mailbox_is_tried_with_its_stored_password(
    admin: Client, desk: Desk, form: dict[str, Any]
) -> None:
    assert admin.post("/settings/mailboxes/new", form).status_code == 302
    mailbox = Mailbox.objects.get(address="new@voltway.example")
    url = f"/settings/mailboxes/{mailbox.pk}/connection-test"
    answer = admin.post(url, {**form, "imap_password": ""}, headers={"HX-Request": "true"})
    assert answer.status_code == 200, answer.content.decode()
