"""What becomes of a mail: duplicates, copies, answers, strangers, bounces, and mails nobody can read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditEvent
from helpdesk.core.clock import database_now
from helpdesk.core.ids import derived_key
from inbox.actions import outbox, quarantine
from inbox.actions.filing.run import file_waiting
from inbox.actions.ledger import Arrival, enter
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.status import set_status
from inbox.mail.tokens import reply_address
from inbox.models import (
    Attachment,
    Customer,
    InboundMail,
    InboundState,
    Message,
    OutboundMail,
    Status,
    Ticket,
    TimelineEvent,
)
from inbox.storage import read_blob
from tests.inbox.mail_in.world import World, a_mail

JANE = "jane@customer.example"


def answer(world: World, ticket: Ticket, text: str = "On its way.") -> Message:
    ticket.refresh_from_db()
    reply = ReplyText(text, (JANE,), (), ticket.last_message_id, f"key-{ticket.version}")
    return send_reply(ticket, reply, actor=world.agent(), now=database_now())


def as_received(message: Message, world: World) -> bytes:
    """One of our mails as the customer's program quotes it in an answer."""
    address = reply_address(world.address, message.ticket_id, derived_key("reply-token"))
    lines = [f"From: {world.address}", f"Reply-To: {address}", f"Message-ID: <{message.message_id}>", "", ""]
    return "\r\n".join(lines).encode()


def test_r16_same_message_id_with_other_words_keeps_every_mail(world: World) -> None:
    filed = [world.receive(a_mail(body=f"Mail {n}", message_id="<same@customer.example>")) for n in range(20)]
    assert {one.state for one in filed} == {"imported"}
    assert Message.objects.count() == 20


def test_r17_a_mail_delivered_twice_is_one_message_and_one_visible_duplicate(world: World) -> None:
    raw = a_mail(message_id="<twice@customer.example>")
    first = world.receive(b"Received: by one\r\n" + raw)
    second = world.receive(b"Received: by two\r\n" + raw)
    assert (first.state, second.state) == ("imported", "duplicate")
    assert second.duplicate_of_id == first.pk
    assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "header",
    [
        b"",
        b"Message-ID:\r\n",
        b"Message-ID: <" + b"x" * 10_000 + b"@a.example>\r\n",
        "Message-ID: <ü§@ä>\r\n".encode(),
    ],
)
def test_r18_any_message_id_is_imported_and_two_mails_without_one_stay_two(
    world: World, header: bytes
) -> None:
    for body in ("one", "two"):
        filed = world.receive(header + a_mail(message_id="", body=body))
        assert filed.state == "imported", filed.reason
        assert world.message_of(filed).message_id
    assert Message.objects.count() == 2


def test_a_customers_answer_reopens_a_resolved_ticket(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    set_status(ticket, Status.RESOLVED, actor=world.agent(), now=database_now())
    world.receive(a_mail(reply_to_mail=as_received(ours, world), body="It is still not here!"))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.message_count) == (Status.IN_PROGRESS, 3)
    assert ticket.resolved_at is None
    assert ticket.waiting_since is not None


