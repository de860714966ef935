"""Reports of mail servers on our mail: whom they are believed, and what they change (SECURITY R55; PRODUCT IN-6)."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from helpdesk.core.clock import database_now
from inbox.actions import outbox
from inbox.actions.delivery import show_delivery
from inbox.actions.filing.run import file_waiting
from inbox.actions.ledger import Arrival, enter
from inbox.actions.reply import ReplyText, send_reply
from inbox.models import Message, OutboundMail, Ticket, TimelineEvent
from tests.inbox.auto.reports import report, return_path
from tests.inbox.mail_in.world import World, a_mail

JANE, BOB = "jane@customer.example", "bob@customer.example"
FULL = ("failed", "5.2.2", "552 5.2.2 mailbox full")

_numbers = itertools.count(1)


def sent(world: World, *to: str, ticket: Ticket | None = None) -> Message:
    """An answer of ours that has left."""
    ticket = ticket or world.message_of(world.receive(a_mail())).ticket
    ticket.refresh_from_db()
    reply = ReplyText("On its way.", to or (JANE,), (), ticket.last_message_id, f"key-{next(_numbers)}")
    message = send_reply(ticket, reply, actor=world.agent(), now=database_now())
    recipients = {one: {"state": "sent", "detail": ""} for one in to or (JANE,)}
    OutboundMail.objects.filter(message=message).update(state="sent", recipients=recipients)
    return message


def show(message: Message) -> None:
    """What is done when a mail has left."""
    with transaction.atomic():
        show_delivery(OutboundMail.objects.select_related("message").get(message=message), now=database_now())


def states(message: Message) -> dict[str, str]:
    recipients = OutboundMail.objects.get(message=message).recipients
    return {address: one["state"] for address, one in recipients.items()}


def test_a_report_to_the_signed_return_path_marks_the_recipients_it_names(world: World) -> None:
    ours = sent(world, JANE, BOB)
    filed = world.receive(report(world, (JANE, *FULL), to=return_path(world, ours)))
    assert world.message_of(filed).ticket_id == ours.ticket_id
    assert states(ours) == {JANE: "bounced", BOB: "sent"}
    ticket = Ticket.objects.get(pk=ours.ticket_id)
    event = TimelineEvent.objects.get(ticket=ticket, kind="bounced")
    assert ticket.has_failed_delivery
    assert (event.data["to"], event.data["reason"]) == (JANE, "mailbox_full")


@pytest.mark.parametrize(
    ("action", "status", "state", "is_failure"),
    [("delayed", "4.4.1", "delayed", False), ("delivered", "2.0.0", "delivered", False)],
)
def test_a_delay_and_a_delivery_change_the_line_and_nothing_else(
    world: World, action: str, status: str, state: str, is_failure: bool
) -> None:
    ours = sent(world)
    world.receive(report(world, (JANE, action, status, "words"), to=return_path(world, ours)))
    ticket = Ticket.objects.get(pk=ours.ticket_id)
    assert states(ours) == {JANE: state}
    assert OutboundMail.objects.get().state == "sent"
    assert ticket.has_failed_delivery is is_failure
    assert not TimelineEvent.objects.filter(kind="bounced").exists()
    assert Ticket.objects.count() == 1


def test_a_forged_report_changes_nothing(world: World) -> None:
    ours = sent(world)
    local, _, domain = return_path(world, ours).partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    names = [("", "crossdesk." + "a" * 32 + ".guess@voltway.example"), (forged, "")]
    for number, (to, message_id) in enumerate(names):
        filed = world.receive(report(world, (JANE, *FULL), to=to, message_id=message_id, number=number))
        assert world.message_of(filed).ticket_id != ours.ticket_id
    assert states(ours) == {JANE: "sent"}
    assert not Ticket.objects.filter(has_failed_delivery=True).exists()


def test_a_report_names_strangers_in_vain(world: World) -> None:
    """Whoever got one mail of ours can sign nothing but reports about that mail's own recipients."""
    ours = sent(world, JANE, BOB)
    world.receive(report(world, ("eve@evil.example", *FULL), to=return_path(world, ours)))
    assert states(ours) == {JANE: "sent", BOB: "sent"}


def test_a_report_about_another_mailboxs_mail_changes_nothing(world: World) -> None:
    ours = sent(world)
    other = world.add_mailbox(world.mailbox.store, f"other-{world.address}", "secret")
    world.receive(report(world, (JANE, *FULL), message_id=ours.message_id), mailbox=other)
    assert states(ours) == {JANE: "sent"}


