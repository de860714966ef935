"""Rates, turns, times chosen by people, and what a mail says about where it comes from."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import transaction

from audit.models import AuditEvent
from helpdesk.core.clock import database_now
from helpdesk.core.ids import derived_key
from inbox.actions import outbox
from inbox.actions.reply import NotAhead
from inbox.actions.take_back import TooLate, take_back
from inbox.mail.tokens import reply_address
from inbox.mail.verp import outbound_of
from inbox.models import Direction, Draft, Mailbox, MailboxAlias, Message, OutboundMail, TimelineEvent
from tests.inbox.mail_out.desk import JANE, answer, later, send_due, through
from tests.inbox.mail_out.submission import Submission
from tests.support.personas import Desk, make_message, make_ticket


@pytest.fixture(autouse=True)
def _no_undo_window(settings: Any) -> None:
    settings.UNDO_SEND_SECONDS = 0


def queue(desk: Desk, mailbox: Mailbox, count: int, **fields: Any) -> list[Message]:
    """Many mails of one ticket, due now."""
    ticket = make_ticket(mailbox)
    now = database_now()
    mails = []
    for _number in range(count):
        message = make_message(ticket, "On its way.", direction=Direction.OUT, to=[JANE])
        outbox.queue_mail(message, recipients=[JANE], send_after=now, now=now, **fields)
        mails.append(message)
    return mails


def test_a_mailbox_sends_no_faster_than_its_rate(desk: Desk) -> None:
    Mailbox.objects.filter(pk=desk.support.pk).update(sends_per_minute=5)
    queue(desk, desk.support, 12)
    start = database_now()
    claims = [len(outbox.claim_due(start + timedelta(seconds=seconds))) for seconds in (0, 1, 30, 59)]
    assert claims == [5, 0, 0, 0]
    assert len(outbox.claim_due(start + timedelta(seconds=61))) == 5
    assert len(outbox.claim_due(start + timedelta(seconds=125))) == 2


def test_mailboxes_take_turns_and_people_go_before_machines(desk: Desk) -> None:
    queue(desk, desk.support, 30, is_automatic=True)
    people = queue(desk, desk.support, 1)
    queue(desk, desk.billing, 3)
    claimed = [one.outbound_id for one in outbox.claim_due(database_now(), limit=6)]
    rows = OutboundMail.objects.filter(pk__in=claimed)
    assert rows.filter(mailbox=desk.billing).count() == 3
    assert people[0].outbound.pk in claimed


def test_a_minute_full_of_one_mailbox_leaves_room_for_another(desk: Desk) -> None:
    Mailbox.objects.filter(pk=desk.support.pk).update(sends_per_minute=2)
    queue(desk, desk.support, 60)
    queue(desk, desk.billing, 2)
    claimed = [one.outbound_id for one in outbox.claim_due(later(seconds=1), limit=50)]
    assert len(claimed) == 4


def test_a_mail_for_later_waits_for_its_time(desk: Desk) -> None:
    nine = later(hours=14)
    message = answer(desk, send_at=nine)
    assert message.outbound.send_after == nine
    assert outbox.claim_due(nine - timedelta(minutes=1)) == []
    assert len(outbox.claim_due(nine + timedelta(seconds=1))) == 1
    with pytest.raises(TooLate):
        take_back(message, actor=desk.admin, now=database_now())


@pytest.mark.parametrize("span", [timedelta(seconds=-1), timedelta(days=400)])
def test_a_time_that_has_passed_or_is_years_away_is_refused(desk: Desk, span: timedelta) -> None:
    with pytest.raises(NotAhead):
        answer(desk, send_at=database_now() + span)
    assert not OutboundMail.objects.exists()


def test_a_mail_for_later_can_be_sent_now(desk: Desk) -> None:
    message = answer(desk, send_at=later(days=3))
    outbox.send_now(message.outbound, actor=desk.admin, now=database_now())
    assert len(outbox.claim_due(database_now())) == 1
    with pytest.raises(outbox.NotResendable):
        outbox.send_now(message.outbound, actor=desk.admin, now=database_now())


def test_a_mail_for_later_comes_back_when_the_customer_writes_first(desk: Desk) -> None:
    stays = answer(desk, send_at=later(days=1))
    ticket = make_ticket(desk.support)
    message = answer(
        desk, ticket=ticket, send_at=later(days=1), cancels_on_answer=True, body="Did it arrive?"
    )
    ticket.refresh_from_db()
    assert ticket.waiting_since is None
    Draft.objects.create(ticket=ticket, user=desk.admin, kind="reply", body="PS", updated_at=database_now())
    make_message(ticket, "It has arrived, thank you.")
    with transaction.atomic():
        assert outbox.cancel_on_answer([ticket.pk, stays.ticket_id], database_now()) == 1
        assert outbox.cancel_on_answer([ticket.pk], database_now()) == 0
    states = dict(OutboundMail.objects.values_list("message_id", "state"))
    assert states == {message.pk: "cancelled", stays.pk: "queued"}
    assert Draft.objects.get(ticket=ticket).body == "Did it arrive?\n\nPS"
    assert TimelineEvent.objects.filter(ticket=ticket, kind="cancelled", message=message).exists()
    assert AuditEvent.objects.filter(action="mail.cancelled", object_id=message.outbound.pk).exists()
    ticket.refresh_from_db()
    assert not ticket.preview_is_ours
    assert ticket.waiting_since is not None
    assert outbox.claim_due(later(days=2)) != []


def test_a_mail_that_is_leaving_is_not_cancelled_by_an_answer(desk: Desk) -> None:
    message = answer(desk, send_at=later(hours=1), cancels_on_answer=True)
    outbox.claim_due(later(hours=2))
    assert outbox.cancel_on_answer([message.ticket_id], database_now()) == 0
    assert OutboundMail.objects.get().state == "sending"


def sent_through(desk: Desk, message: Message) -> tuple[str, Any]:
    """Envelope sender and header of a mail as it left."""
    with Submission() as server:
        through(server)
        assert [row.state for row in send_due()] == ["sent"]
    ((sender, _recipients, content),) = server.accepted
    return sender, message_from_bytes(content, policy=policy.default)


def written_to(desk: Desk, *addresses: str) -> Message:
    """Our answer to a customer who wrote to these, one mail each."""
    ticket = make_ticket(desk.support)
    for address in addresses:
        make_message(ticket, "Hello?", to=[address])
    return answer(desk, ticket=ticket)


def test_an_answer_comes_from_the_alias_the_customer_wrote_to(desk: Desk) -> None:
    MailboxAlias.objects.create(mailbox=desk.support, address="Returns@voltway.example")
    token = reply_address(desk.support.address, 77, derived_key("reply-token"))
    message = written_to(desk, "returns@voltway.example", "shop@elsewhere.example")
    assert message.from_address == "returns@voltway.example"
    sender, mail = sent_through(desk, message)
    assert mail["From"].addresses[0].addr_spec == "returns@voltway.example"
    assert mail["Reply-To"].addresses[0].addr_spec.startswith("support+")
    assert outbound_of(sender, derived_key("bounce-address")) == message.outbound.pk
    assert written_to(desk, "returns@voltway.example", token).from_address == "returns@voltway.example"
    assert (
        written_to(desk, "returns@voltway.example", desk.support.address).from_address == desk.support.address
    )


def test_i6_a_mail_never_comes_from_an_address_the_mailbox_does_not_own(desk: Desk) -> None:
    alias = MailboxAlias.objects.create(mailbox=desk.support, address="returns@voltway.example")
    MailboxAlias.objects.create(mailbox=desk.billing, address="invoices@voltway.example")
    assert written_to(desk, "invoices@voltway.example").from_address == desk.support.address
    OutboundMail.objects.all().delete()
    message = written_to(desk, "returns@voltway.example")
    alias.delete()
    _sender, mail = sent_through(desk, message)
    assert mail["From"].addresses[0].addr_spec == desk.support.address


def test_automatic_mail_says_so_and_comes_back_to_nobody(desk: Desk) -> None:
    Mailbox.objects.update(requests_dsn=True)
    (message,) = queue(desk, desk.support, 1, is_automatic=True)
    sender, mail = sent_through(desk, message)
    assert sender == "<>"  # as the server heard it
    assert mail["Auto-Submitted"] == "auto-replied"
    assert mail["X-Auto-Response-Suppress"] == "All"