def test_automatic_answers_join_but_do_not_reopen(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    set_status(ticket, Status.RESOLVED, actor=world.agent(), now=database_now())
    headers = [("Auto-Submitted", "auto-replied")]
    world.receive(a_mail(reply_to_mail=as_received(ours, world), subject="Out of office", headers=headers))
    ticket.refresh_from_db()
    assert (ticket.status, ticket.message_count, ticket.waiting_since) == (Status.RESOLVED, 3, None)


def test_a3_a_stranger_with_a_valid_token_opens_a_ticket_of_their_own(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    mail = a_mail(sender="mallory@evil.example", reply_to_mail=as_received(ours, world))
    message = world.message_of(world.receive(mail))
    assert message.ticket_id != ticket.pk
    assert message.is_from_stranger
    assert message.ticket.related == [ticket.pk]
    assert TimelineEvent.objects.filter(ticket=message.ticket, kind="stranger").exists()


def test_a1_a_forged_reference_is_audited_and_joins_nothing(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    ours.message_id = "crossdesk." + "a" * 32 + ".guess@voltway.example"
    ours.ticket_id = 1  # the address below is signed for another ticket
    forged = f"From: x@y.example\r\nReply-To: {world.address}\r\nMessage-ID: <{ours.message_id}>\r\n\r\n"
    message = world.message_of(world.receive(a_mail(reply_to_mail=forged.encode())))
    assert message.ticket_id != ticket.pk
    assert AuditEvent.objects.filter(action="mail.forged_reference", object_id=message.ticket_id).exists()


def test_a14_the_same_thread_in_two_mailboxes_is_two_tickets(world: World) -> None:
    other = world.add_mailbox(world.mailbox.store, f"other-{world.address}", "secret")
    first = a_mail(message_id="<thread@customer.example>")
    one, two = world.receive(first), world.receive(first, mailbox=other)
    assert world.message_of(one).ticket_id != world.message_of(two).ticket_id
    later = a_mail(headers=[("In-Reply-To", "<thread@customer.example>")], body="And now?")
    assert world.message_of(world.receive(later, mailbox=other)).ticket_id == world.message_of(two).ticket_id


def test_an_answer_that_arrives_before_its_question_shares_the_ticket(world: World) -> None:
    late = a_mail(message_id="<first@customer.example>", body="The question.")
    early = a_mail(headers=[("References", "<first@customer.example>")], body="One more thing.")
    one, two = world.receive(early), world.receive(late)
    assert world.message_of(one).ticket_id == world.message_of(two).ticket_id


def test_a_copy_of_our_own_mail_is_ignored_with_its_reason(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    filed = world.receive(a_mail(sender=world.address, message_id=f"<{ours.message_id}>"))
    assert (filed.state, filed.reason) == ("ignored", "a copy of a mail that we sent ourselves")


def test_a_bounce_shows_on_the_mail_that_bounced(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    ours = answer(world, ticket)
    OutboundMail.objects.update(state="sent")
    report = BOUNCE.format(to=world.address, jane=JANE, message_id=ours.message_id).replace("\n", "\r\n")
    filed = world.receive(report.encode())
    assert world.message_of(filed).ticket_id == ticket.pk
    ticket.refresh_from_db()
    outbound = OutboundMail.objects.get()
    assert ticket.has_failed_delivery
    words = {"state": "bounced", "status": "5.1.1", "detail": "550 5.1.1 no such user"}
    assert outbound.recipients[JANE] == words
    assert TimelineEvent.objects.filter(ticket=ticket, kind="bounced", message=ours).exists()


def test_an_unreadable_mail_is_quarantined_and_the_next_one_arrives(world: World) -> None:
    bad, good = world.receive(b"\0\1\2\3" * 400), world.receive(a_mail())
    assert (bad.state, good.state) == ("quarantined", "imported")
    assert bad.reason.endswith(".")
    assert quarantine.raw_bytes(bad) == b"\0\1\2\3" * 400
    assert quarantine.retry(bad, actor=None, now=database_now()).state == "quarantined"
    assert quarantine.release(bad, actor=None, now=database_now()).state == "ignored"
    with pytest.raises(quarantine.NotQuarantined):
        quarantine.release(bad, actor=None, now=database_now())


def test_h7_a_mail_that_kills_its_reader_is_given_up_after_three_tries(world: World) -> None:
    filed = world.receive(b"\0\1\2\3" * 400)
    InboundMail.objects.filter(pk=filed.pk).update(state="fetched", attempts=3)
    from inbox.actions.filing.run import file_inbound

    assert file_inbound(filed.pk, now=database_now()).state == InboundState.QUARANTINED


def test_attachments_are_stored_once_with_harmless_names(world: World) -> None:
    from email import policy
    from email.message import EmailMessage

    mail = EmailMessage(policy=policy.SMTP)
    mail["From"], mail["To"], mail["Subject"] = JANE, world.address, "Broken"
    mail.set_content("See the photo.")
    mail.add_attachment(b"\x89PNG broken", maintype="image", subtype="png", filename="../../etc/mug.png")
    filed = world.receive(mail.as_bytes())
    attachment = Attachment.objects.get(message__inbound=filed)
    assert attachment.name == "mug.png"
    assert read_blob(attachment.blob) == b"\x89PNG broken"
    assert world.message_of(filed).ticket.has_attachments


def test_h9_a_mail_without_a_sender_becomes_a_ticket_of_an_unknown_customer(world: World) -> None:
    for _mail in range(2):
        assert world.receive(a_mail(sender="").replace(b"From: \r\n", b"")).state == "imported"
    assert Customer.objects.count() == 2


def test_a_batch_of_fifty_mails_takes_less_than_one_query_a_mail(world: World) -> None:
    now, queries = database_now(), {}
    for name, mails in (
        ("one", [a_mail(message_id="<q@customer.example>")]),
        (
            "fifty",
            [a_mail(message_id=f"<q{n}@customer.example>", subject=f"Order {n}") for n in range(35)]
            + [
                a_mail(body=f"More {n}", headers=[("References", f"<q{n}@customer.example>")])
                for n in range(15)
            ],
        ),
    ):
        arrivals = [Arrival(len(queries) * 100 + n + 1, now, raw) for n, raw in enumerate(mails)]
        enter(arrivals, world.mailbox, "INBOX", 1, now)
        with CaptureQueriesContext(connection) as captured:
            assert file_waiting(now=now) == len(mails)
        queries[name] = len(captured)
    assert world.states() == ["imported"] * 51
    assert Ticket.objects.count() == 36
    assert queries["one"] <= 32, queries
    assert queries["fifty"] <= 40, queries


def test_filing_twice_changes_nothing(world: World) -> None:
    from inbox.actions.filing.run import file_inbound

    filed = world.receive(a_mail())
    assert file_inbound(filed.pk, now=database_now()).state == "imported"
    assert Message.objects.count() == 1
    assert outbox.claim_due(database_now()) == []


BOUNCE = """From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Return-Path: <>
Auto-Submitted: auto-replied
Message-ID: <bounce-1@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your mail could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {jane}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

From: {to}
To: {jane}
Subject: Re: Where is my parcel?
Message-ID: <{message_id}>

On its way.
--b--
"""


def test_answers_that_come_before_their_mail_stay_together_in_any_order(world: World) -> None:
    root = a_mail(message_id="<root@customer.example>")
    first = a_mail(body="And?", headers=[("References", "<root@customer.example>")])
    second = a_mail(body="Hello?", headers=[("References", "<root@customer.example>")])
    stranger = a_mail(
        sender="other@customer.example", headers=[("References", "<root@customer.example>")], body="Me too"
    )
    tickets = [world.message_of(world.receive(raw)).ticket_id for raw in (first, second, stranger, root)]
    assert tickets[0] == tickets[1] == tickets[3] != tickets[2]
    now = database_now()
    others = [
        a_mail(body=f"{n}", subject="Bulk", headers=[("References", "<batch@customer.example>")])
        for n in range(5)
    ]
    enter([Arrival(500 + n, now, raw) for n, raw in enumerate(others)], world.mailbox, "INBOX", 1, now)
    file_waiting(now=now)
    assert Ticket.objects.filter(subject="Bulk").count() == 1
