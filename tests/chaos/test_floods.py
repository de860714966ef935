"""R21, R22, R55: very much mail, very bad mail, and a thousand bounces."""

from __future__ import annotations

import os
import time
from collections import Counter

import pytest

from inbox.models import InboundMail, Message, OutboundMail, Ticket
from tests.bench.generator import build_small
from tests.bench.measure import rss_mb
from tests.chaos.invariants import assert_calm, assert_mail_in
from tests.chaos.world import World, a_mail, seed_of
from tests.support.poison import poison_set

pytestmark = [pytest.mark.chaos, pytest.mark.chaos_long]
FULL = bool(os.environ.get("CHAOS_FULL"))
BACKLOG, GOOD, BOUNCES = (20_000, 1000, 1000) if FULL else (3_000, 300, 200)


def test_r21_memory_stays_flat_while_a_backlog_is_worked_off(between: World) -> None:
    """The whole experiment, with pages and a kill, is `python -m tests.bench backlog --backlog 100000`."""
    for mail in build_small(BACKLOG, to=between.mailbox.address):
        between.imap.deliver(b"X-Chaos-Id: b%d\r\n" % mail.number + mail.raw)
    own = []
    while InboundMail.objects.count() < BACKLOG or between.waiting():
        between.be_due()
        between.work()
        own.append(rss_mb(os.getpid()))
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert_calm(between)
    # Half of this process is the IMAP server with all the mails.
    assert own[-1] - own[len(own) // 3] < 30, own


def test_r22_poison_among_good_mail_delays_and_loses_nothing(between: World) -> None:
    poison = poison_set(seed_of("R22") % 1000)
    every = max(1, GOOD // len(poison))
    good = []
    started = time.monotonic()
    for number in range(GOOD):
        good += between.deliver(1, prefix="good")
        if number % every == 0 and number // every < len(poison):
            name, raw = poison[number // every]
            between.imap.deliver(f"X-Chaos-Id: poison-{name}\r\n".encode() + raw)
    between.visit_and_file()
    seconds = time.monotonic() - started
    ends = assert_mail_in(between)
    assert {ends[one] for one in good} == {"imported"}
    bad = Counter(state for one, state in ends.items() if one.startswith("poison-"))
    assert set(bad) <= {"imported", "quarantined", "ignored"}
    assert bad.total() == min(len(poison), -(-GOOD // every))
    assert not InboundMail.objects.filter(attempts__gt=3).exists()
    assert seconds < 60 + GOOD / 20, f"{seconds:.0f} s"
    before = Message.objects.count()
    between.visit_and_file()  # H7: nothing is read again
    assert Message.objects.count() == before


def _report(chaos_id: str, original: str, address: str, to: str) -> bytes:
    """A delivery report as Postfix writes it, with the header of the mail that came back."""
    parts = (
        "This is the mail system. Your message could not be delivered.\r\n",
        f"Reporting-MTA: dns; mx.elsewhere.example\r\n\r\nFinal-Recipient: rfc822; {address}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n",
        original,
    )
    kinds = ("text/plain", "message/delivery-status", "text/rfc822-headers")
    body = "".join(
        f"--r\r\nContent-Type: {kind}\r\n\r\n{part}\r\n" for kind, part in zip(kinds, parts, strict=True)
    )
    return (
        a_mail(
            chaos_id,
            sender="mailer-daemon@elsewhere.example",
            subject="Undelivered Mail Returned to Sender",
            to=to,
        ).partition(b"MIME-Version")[0]
        + b"Auto-Submitted: auto-replied\r\nReturn-Path: <>\r\nMIME-Version: 1.0\r\n"
        + b'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n'
        + f"{body}--r--\r\n".encode()
    )


@pytest.mark.parametrize("names_original", [True, False], ids=["by-message-id", "by-return-path-alone"])
def test_r55_a_storm_of_bounces_finds_its_mails_and_answers_nobody(
    between: World, names_original: bool
) -> None:
    between.set(sends_per_minute=1000)
    between.deliver(20)
    between.visit_and_file()
    for ticket in Ticket.objects.order_by("pk"):
        between.reply(to=(f"gone{ticket.pk}@customer.example",), ticket=ticket)
    between.send_due()
    sent = list(between.smtp.accepted)
    assert len(sent) == 20
    tickets_before = Ticket.objects.count()
    for number in range(BOUNCES):
        one = sent[number % len(sent)]
        original = f"Message-ID: <{one.message_id}>\r\n" if names_original else "Subject: your mail\r\n"
        between.imap.deliver(_report(f"dsn-{number}", original, one.recipients[0], one.sender))
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) <= {"imported", "ignored"}
    assert Ticket.objects.count() == tickets_before, "bounces opened tickets"
    for row in OutboundMail.objects.select_related("message"):
        assert row.state == "failed"
        assert {one["state"] for one in row.recipients.values()} == {"bounced"}
        assert Ticket.objects.get(pk=row.message.ticket_id).has_failed_delivery
    assert OutboundMail.objects.count() == 20, "a bounce was answered"
    assert between.send_due() == []
    assert len(between.smtp.accepted) == 20
    assert set(between.smtp.ledger.times_accepted().values()) == {1}
