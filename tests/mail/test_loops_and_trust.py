"""Automatic mail gets no automatic answer (A11); only results of our own mail server are believed (A8-A10, A13)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inbox.mail.loops import Automatic, Kind, judge_automatic
from inbox.mail.parse import parse_message
from inbox.mail.trust import Trust, code_of, judge_trust, show_domain

OURS = frozenset({"support@shop.example"})
MX = frozenset({"mx.shop.example"})


def judged(*headers: str, return_path: str | None = None) -> Automatic:
    raw = "\r\n".join(headers) + "\r\n\r\nx"
    return judge_automatic(parse_message(raw.encode()), own_addresses=OURS, return_path=return_path)


def trusted(*headers: str) -> Trust:
    return judge_trust(parse_message(("\r\n".join(headers) + "\r\n\r\nx").encode()), trusted_authserv_ids=MX)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Auto-Submitted: auto-replied", Kind.AUTO),
        ("Auto-Submitted: auto-generated; owner-email=x", Kind.AUTO),
        ("Precedence: bulk", Kind.BULK),
        ("Precedence: auto_reply", Kind.AUTO),
        ("List-Id: <news.shop>", Kind.BULK),
        ("List-Unsubscribe: <mailto:u@x.example>", Kind.BULK),
        ("X-Autoreply: yes", Kind.AUTO),
        ("X-Crossdesk-Auto: 1", Kind.LOOP),
        ("Content-Type: multipart/report; report-type=delivery-status; boundary=b", Kind.BOUNCE),
        ("Content-Type: multipart/report; report-type=disposition-notification; boundary=b", Kind.AUTO),
        ("Subject: Abwesenheitsnotiz: Ihre Frage", Kind.AUTO),
        ("Subject: 自动回复: 订单", Kind.AUTO),
        ("X-Auto-Response-Suppress: All", Kind.HUMAN),
        ("X-Zammad-Send-Auto-Response: false", Kind.HUMAN),
        ("Return-Path: <>", Kind.HUMAN),
    ],
)
def test_a11_no_automatic_answer_to(header: str, kind: Kind) -> None:
    result = judged("From: a@b.example", header)
    assert (result.kind, result.suppress_autoreply) == (kind, True)
    assert result.evidence


@pytest.mark.parametrize(
    "headers",
    [
        ["Subject: RE: Undelivered parcel 1Z999"],
        ["Subject: I am out of the office chairs you sold me"[:0] + "Where is my office chair"],
        ["Auto-Submitted: no"],
        ["X-Auto-Response-Suppress: None"],
        ["Return-Path: <a@b.example>", "Reply-To: c@b.example"],
    ],
)
def test_a_person_is_answered(headers: list[str]) -> None:
    result = judged("From: a@b.example", *headers)
    assert (result.kind, result.suppress_autoreply) == (Kind.HUMAN, False)


@pytest.mark.parametrize(
    "header",
    [
        "X-ServiceNow-Generated: true",
        "X-Redmine-Host: tracker.example",
        "RT-Ticket: example.org #17",
        "X-Mailer: Zendesk Mailer",
        "Subject: I am on vacation until Monday",
        "Subject: [Ticket #123] Your request",
        "Subject: Ich bin im Urlaub",
        "Subject: Please confirm your message",
    ],
)
def test_a11_what_only_may_be_automatic_is_a_persons_mail_without_an_automatic_answer(header: str) -> None:
    result = judged("From: a@b.example", header)
    assert (result.kind, result.suppress_autoreply) == (Kind.HUMAN, True)


@pytest.mark.parametrize(
    "local", ["ne-pas-repondre", "nicht.antworten", "noresponder", "automated", "newsletter"]
)
def test_a11_addresses_in_other_languages_that_take_no_replies(local: str) -> None:
    result = judged(f"From: {local}@b.example")
    assert (result.kind, result.suppress_autoreply) == (Kind.HUMAN, True)


def test_what_a_customer_writes_to_a_support_address_that_is_a_group_is_a_persons_mail() -> None:
    group = ("List-Id: <support.shop.example>", "Precedence: list", "Mailing-list: list support@shop.example")
    assert judged("From: a@b.example", *group) == Automatic(Kind.HUMAN, False, ())
    assert judged("From: a@b.example", "List-Id: <news.other.example>", *group[1:]).kind == Kind.BULK


def test_a11_our_own_address_is_a_loop() -> None:
    assert judged("From: Shop <SUPPORT@shop.example>").kind == Kind.LOOP


def test_a_mail_daemon_and_an_empty_envelope_sender_are_bounces() -> None:
    assert judged("From: MAILER-DAEMON@mx.example", "Subject: failure notice").kind == Kind.BOUNCE
    assert judged("From: a@b.example", "Subject: Unzustellbar: x", return_path="<>").kind == Kind.BOUNCE


def test_a_no_reply_sender_is_not_answered() -> None:
    assert judged("From: no-reply@slack.example").suppress_autoreply


def test_every_header_case_of_the_corpus(corpora: Path) -> None:
    wrong = []
    for line in (corpora / "mail/auto_headers.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        result = judged(*(f"{name}: {value}" for name, value in case["headers"].items()))
        if (result.kind.value, result.suppress_autoreply) != (case["label"], case["suppress_autoreply"]):
            wrong.append((case["id"], result))
    assert wrong == []


def test_no_labelled_automatic_mail_of_the_corpus_would_be_answered(corpora: Path) -> None:
    missed = []
    for line in (corpora / "mail/auto_labels.jsonl").open(encoding="utf-8"):
        case = json.loads(line)
        mail = parse_message((corpora / "mail" / case["file"]).read_bytes())
        if not judge_automatic(mail, own_addresses=frozenset()).suppress_autoreply:
            missed.append(case["id"])
    assert missed == []


def test_a9_results_of_our_own_server_count() -> None:
    trust = trusted(
        "Authentication-Results: mx.shop.example (amavis); spf=pass smtp.mailfrom=b.example;",
        " dkim=fail header.d=x.example; dkim=pass header.d=b.example; dmarc=fail (p=reject) header.from=b.example",
        "Received: from x by mx.shop.example",
        "From: a@b.example",
    )
    assert (trust.spf, trust.dkim, trust.dmarc) == ("pass", "pass", "fail")
    assert "dmarc_fail" in trust.warnings


@pytest.mark.parametrize(
    "headers",
    [
        ["Authentication-Results: mx.evil.example; dmarc=pass"],
        [
            "Received: by mx.shop.example",
            "Received: by evil",
            "Authentication-Results: mx.shop.example; dmarc=pass",
        ],
        ["ARC-Authentication-Results: i=1; mx.shop.example; dmarc=pass"],
        ["Authentication-Results: evil (mx.shop.example); dmarc=pass"],
        ["Received-SPF: pass"],
    ],
)
def test_a9_forged_results_are_ignored(headers: list[str]) -> None:
    trust = trusted(*headers, "From: a@b.example")
    assert (trust.spf, trust.dkim, trust.dmarc) == ("none", "none", "none")


@pytest.mark.parametrize(
    ("headers", "warning"),
    [
        (["From: a@x.example", "Reply-To: vip@y.example"], "reply_to_other_domain"),
        (["From: a@x.example", "Reply-To: b@x.example"], "reply_to_differs"),
        (['From: "ceo@shop.example" <x@evil.example>'], "name_shows_another_address"),
        (["From: a@x.example, b@y.example"], "several_senders"),
        (["From: a@p\u0430ypal.example"], "mixed_script_domain"),
        (["From: a@xn--pypal-4ve.example"], "mixed_script_domain"),
        (["From: a@good.example\u202e <x@evil.example>"], "hidden_characters_in_sender"),
        (["From: alice@example.org)bob@evil.example"], "unreadable_sender"),
        (["Subject: x"], "no_sender"),
    ],
)
def test_a8_a10_a13_what_looks_like_a_trick_is_named(headers: list[str], warning: str) -> None:
    assert warning in [code_of(one) for one in trusted(*headers).warnings]


def test_an_ordinary_sender_has_no_warning() -> None:
    assert trusted("From: Ann Lee <ann@example.org>", "Reply-To: ann@example.org").warnings == ()


def test_a13_an_international_domain_is_shown_in_punycode() -> None:
    assert show_domain("bücher.example") == "xn--bcher-kva.example"
    assert show_domain("plain.example") == "plain.example"
