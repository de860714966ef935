"""Connecting a mailbox, from its address to the provider's permission, through the pages."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client

from audit.models import AuditEvent
from helpdesk.core.clock import utcnow
from inbox.channels.email.access_token import access_token
from inbox.models import Mailbox, MailFolder, OAuthGrant, RestartMode
from tests.inbox.settings.provider import granted
from tests.inbox.settings.test_mailboxes import NEW, edited
from tests.support.oauth import CLIENT_ID, CLIENT_SECRET, OAuthServer
from tests.support.personas import Desk, signed_in

NEW_URL = "/settings/mailboxes/new"
CALLBACK = "/settings/mailboxes/oauth/callback"


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(desk.admin)


def oauth_form(server: OAuthServer, **changes: str) -> dict[str, str]:
    """The fields of a client at the test's provider."""
    return {
        "sign_in": "oauth2",
        "oauth_issuer": "custom",
        "oauth_client_id": CLIENT_ID,
        "oauth_client_secret": CLIENT_SECRET,
        "oauth_authorize_url": server.authorize_url,
        "oauth_token_url": server.token_url,
        "oauth_scope": "mail offline_access",
        **changes,
    }


def create(admin: Client, desk: Desk, server: OAuthServer, **changes: str) -> Mailbox:
    data = {**NEW, "store": desk.store.pk, **oauth_form(server), "imap_password": "", "smtp_password": ""}
    answer = admin.post(NEW_URL, {**data, **changes})
    assert answer.status_code == 302, answer.content.decode()
    return Mailbox.objects.get(address="hilfe@voltway.example")


def begin(client: Client, mailbox: Mailbox) -> str:
    """Press “Authorise”: the address that the page leads to."""
    page = client.post(f"/settings/mailboxes/{mailbox.pk}/oauth").content.decode()
    found = re.search(r'href="(https:[^"]+)" rel="noreferrer" data-testid="consent"', page)
    assert found, page
    return unescape(found[1])


def back(url: str) -> str:
    """The path and query the provider sends the browser to."""
    parts = urlsplit(url)
    assert parts.path == CALLBACK
    return f"{parts.path}?{parts.query}"


# --- the address first


def test_an_address_leads_to_the_form_of_its_provider(admin: Client, desk: Desk) -> None:
    assert "Mail address" in admin.get(NEW_URL).content.decode()
    answer = admin.post("/settings/mailboxes/suggestion", {"address": "Shop.Support@qq.com"})
    assert answer["Location"] == f"{NEW_URL}?provider=qq", "no address in the address bar"
    page = admin.get(answer["Location"]).content.decode()
    for value in ("imap.qq.com", "smtp.qq.com", "shop.support@qq.com"):
        assert f'value="{value}"' in page, value
    assert "authorisation code" in page and "own domain" in page
    assert not re.search(r'name="has_plus_addresses"[^>]*checked', page)


def test_a_preset_can_be_chosen_by_hand(admin: Client, desk: Desk) -> None:
    for provider, host in {"netease": "imap.163.com", "microsoft": "outlook.office365.com", "x": ""}.items():
        page = admin.get(f"{NEW_URL}?provider={provider}").content.decode()
        assert 'name="imap_host"' in page and (not host or f'value="{host}"' in page)


def test_an_address_that_is_none_is_asked_for_again(admin: Client, desk: Desk) -> None:
    assert admin.post("/settings/mailboxes/suggestion", {"address": "nobody"}).status_code == 422


@pytest.mark.parametrize(
    ("address", "is_warned"), [("xiaoming1988@voltway.example", True), ("rma@voltway.example", False)]
)
def test_a_personal_address_is_warned_of_and_not_refused(
    admin: Client, desk: Desk, address: str, is_warned: bool
) -> None:
    data = {**NEW, "store": desk.store.pk, "address": address}
    page = admin.post(NEW_URL, {**data, "imap_port": "0"}).content.decode()
    assert ("support@voltway.example" in page) is is_warned
    assert admin.post(NEW_URL, data).status_code == 302


def test_everything_of_the_form_is_kept(admin: Client, desk: Desk) -> None:
    data = {
        **NEW,
        "store": desk.store.pk,
        "provider": "qq",
        "after_import": "move",
        "move_to_folder": "Done",
        "delete_after_days": "7",
        "sends_per_minute": "12",
        "sent_folder": "Sent Messages",
        "requests_dsn": "on",
        "has_canary": "on",
        "silence_hours": "6",
    }
    assert admin.post(NEW_URL, data).status_code == 302
    mailbox = Mailbox.objects.get(address="hilfe@voltway.example")
    kept = {name: str(getattr(mailbox, name)) for name in data if name in ("provider", "after_import")}
    assert kept == {"provider": "qq", "after_import": "move"}
    assert (mailbox.move_to_folder, mailbox.delete_after_days, mailbox.sends_per_minute) == ("Done", 7, 12)
    assert (mailbox.sent_folder, mailbox.silence_hours) == ("Sent Messages", 6)
    assert (mailbox.requests_dsn, mailbox.has_canary) == (True, True)
    assert (mailbox.uses_idle, mailbox.has_plus_addresses) == (False, False), "unticked"