@pytest.mark.parametrize(
    ("prose", "reason"),
    [
        ("Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
         "<jane@customer.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n"
         "--- Below this line is a copy of the message.", "no_such_address"),
        ("A message that you sent could not be delivered to one or more of its recipients.\n\n"
         "  jane@customer.example\n    mailbox is full: retry timeout exceeded", "mailbox_full"),
        ("很抱歉，您的邮件无法送达。\n"
         "收件人邮件地址（jane@customer.example）不存在，邮件无法送达。", "no_such_address"),
        ("次の宛先への配信に失敗しました。\n"
         "<jane@customer.example>: 宛先のメールアドレスは存在しません。", "no_such_address"),
    ],
)  # fmt: skip
def test_a_report_in_prose_is_understood(world: World, prose: str, reason: str) -> None:
    ours = sent(world)
    world.receive(
        a_mail(
            sender="MAILER-DAEMON@mx.example",
            to=return_path(world, ours),
            subject="failure notice",
            body=prose,
        )
    )
    assert states(ours) == {JANE: "bounced"}
    assert TimelineEvent.objects.get(kind="bounced").data["reason"] == reason


def test_the_same_report_again_adds_no_line(world: World) -> None:
    ours = sent(world)
    for number in range(5):
        world.receive(report(world, (JANE, *FULL), to=return_path(world, ours), number=number))
    assert TimelineEvent.objects.filter(kind="bounced").count() == 1
    assert Ticket.objects.count() == 1


def test_a_later_delivery_does_not_clear_a_refusal(world: World) -> None:
    ours = sent(world, JANE, BOB)
    world.receive(report(world, (JANE, *FULL), to=return_path(world, ours)))
    later = sent(world, BOB, ticket=ours.ticket)
    show(later)
    assert Ticket.objects.get(pk=ours.ticket_id).has_failed_delivery


def test_a_refusal_for_one_of_two_is_sent_again_to_that_one_only(world: World) -> None:
    ours = sent(world, JANE, BOB)
    OutboundMail.objects.filter(message=ours).update(
        recipients={JANE: {"state": "failed", "detail": "550 no"}, BOB: {"state": "sent", "detail": ""}}
    )
    later = sent(world, BOB, ticket=ours.ticket)
    show(later)
    assert Ticket.objects.get(pk=ours.ticket_id).has_failed_delivery, "a mail to bob settled jane's refusal"
    outbox.resend(OutboundMail.objects.get(message=ours), actor=world.agent(), now=database_now())
    assert states(ours) == {JANE: "waiting", BOB: "sent"}


def test_a_receipt_says_delivered_and_a_complaint_leaves_a_line(world: World) -> None:
    ours = sent(world)
    for kind, part, fields in (
        ("disposition-notification", "disposition-notification",
         f"Final-Recipient: rfc822; {JANE}\nDisposition: manual-action/MDN-sent-manually; displayed"),
        ("feedback-report", "feedback-report", f"Feedback-Type: abuse\nOriginal-Rcpt-To: {JANE}"),
    ):  # fmt: skip
        raw = report(world, to=return_path(world, ours), number=kind).decode()
        raw = raw.replace("delivery-status", kind, 1).replace("message/delivery-status", f"message/{part}")
        raw = raw.replace("Reporting-MTA: dns; mx.example\r\n\r\n", fields.replace("\n", "\r\n"))
        raw = raw.replace("Mail Delivery System <MAILER-DAEMON@mx.example>", JANE)
        raw = raw.replace("Undelivered Mail Returned to Sender", "Report")
        world.receive(raw.encode())
    assert states(ours) == {JANE: "delivered"}
    assert TimelineEvent.objects.get(kind="bounced").data["report"] == "complaint"
    assert Ticket.objects.count() == 1


def test_r55_a_storm_of_reports_joins_its_tickets_by_two_questions_a_batch(world: World) -> None:
    ours = [sent(world, f"c{n}@customer.example") for n in range(5)]
    tickets, now = Ticket.objects.count(), database_now()
    raws = [
        report(world, (f"c{n % 5}@customer.example", *FULL), to=return_path(world, ours[n % 5]), number=n)
        for n in range(50)
    ]
    arrivals = [Arrival(5000 + n, now, raw) for n, raw in enumerate(raws)]
    enter(arrivals, world.mailbox, "INBOX", 1, now)
    with CaptureQueriesContext(connection) as captured:
        assert file_waiting(now=now) == 50
    asked = [one for one in captured.captured_queries if "outbound_mail" in one["sql"]]
    assert Ticket.objects.count() == tickets
    assert [states(one) for one in ours] == [{f"c{n}@customer.example": "bounced"} for n in range(5)]
    assert OutboundMail.objects.count() == 5
    assert TimelineEvent.objects.filter(kind="bounced").count() == 5
    assert len(asked) <= 2 + 5 * 3 + 45, [one["sql"][:120] for one in asked]
