"""What the desk knows of mail providers, and how it finds the one behind an address."""

from __future__ import annotations

import importlib
import socket
import threading
from collections.abc import Iterator

import dns.flags
import dns.message
import dns.resolver
import dns.rrset
import pytest
from django.apps import apps

from inbox.actions.mail_hosts import check_host, check_url
from inbox.channels.email.presets import (
    GENERIC,
    PRESETS,
    PasswordKind,
    by_exchanger,
    oauth_endpoints,
    preset_of,
)
from inbox.channels.email.provider_lookup import suggest
from inbox.mail.role_addresses import PersonalSign, personal_sign, suggested_addresses
from inbox.models import Mailbox, Security
from tests.support.personas import Desk

ZONE = {
    ("workspace.example.", "MX"): ["5 alt1.aspmx.l.google.com.", "1 aspmx.l.google.com."],
    ("firma.example.", "MX"): ["0 firma-example.mail.protection.outlook.com."],
    ("zoho-eu.example.", "MX"): ["10 mx.zoho.eu.", "20 mx2.zoho.eu."],
    ("ali.example.", "MX"): ["5 mxn.mxhichina.com."],
    ("exmail.example.", "MX"): ["5 mxbiz1.qq.com.", "10 mxbiz2.qq.com."],
    ("qiye.example.", "MX"): ["5 qiye163mx01.mxmail.netease.com."],
    ("own.example.", "MX"): ["10 mail.own.example."],
    ("_imaps._tcp.own.example.", "SRV"): ["10 1 993 other.own.example.", "0 1 1993 imap.own.example."],
    ("_submission._tcp.own.example.", "SRV"): ["0 1 587 smtp.own.example."],
    ("_imaps._tcp.none.example.", "SRV"): ["0 0 0 ."],
    ("xn--mnchen-3ya.example.", "MX"): ["1 smtp.google.com."],
    ("notgoogle.example.", "MX"): ["1 mx.evilgoogle.com."],
}


