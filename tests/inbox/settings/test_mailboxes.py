"""Stores and mailboxes through their pages: what is kept, what is refused, where passwords go."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from audit.models import AuditEvent
from helpdesk.accounts.actions.grants import set_grant
from inbox.models import Mailbox, MailboxAlias, Store
from tests.support.personas import EVERY_RIGHT, Desk, signed_in

NEW = {
    "name": "Support DE",
    "address": "Hilfe@Voltway.example",
    "aliases": "kontakt@voltway.example\nservice@voltway.example",
    "language": "de",
    "imap_host": "imap.voltway.example",
    "imap_port": "993",
    "imap_security": "tls",
    "imap_username": "hilfe",
    "imap_password": "marker-imap-password",
    "smtp_host": "smtp.voltway.example",
    "smtp_port": "465",
    "smtp_security": "tls",
    "smtp_username": "hilfe",
    "smtp_password": "marker-smtp-password",
    "after_import": "keep",
    "poll_seconds": "10",
}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(desk.admin)


def edited(mailbox: Mailbox, **changes: str) -> dict[str, str]:
    """The mailbox's form as the page shows it: the password fields are empty."""
    names = [name for name in NEW if name not in ("aliases", "imap_password", "smtp_password")]
    data = {name: str(getattr(mailbox, name)) for name in (*names, "provider", "sign_in", "sends_per_minute")}
    ticked = ("uses_idle", "has_plus_addresses", "requests_dsn", "has_canary")
    data |= {name: "on" for name in ticked if getattr(mailbox, name)}
    return {**data, "store": str(mailbox.store_id), "is_active": "on", **changes}


def test_an_admin_adds_a_mailbox_whose_passwords_are_sealed(admin: Client, desk: Desk) -> None:
    assert admin.post("/settings/mailboxes/new", {**NEW, "store": desk.store.pk}).status_code == 302
    mailbox = Mailbox.objects.get(address="hilfe@voltway.example")
    assert (mailbox.imap_password, mailbox.smtp_password) == ("marker-imap-password", "marker-smtp-password")
    assert "marker" not in mailbox.sealed_imap_password + mailbox.sealed_smtp_password
    aliases = set(MailboxAlias.objects.filter(mailbox=mailbox).values_list("address", flat=True))
    assert aliases == {"kontakt@voltway.example", "service@voltway.example"}
    assert AuditEvent.objects.filter(action="mailbox.created", mailbox_id=mailbox.pk).count() == 1


def test_one_account_for_both_servers_needs_its_password_once(admin: Client, desk: Desk) -> None:
    assert (
        admin.post(
            "/settings/mailboxes/new", {**NEW, "store": desk.store.pk, "smtp_password": ""}
        ).status_code
        == 302
    )
    assert Mailbox.objects.get(address="hilfe@voltway.example").smtp_password == "marker-imap-password"


def test_f7_a_password_never_comes_back_to_the_browser_nor_into_the_log(admin: Client, desk: Desk) -> None:
    refused = admin.post("/settings/mailboxes/new", {**NEW, "store": desk.store.pk, "imap_port": "0"})
    assert refused.status_code == 422
    assert "marker" not in refused.content.decode()
    admin.post("/settings/mailboxes/new", {**NEW, "store": desk.store.pk})
    mailbox = Mailbox.objects.get(address="hilfe@voltway.example")
    pages = [
        admin.get(url).content.decode()
        for url in ("/settings/mailboxes", f"/settings/mailboxes/{mailbox.pk}")
    ]
    assert not any("marker" in page or mailbox.sealed_imap_password in page for page in pages)
    assert not any("marker" in str(event.payload) for event in AuditEvent.objects.all())


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"address": "SUPPORT@voltway.example"}, "Another mailbox has the address"),
        ({"aliases": "billing@voltway.example"}, "Another mailbox has the address"),
        ({"aliases": "hilfe@voltway.example"}, "Another mailbox has the address"),
        ({"aliases": "not an address"}, "is not a mail address"),
        ({"address": "nobody"}, "valid email address"),
        ({"imap_password": ""}, "Type the password"),
        ({"after_import": "move"}, "Name the folder"),
        ({"after_import": "move", "move_to_folder": "inbox"}, "would come in again"),
        ({"move_to_folder": "a\nb"}, "not allowed"),
        ({"sign_in": "oauth2"}, "required"),
        ({"sends_per_minute": "0"}, "greater than or equal"),
        ({"smtp_password": "", "smtp_username": "other"}, "The SMTP user needs a password"),
        ({"imap_host": "imap.example.com\r\nX"}, "not allowed"),
        ({"imap_username": "a\nb"}, "not allowed"),
        ({"imap_host": "imap example"}, "not a server name"),
        ({"imap_security": "plain"}, "Without encryption"),
        ({"poll_seconds": "0"}, "greater than or equal"),
        ({"store": "999999"}, "not one of the available choices"),
    ],
)
def test_a_refused_mailbox_names_the_field(
    admin: Client, desk: Desk, change: dict[str, str], sentence: str
) -> None:
    answer = admin.post("/settings/mailboxes/new", {**NEW, "store": str(desk.store.pk), **change})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Mailbox.objects.count() == 2


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0177.0.0.1",
        "0.0.0.0",
        "10.0.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "::1",
        "[::ffff:127.0.0.1]",
        "fe80::1",
        "mail.local",
        "intranet",
    ],
)
def test_f2_a_mail_server_in_the_own_network_is_refused(
    admin: Client, desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    settings.IS_DEMO = False
    monkeypatch.delenv("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS", raising=False)
    answer = admin.post("/settings/mailboxes/new", {**NEW, "store": desk.store.pk, "imap_host": host})
    assert answer.status_code == 422
    assert "private or local network" in answer.content.decode()
    tried = admin.post(
        "/settings/mailboxes/connection-test", {**NEW, "store": desk.store.pk, "imap_host": host}
    )
    assert "private or local network" in tried.content.decode()


def test_f2_an_admin_may_allow_it_in_the_environment(
    admin: Client, desk: Desk, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IS_DEMO = False
    monkeypatch.setenv("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS", "1")
    data = {**NEW, "store": desk.store.pk, "imap_host": "127.0.0.1"}
    assert admin.post("/settings/mailboxes/new", data).status_code == 302


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"imap_host": "imap.evil.example"}, "imap"),
        ({"imap_port": "1993"}, "imap"),
        ({"imap_username": "somebody"}, "imap"),
        ({"imap_security": "starttls"}, "imap"),
        ({"smtp_host": "smtp.evil.example"}, "smtp"),
        ({"smtp_port": "2465"}, "smtp"),
        ({"smtp_username": "somebody"}, "smtp"),
    ],
)
def test_f5_a_stored_password_does_not_follow_to_another_server(
    admin: Client, desk: Desk, change: dict[str, str], field: str
) -> None:
    url, data = f"/settings/mailboxes/{desk.support.pk}", edited(desk.support, **change)
    answer = admin.post(url, data)
    assert answer.status_code == 422
    assert "Type the password again" in answer.content.decode()
    tried = admin.post(f"{url}/connection-test", data, headers={"HX-Request": "true"})
    assert tried.status_code == 422
    assert "Type the password again" in tried.content.decode()
    assert admin.post(url, {**data, f"{field}_password": "typed again"}).status_code == 302


