"""Reports of mail servers as they write them: the corpus, and the prose of those that know no RFC 3464."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from inbox.mail.bounce_texts import read_bounce_text
from inbox.mail.dsn import MailReport, ReportKind, read_report
from inbox.mail.parse import parse_message
from inbox.mail.status_codes import Action, Reason, best_status, reason_of


def of_corpus(corpora: Path, name: str) -> MailReport:
    report = read_report(parse_message((corpora / "mail/messages" / name).read_bytes()), is_bounce=True)
    assert report is not None
    return report


@pytest.mark.parametrize(
    ("name", "address", "action", "status", "reason"),
    [
        ("flanker__bounce__mailbox-full.eml", "user@aol.com", "failed", "5.2.2", "mailbox_full"),
        ("flanker__bounce__no-mx.eml", "user@example.com", "delayed", "4.4.4", "no_such_domain"),
        ("flanker__bounce__gmail-no-dns.eml", "user@example.comm", "failed", "5.1.2", "no_such_domain"),
        ("enmime__testdata__delayed_dsn.eml", "thomas@de-montfort.ac.uk", "delayed", "4.0.0", "other"),
        ("enmime__testdata__simple_dsn.eml", "louisl@larry.slip.umd.edu", "failed", "4.4.1", "no_answer"),
        ("libredesk__testdata__bounce-dsn.eml", "nobody@example.com", "failed", "5.1.1", "no_such_address"),
    ],
)
def test_reports_of_the_corpus(
    corpora: Path, name: str, address: str, action: str, status: str, reason: str
) -> None:
    (one,) = of_corpus(corpora, name).recipients
    assert (one.address, str(one.action), one.status) == (address, action, status)
    assert reason_of(one.status, one.detail) == reason


def test_a_report_on_several_recipients_tells_of_each(corpora: Path) -> None:
    report = of_corpus(corpora, "enmime__testdata__multi_recipient_dsn.eml")
    assert [(one.address, str(one.action)) for one in report.recipients] == [
        ("arathib@vnet.ibm.com", "failed"),
        ("johnh@hpnjld.njd.hp.com", "delayed"),
        ("wsnell@sdcc13.ucsd.edu", "failed"),
    ]


def test_receipts_and_complaints_name_the_mail_they_are_about(corpora: Path) -> None:
    receipt = of_corpus(corpora, "flanker__messages__disposition-notification.eml")
    complaint = of_corpus(corpora, "flanker__complaints__yahoo.eml")
    assert (receipt.kind, receipt.original_ids) == (ReportKind.RECEIPT, ("199509192301.23456@example.org",))
    assert (complaint.kind, complaint.original_ids[0]) == (
        ReportKind.COMPLAINT,
        "20120711015015.4A8BE2E088E@www.example.com",
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", Reason.NO_SUCH_ADDRESS),
        ("550-5.7.1 Our system has detected that this message is likely spam", Reason.SPAM),
        ("552 Requested mail action aborted: exceeded storage allocation", Reason.MAILBOX_FULL),
        ("554 5.7.1 Access denied", Reason.NOT_ALLOWED),
        ("550 Mailbox not found", Reason.NO_SUCH_ADDRESS),
        ("552 5.3.4 message size exceeds fixed limit", Reason.TOO_LARGE),
        ("Empfänger unbekannt", Reason.NO_SUCH_ADDRESS),
        ("该用户的邮箱容量不足", Reason.MAILBOX_FULL),
        ("connect to mx.b.example[192.0.2.5]:25: Connection timed out", Reason.NO_ANSWER),
        ("something nobody has heard of", Reason.OTHER),
    ],
)
def test_the_words_of_servers_come_down_to_a_reason(words: str, reason: Reason) -> None:
    assert reason_of(best_status("", words), words) == reason


def test_an_address_of_an_ip_is_no_code() -> None:
    assert best_status("", "host mx.example[5.1.1.7] said something") == ""


@pytest.mark.parametrize(
    ("prose", "action"),
    [
        (
            "Delivery to the following recipient has been delayed:\n\n  a@b.example\n\nWe will retry.",
            Action.DELAYED,
        ),
        ("This is a warning message only. You do not need to resend.\n a@b.example", Action.DELAYED),
        ("Delivery to the following recipient failed permanently:\n\n  a@b.example", Action.FAILED),
    ],
)
def test_a_delay_in_prose_is_told_from_a_refusal(prose: str, action: Action) -> None:
    assert [(one.address, one.action) for one in read_bounce_text(prose)] == [("a@b.example", action)]


def test_the_returned_mail_below_the_prose_is_not_searched() -> None:
    prose = "I was unable to deliver to\n a@b.example\n 550 user unknown\n\n"
    prose += "--- Below this line is a copy of the message.\n\n"
    assert [one.address for one in read_bounce_text(prose + "Cc: friend@c.example\n")] == ["a@b.example"]


@pytest.mark.parametrize(
    "text", ["a@" * 50_000, "<" * 100_000, " " * 100_000, "\n" * 100_000, "5.1." * 30_000, "a@b.co " * 20_000]
)
def test_hostile_prose_costs_little(text: str) -> None:
    start = time.perf_counter()
    read_bounce_text(text, ("x@y.example",))
    best_status("", text)
    assert time.perf_counter() - start < 1