@pytest.fixture(scope="module")
def resolver() -> Iterator[dns.resolver.Resolver]:
    """A name server on loopback with the zone above; everything else does not exist."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            wire, client = server.recvfrom(4096)
            if wire == b"stop":
                return
            query = dns.message.from_wire(wire)
            question = query.question[0]
            answer = dns.message.make_response(query)
            answer.flags |= dns.flags.RA
            kind = dns.rdatatype.to_text(question.rdtype)
            found = ZONE.get((str(question.name), kind))
            if found:
                answer.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *found))
            else:
                answer.set_rcode(dns.rcode.NXDOMAIN)
            server.sendto(answer.to_wire(), client)

    thread = threading.Thread(target=serve)
    thread.start()
    asker = dns.resolver.Resolver(configure=False)
    asker.nameservers, asker.port = ["127.0.0.1"], server.getsockname()[1]
    yield asker
    server.sendto(b"stop", server.getsockname())
    thread.join()
    server.close()


@pytest.mark.parametrize(
    ("address", "key", "imap", "smtp"),
    [
        ("Shop@Gmail.com", "google", "imap.gmail.com", "smtp.gmail.com"),
        ("shop@126.com", "netease", "imap.126.com", "smtp.126.com"),
        ("shop@yeah.net", "netease", "imap.yeah.net", "smtp.yeah.net"),
        ("shop@foxmail.com", "qq", "imap.qq.com", "smtp.qq.com"),
        ("shop@zohomail.eu", "zoho_eu", "imap.zoho.eu", "smtp.zoho.eu"),
        ("rma@zoho-eu.example", "zoho_eu", "imappro.zoho.eu", "smtppro.zoho.eu"),
        ("rma@workspace.example", "google", "imap.gmail.com", "smtp.gmail.com"),
        ("rma@firma.example", "microsoft", "outlook.office365.com", "smtp.office365.com"),
        ("rma@ali.example", "alibaba", "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com"),
        ("rma@exmail.example", "exmail", "imap.exmail.qq.com", "smtp.exmail.qq.com"),
        ("rma@qiye.example", "netease_qiye", "imap.qiye.163.com", "smtp.qiye.163.com"),
        ("rma@own.example", "generic", "imap.own.example", "smtp.own.example"),
        ("rma@münchen.example", "google", "imap.gmail.com", "smtp.gmail.com"),
        ("rma@notgoogle.example", "generic", "", ""),
        ("rma@none.example", "generic", "", ""),
        ("rma@unknown.example", "generic", "", ""),
        ("rma@localhost", "generic", "", ""),
        ("rma@" + "x" * 80 + ".example", "generic", "", ""),
        ("", "generic", "", ""),
    ],
)
def test_an_address_leads_to_its_provider(
    resolver: dns.resolver.Resolver, address: str, key: str, imap: str, smtp: str
) -> None:
    found = suggest(address, resolver)
    assert (found.key, found.imap.host, found.smtp.host) == (key, imap, smtp)


def test_the_ports_that_a_domain_announces_are_used(resolver: dns.resolver.Resolver) -> None:
    found = suggest("rma@own.example", resolver)
    assert (found.imap.port, found.smtp.port, found.smtp.security) == (1993, 587, "starttls")


def test_a_name_server_that_is_not_there_suggests_nothing() -> None:
    asker = dns.resolver.Resolver(configure=False)
    asker.nameservers, asker.port = ["127.0.0.1"], 1
    asker.lifetime = 0.1
    assert suggest("rma@workspace.example", asker) == GENERIC


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_every_preset_is_complete_and_allowed(preset: object) -> None:
    assert hasattr(preset, "key")
    for address in ("a@shop.example", *(f"a@{domain}" for domain in preset.domains)):  # type: ignore[attr-defined]
        fitted = preset_of(preset.key).for_address(address)
        check_host(fitted.imap.host, fitted.imap.security, field="imap_host")
        check_host(fitted.smtp.host, fitted.smtp.security, field="smtp_host")
        assert fitted.imap.security != Security.PLAIN and fitted.smtp.security != Security.PLAIN
        assert str(fitted.sign_in_help) and fitted.help_url.startswith("https://")
        assert fitted.password is not PasswordKind.NONE or fitted.issuer
    assert len(preset.key) <= 20  # type: ignore[attr-defined]


def test_issuers_have_https_addresses_and_a_tenant_of_ones_own() -> None:
    google, microsoft = oauth_endpoints("google"), oauth_endpoints("microsoft", "contoso.example")
    assert google is not None and microsoft is not None
    for endpoints in (google, microsoft):
        check_url(endpoints.authorize_url, field="x")
        check_url(endpoints.token_url, field="x")
    assert "/contoso.example/" in microsoft.token_url
    assert oauth_endpoints("custom") is None


def test_an_exchanger_is_matched_by_whole_labels() -> None:
    assert by_exchanger("ASPMX.L.GOOGLE.COM.") == preset_of("google")
    assert by_exchanger("mx.evilgoogle.com") is None


@pytest.mark.parametrize(
    ("address", "sign"),
    [
        ("xiaoming1988@shop.example", PersonalSign.NUMBERED),
        ("sales001@shop.example", PersonalSign.NUMBERED),
        ("12345678@qq.com", PersonalSign.NUMBERED),
        ("John.Smith@shop.example", PersonalSign.PERSON),
        ("j.smith@shop.example", PersonalSign.PERSON),
        ("wei_zhang@shop.example", PersonalSign.PERSON),
        ("support@shop.example", None),
        ("support-de@shop.example", None),
        ("support.de@shop.example", None),
        ("customer.care@shop.example", None),
        ("after-sales@shop.example", None),
        ("b2b@shop.example", None),
        ("nordlicht.wohnen@nordlicht-wohnen.example", None),
        ("4711shop@4711shop.example", None),
        ("", None),
        ("@", None),
    ],
)
def test_addresses_of_people_are_told_from_those_of_teams(address: str, sign: PersonalSign | None) -> None:
    assert personal_sign(address) == sign


def test_role_names_are_suggested_at_the_same_domain() -> None:
    assert "support@shop.example" in suggested_addresses("xiaoming1988@Shop.example")


def test_mailboxes_from_before_learn_their_provider(desk: Desk) -> None:
    for host, expected in {
        "imap.exmail.qq.com": ("exmail", False),
        "imap.126.com": ("netease", False),
        "qiye.aliyun.com": ("alibaba", False),
        "imap.gmail.com": ("google", True),
        "imap.notqq.com": ("generic", True),
    }.items():
        Mailbox.objects.filter(pk=desk.support.pk).update(
            imap_host=host, provider="generic", has_plus_addresses=True
        )
        migration = importlib.import_module("inbox.migrations.0009_known_providers")
        migration.name_providers(apps, None)
        found = Mailbox.objects.values_list("provider", "has_plus_addresses").get(pk=desk.support.pk)
        assert found == expected, host