def test_other_changes_keep_the_stored_passwords(admin: Client, desk: Desk) -> None:
    data = edited(desk.support, name="Help", aliases="help@voltway.example")
    assert admin.post(f"/settings/mailboxes/{desk.support.pk}", data).status_code == 302
    mailbox = Mailbox.objects.get(pk=desk.support.pk)
    assert (mailbox.name, mailbox.imap_password, mailbox.smtp_password) == (
        "Help",
        "imap secret",
        "smtp secret",
    )
    assert list(mailbox.aliases.values_list("address", flat=True)) == ["help@voltway.example"]


def test_a_mailbox_is_paused_and_resumed(admin: Client, desk: Desk) -> None:
    url, data = f"/settings/mailboxes/{desk.support.pk}", edited(desk.support)
    for is_active in (False, True):
        form = data if is_active else {name: value for name, value in data.items() if name != "is_active"}
        assert admin.post(url, form).status_code == 302
        assert Mailbox.objects.get(pk=desk.support.pk).is_active is is_active
    actions = AuditEvent.objects.filter(mailbox_id=desk.support.pk).values_list("action", flat=True)
    assert {"mailbox.paused", "mailbox.resumed"} <= set(actions)


def test_a_manager_changes_their_mailbox_but_not_its_store(desk: Desk) -> None:
    other = Store.objects.create(name="Nordlicht", country="DE")
    client, url = signed_in(desk.other_agent), f"/settings/mailboxes/{desk.billing.pk}"
    page = client.get(url).content.decode()
    assert 'name="name"' in page and 'name="store"' not in page
    assert client.post(url, edited(desk.billing, name="Invoices", store=str(other.pk))).status_code == 302
    mailbox = Mailbox.objects.get(pk=desk.billing.pk)
    assert (mailbox.name, mailbox.store_id) == ("Invoices", desk.store.pk)
    assert "Support" not in client.get("/settings/mailboxes").content.decode()


def test_a_failing_mailbox_says_what_is_wrong_in_the_readers_language(admin: Client, desk: Desk) -> None:
    Mailbox.objects.filter(pk=desk.support.pk).update(last_error_code="wrong_password")
    page = admin.get("/settings/mailboxes").content.decode()
    assert "imap.voltway.example:993 refused the user name or password" in page


def test_e6_a_mailbox_form_sets_nothing_but_its_fields(admin: Client, desk: Desk) -> None:
    set_grant(desk.agent, desk.support.pk, EVERY_RIGHT, actor=None)
    before = Mailbox.objects.filter(pk=desk.support.pk).values().get()
    data = edited(desk.support, name="Help") | {
        "sealed_imap_password": "x",
        "last_error_code": "x",
        "failure_count": "9",
        "created_at": "2001-01-01",
        "poll_lease_until": "2099-01-01",
    }
    assert admin.post(f"/settings/mailboxes/{desk.support.pk}", data).status_code == 302
    after = Mailbox.objects.filter(pk=desk.support.pk).values().get()
    assert {name for name, value in after.items() if before[name] != value} == {"name"}


def test_an_admin_keeps_stores(admin: Client, desk: Desk) -> None:
    data = {
        "name": "Nordlicht Wohnen",
        "channel": "own_shop",
        "country": "de",
        "time_zone": "Europe/Berlin",
        "default_language": "de",
        "website": "nordlicht-wohnen.example",
        "is_active": "on",
    }
    assert admin.post("/settings/stores/new", data).status_code == 302
    store = Store.objects.get(name="Nordlicht Wohnen")
    assert (store.country, store.website) == ("DE", "https://nordlicht-wohnen.example")
    assert admin.post("/settings/stores/new", {**data, "name": "nordlicht wohnen"}).status_code == 422
    assert admin.post("/settings/stores/new", {**data, "name": "X", "country": "D1"}).status_code == 422
    assert (
        admin.post(f"/settings/stores/{store.pk}", {**data, "time_zone": "Europe/Vienna"}).status_code == 302
    )
    store.refresh_from_db()
    assert store.time_zone == "Europe/Vienna"