# --- OAuth 2


def test_a_mailbox_is_authorised_and_gets_its_tokens(
    admin: Client, desk: Desk, provider: OAuthServer
) -> None:
    mailbox = create(admin, desk, provider)
    assert "Authorise" in admin.get(f"/settings/mailboxes/{mailbox.pk}").content.decode()
    url = begin(admin, mailbox)
    asked = parse_qs(urlsplit(url).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["login_hint"] == ["hilfe"]
    answer = admin.get(back(provider.identity.consent(url)))
    assert answer["Location"] == f"/settings/mailboxes/{mailbox.pk}"
    page = admin.get(answer["Location"]).content.decode()
    assert "Authorised." in page and "Authorise again" in page
    assert access_token(mailbox.pk, utcnow()) == "marker-access-1"
    assert AuditEvent.objects.filter(action="mailbox.oauth_granted", mailbox_id=mailbox.pk).count() == 1
    rows = str(OAuthGrant.objects.values().get()) + page + str(list(AuditEvent.objects.values()))
    assert "marker" not in rows


def test_a_consent_works_once_and_only_in_the_browser_that_began_it(
    admin: Client, desk: Desk, provider: OAuthServer
) -> None:
    mailbox = create(admin, desk, provider)
    way_back = back(provider.identity.consent(begin(admin, mailbox)))
    stranger = signed_in(desk.supervisor)
    assert stranger.get(way_back)["Location"] == "/settings/mailboxes"
    forged = f"{CALLBACK}?{urlencode({'code': 'code-0', 'state': 'guessed'})}"
    assert admin.get(forged)["Location"] == "/settings/mailboxes"
    assert provider.identity.asked == []
    assert admin.get(way_back)["Location"] == f"/settings/mailboxes/{mailbox.pk}"
    assert admin.get(way_back)["Location"] == "/settings/mailboxes", "used"
    assert len(provider.identity.asked) == 1


def test_a_consent_that_took_too_long_is_asked_for_again(
    admin: Client, desk: Desk, provider: OAuthServer
) -> None:
    way_back = back(provider.identity.consent(begin(admin, create(admin, desk, provider))))
    session = admin.session
    session["oauth_consent"] |= {"begun_at": (utcnow() - timedelta(minutes=16)).isoformat()}
    session.save()
    assert admin.get(way_back)["Location"] == "/settings/mailboxes"
    assert provider.identity.asked == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"refuses": "invalid_client"}, "does not accept the client ID or secret"),
        ({"refuses": "invalid_grant"}, "The provider refused (invalid_grant"),
        ({"status": 500}, "no usable answer"),
        ({"rotates": False}, "no refresh token"),
    ],
)
def test_a_consent_that_fails_says_why(
    admin: Client, desk: Desk, provider: OAuthServer, change: dict[str, Any], sentence: str
) -> None:
    mailbox = create(admin, desk, provider)
    provider.identity.__dict__.update(change)
    answer = admin.get(back(provider.identity.consent(begin(admin, mailbox))), follow=True)
    assert sentence in answer.content.decode()
    assert OAuthGrant.objects.get(mailbox=mailbox).needs_consent


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ({"error": "access_denied"}, "The permission was not given"),
        ({"error": "<script>alert(1)</script>"}, "The provider refused (scriptalert1script)"),
        ({}, "The provider refused"),
        ({"code": "x" * 5000}, "The provider refused"),
    ],
)
def test_the_providers_own_no_is_told_and_its_words_are_only_text(
    admin: Client, desk: Desk, provider: OAuthServer, answer: dict[str, str], sentence: str
) -> None:
    mailbox = create(admin, desk, provider)
    state = parse_qs(urlsplit(begin(admin, mailbox)).query)["state"][0]
    page = admin.get(f"{CALLBACK}?{urlencode({**answer, 'state': state})}", follow=True).content.decode()
    assert sentence in page and "<script>alert" not in page
    assert provider.identity.asked == []


@pytest.mark.parametrize(
    "change",
    [
        {"oauth_token_url": "https://evil.example/token"},
        {"oauth_authorize_url": "https://evil.example/authorize"},
        {"oauth_client_id": "another"},
        {"oauth_issuer": "google"},
    ],
)
def test_f5_a_stored_client_secret_does_not_follow_to_another_address(
    admin: Client, desk: Desk, provider: OAuthServer, change: dict[str, str]
) -> None:
    granted(desk.support, provider, now=utcnow())
    url = f"/settings/mailboxes/{desk.support.pk}"
    data = {**edited(desk.support), **oauth_form(provider, oauth_client_secret="")}
    answer = admin.post(url, {**data, **change})
    assert answer.status_code == 422 and "Type the client secret again" in answer.content.decode()
    assert admin.post(url, {**data, **change, "oauth_client_secret": "typed"}).status_code == 302
    grant = OAuthGrant.objects.get(mailbox=desk.support)
    assert grant.needs_consent and not grant.sealed_refresh_token, "the old permission is not sent there"


