"""Look-alike domains, borrowed names and results that do not fit the sender; ordinary mail raises no alarm (IN-9)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from inbox.mail.lookalike import imitated
from inbox.mail.model import UnparsableMail
from inbox.mail.parse import parse_message
from inbox.mail.trust import Desk, Severity, Trust, code_of, judge_trust, severity_of, with_dkim

OURS = Desk(frozenset({"voltway.example", "gmail.com"}), frozenset({"alex berg", "voltway support"}))
MX = "Authentication-Results: mx.voltway.example; "


def trust_of(*headers: str, desk: Desk = OURS) -> Trust:
    mail = parse_message(("\r\n".join(headers) + "\r\n\r\nx").encode())
    return judge_trust(mail, trusted_authserv_ids=frozenset({"mx.voltway.example"}), desk=desk)


def level(*headers: str) -> Severity:
    return severity_of(trust_of(*headers).warnings)


@pytest.mark.parametrize(
    "domain",
    [
        "paypa1.com",
        "paypai.com",
        "p\u0430ypal.com",
        "xn--pypal-4ve.com",
        "paypal.com.account.example",
        "paypal-security.example",
        "dhl-tracking.info",
        "arnazon.com",
        "micros0ft.com",
        "vo1tway.example",
        "voltwayy.example",
        "votlway.example",
    ],
)
def test_a13_a_domain_made_to_be_mistaken_is_danger(domain: str) -> None:
    assert level(f"From: Service <service@{domain}>") == Severity.DANGER


@pytest.mark.parametrize(
    "domain",
    [
        "paypal.com",
        "service.paypal.co.uk",
        "amazon.de",
        "marketplace.amazon.com.mx",
        "voltway.example",
        "mail.voltway.example",
        "gis.com",  # an l for an i would make it a carrier's
        "visa-services.example",
        "wise-order.example",
        "gmial.example",
        "b\u00fccher.example",
        "\u4f8b\u5b50.example",
        "4px.com",
    ],
)
def test_an_honest_domain_imitates_nobody(domain: str) -> None:
    assert imitated(domain, OURS.domains) == ("", False)


@pytest.mark.parametrize(
    ("header", "code", "severity"),
    [
        ('From: "support@voltway.example" <x@evil.example>', "name_shows_our_address", Severity.DANGER),
        ('From: "jane@other.example" <x@evil.example>', "name_shows_another_address", Severity.WARNING),
        ("From: Alex  BERG <alex@free.example>", "name_is_ours", Severity.WARNING),
        ("From: PayPal Service <x@evil.example>", "name_shows_brand", Severity.WARNING),
        ("From: Service <x@amazom.com>", "similar_domain", Severity.WARNING),
    ],
)
def test_a_borrowed_name_is_named(header: str, code: str, severity: Severity) -> None:
    warnings = trust_of(header).warnings
    assert (code in [code_of(one) for one in warnings], severity_of(warnings)) == (True, severity)


def test_two_tricks_together_are_danger() -> None:
    headers = ["From: PayPal <x@evil.example>", "Reply-To: y@elsewhere.example"]
    assert (level(headers[0]), level(*headers)) == (Severity.WARNING, Severity.DANGER)


def test_our_own_people_and_honest_namesakes_of_services_are_not_accused() -> None:
    assert trust_of("From: Alex Berg <alex@voltway.example>").warnings == ()
    assert trust_of("From: DHL <noreply@dhl.de>").warnings == ()
    assert trust_of("From: Visa M\u00fcller <visa@web.example>").warnings == ()
    relay = ["From: Jane <abc@marketplace.amazon.de>", "Reply-To: abc+x@marketplace.amazon.de"]
    assert trust_of(*relay).warnings == ()


def test_a9_a_brand_that_our_own_server_could_not_prove_is_danger() -> None:
    unproven = trust_of(f"{MX}spf=pass smtp.mailfrom=evil.example; dkim=none", "From: a@paypal.com")
    assert severity_of(unproven.warnings) == Severity.DANGER
    proven = trust_of(f"{MX}spf=pass smtp.mailfrom=b.paypal.com; dkim=none", "From: a@paypal.com")
    assert proven.warnings == ()
    unchecked = trust_of("From: a@paypal.com")
    assert unchecked.warnings == ()


def test_a_mail_sent_by_another_domain_says_which() -> None:
    trust = trust_of(f"{MX}spf=pass smtp.mailfrom=bounce.mailer.example; dkim=none", "From: a@shop.example")
    assert trust.warnings == ("not_aligned: bounce.mailer.example",)
    assert severity_of(trust.warnings) == Severity.NOTICE
    aligned = trust_of(f"{MX}dkim=pass header.d=mail.shop.example", "From: a@shop.example")
    assert aligned.warnings == ()


def test_a_signature_that_the_desk_checked_itself_changes_only_what_it_proves() -> None:
    before = trust_of("From: a@paypa1.com")
    assert with_dkim(before, "a@paypa1.com", "none", ()).warnings == before.warnings
    broken = with_dkim(before, "a@paypa1.com", "fail", ())
    assert (broken.dkim, broken.warnings) == ("fail", ("dkim_fail", *before.warnings))


def test_ordinary_mail_raises_no_alarm(corpora: Path) -> None:
    levels: Counter[Severity] = Counter()
    for path in sorted((corpora / "mail/messages").iterdir()):
        try:
            mail = parse_message(path.read_bytes())
        except UnparsableMail:
            continue
        levels[severity_of(judge_trust(mail, trusted_authserv_ids=frozenset(), desk=OURS).warnings)] += 1
    print(dict(levels))
    assert levels[Severity.DANGER] == 0
    assert levels[Severity.WARNING] <= levels.total() * 0.02