@pytest.mark.parametrize(
    "change", [{"imap_host": "imap.evil.example"}, {"smtp_host": "smtp.evil.example"}, {"imap_username": "x"}]
)
def test_f5_a_token_does_not_follow_to_another_server(
    admin: Client, desk: Desk, provider: OAuthServer, change: dict[str, str]
) -> None:
    granted(desk.support, provider, now=utcnow())
    url = f"/settings/mailboxes/{desk.support.pk}"
    data = {**edited(desk.support), **oauth_form(provider, oauth_client_secret=""), **change}
    tried = admin.post(f"{url}/connection-test", data, headers={"HX-Request": "true"})
    assert "Save these settings and authorise" in tried.content.decode()
    assert admin.post(url, data)["Location"] == url, "straight to “Authorise”"
    assert OAuthGrant.objects.get(mailbox=desk.support).needs_consent


def test_other_changes_keep_the_permission(admin: Client, desk: Desk, provider: OAuthServer) -> None:
    granted(desk.support, provider, now=utcnow())
    data = {**edited(desk.support, name="Help"), **oauth_form(provider, oauth_client_secret="")}
    assert admin.post(f"/settings/mailboxes/{desk.support.pk}", data).status_code == 302
    assert access_token(desk.support.pk, utcnow()) == "marker-access-first"


def test_back_to_a_password_the_permission_is_forgotten(
    admin: Client, desk: Desk, provider: OAuthServer
) -> None:
    granted(desk.support, provider, now=utcnow())
    data = {**edited(desk.support), "sign_in": "password"}
    refused = admin.post(f"/settings/mailboxes/{desk.support.pk}", data)
    assert "Type the password again" in refused.content.decode()
    typed = {**data, "imap_password": "new", "smtp_password": "new"}
    assert admin.post(f"/settings/mailboxes/{desk.support.pk}", typed).status_code == 302
    assert not OAuthGrant.objects.filter(mailbox=desk.support).exists()
    assert Mailbox.objects.get(pk=desk.support.pk).imap_password == "new"


@pytest.mark.parametrize("url", ["http://a.example/t", "https://user:pw@a.example/t", "https://10.0.0.1/t"])
def test_f2_an_address_that_is_not_public_and_https_is_refused(
    admin: Client, desk: Desk, provider: OAuthServer, settings: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    settings.IS_DEMO = False
    monkeypatch.delenv("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS", raising=False)
    data = {**NEW, "store": desk.store.pk, **oauth_form(provider, oauth_authorize_url="https://a.example/a")}
    answer = admin.post(NEW_URL, {**data, "oauth_token_url": url})
    assert answer.status_code == 422
    assert not Mailbox.objects.filter(address="hilfe@voltway.example").exists(), "nothing half done"


# --- folders


def test_a_stopped_folder_says_why_and_goes_on_as_chosen(admin: Client, desk: Desk) -> None:
    folder = MailFolder.objects.create(
        mailbox=desk.support, is_stopped=True, stop_reason="uidvalidity_changed"
    )
    url = f"/settings/mailboxes/{desk.support.pk}"
    page = admin.get(url).content.decode()
    assert "has renumbered the folder" in page and "Start from now" in page
    refused = admin.post(f"{url}/folders/{folder.pk}/restart", {"mode": "x"}, follow=True)
    assert "Choose how the folder goes on" in refused.content.decode()
    assert admin.post(f"{url}/folders/{folder.pk}/restart", {"mode": "from_now"}).status_code == 302
    folder.refresh_from_db()
    assert (folder.is_stopped, folder.restart_mode) == (False, RestartMode.FROM_NOW)
    assert "Starting again" in admin.get(url).content.decode()


def test_a_folder_is_added_and_removed(admin: Client, desk: Desk) -> None:
    url = f"/settings/mailboxes/{desk.support.pk}"
    assert admin.post(f"{url}/folders", {"folder": "Orders"}).status_code == 302
    folder = MailFolder.objects.get(mailbox=desk.support, name="Orders")
    assert "Orders" in admin.get(url).content.decode()
    other = f"/settings/mailboxes/{desk.billing.pk}/folders/{folder.pk}/removal"
    assert admin.post(other).status_code == 404, "another mailbox's"
    assert admin.post(f"{url}/folders/{folder.pk}/removal").status_code == 302
    assert not MailFolder.objects.filter(pk=folder.pk).exists()
