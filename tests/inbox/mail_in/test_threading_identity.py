"""A mail header gives nobody identity or rights: the A rows of SECURITY.md through the whole filing."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import AuditEvent
from helpdesk.accounts.access import access_of
from helpdesk.core.clock import database_now
from helpdesk.core.ids import derived_key
from inbox.actions.reply import ReplyText, send_reply
from inbox.mail.tokens import reply_address
from inbox.models import Message, OutboundMail, Ticket
from inbox.queries.conversation import conversation
from tests.inbox.mail_in.world import World, a_mail

JANE = "jane@customer.example"


@pytest.fixture
def ours(world: World) -> Message:
    """Our answer in Jane's ticket."""
    ticket = world.message_of(world.receive(a_mail())).ticket
    answer = ReplyText("On its way.", (JANE,), (), ticket.last_message_id, "first-answer")
    return send_reply(ticket, answer, actor=world.agent(), now=database_now())


def token_address(ours: Message, world: World) -> str:
    return reply_address(world.address, ours.ticket_id, derived_key("reply-token"))


def test_a1_a_forged_reference_under_an_agents_name_sends_nothing(world: World, ours: Message) -> None:
    ours_before = OutboundMail.objects.count()
    forged = f"<crossdesk.{'a' * 32}.x@voltway.example>"
    mail = a_mail(sender="Alex Berg <alex@voltway.example>", headers=[("In-Reply-To", forged)])
    message = world.message_of(world.receive(mail))
    assert (message.direction, message.ticket_id != ours.ticket_id) == ("in", True)
    assert OutboundMail.objects.count() == ours_before
    event = AuditEvent.objects.get(action="mail.forged_reference")
    assert event.object_id == message.ticket_id


def test_a2_a_token_that_is_not_ours_opens_a_new_ticket(world: World, ours: Message) -> None:
    local, _, domain = world.address.rpartition("@")
    for length in (0, 1, 15, 16, 17, 32, 64):
        mail = a_mail(to=f"{local}+{'b' * length}@{domain}", subject=f"Hello {length}")
        assert world.message_of(world.receive(mail)).ticket_id != ours.ticket_id


def test_a3_a_strangers_words_change_nobody_who_gets_answers(world: World, ours: Message) -> None:
    mail = a_mail(sender="mallory@evil.example", to=token_address(ours, world))
    message = world.message_of(world.receive(mail))
    assert (message.is_from_stranger, message.ticket_id != ours.ticket_id) == (True, True)
    ticket = Ticket.objects.get(pk=ours.ticket_id)
    assert conversation(access_of(world.agent()), ticket, now=database_now()).reply_to == (JANE,)


def test_a4_an_agent_who_left_does_not_answer_by_mail(world: World, ours: Message) -> None:
    agent = world.agent()
    agent.is_active = False
    agent.save()
    mail = a_mail(sender="alex@voltway.example", to=token_address(ours, world))
    message = world.message_of(world.receive(mail))
    assert (message.direction, message.ticket_id != ours.ticket_id) == ("in", True)
    assert OutboundMail.objects.count() == 1


def test_a5_a_ticket_number_in_a_subject_joins_nothing(world: World, ours: Message) -> None:
    for subject in (f"Re: [#{ours.ticket_id}]", f"Ticket#{ours.ticket_id}", f"Re: #{ours.ticket_id} hello"):
        mail = a_mail(sender="mallory@evil.example", subject=subject)
        assert world.message_of(world.receive(mail)).ticket_id != ours.ticket_id


def test_a6_a_service_that_writes_to_a_ticket_address_is_kept_out_of_it(world: World, ours: Message) -> None:
    mail = a_mail(sender="no-reply@slack.example", to=token_address(ours, world), body="Your code is 123456")
    assert world.message_of(world.receive(mail)).ticket_id != ours.ticket_id


def test_a6_who_is_copied_by_mail_gets_no_answers_and_may_not_write_into_it(
    world: World, ours: Message
) -> None:
    copied = a_mail(to=token_address(ours, world), headers=[("Cc", "mallory@evil.example")])
    assert world.message_of(world.receive(copied)).ticket_id == ours.ticket_id
    ticket = Ticket.objects.get(pk=ours.ticket_id)
    shown = conversation(access_of(world.agent()), ticket, now=database_now())
    assert (shown.reply_to, shown.reply_cc) == ((JANE,), ())
    theirs = a_mail(sender="mallory@evil.example", to=token_address(ours, world))
    assert world.message_of(world.receive(theirs)).ticket_id != ours.ticket_id


@pytest.mark.parametrize("authserv_id", ["mx.voltway.example", "mx.evil.example"])
def test_a9_only_our_own_server_refutes_a_sender(
    world: World, ours: Message, settings: Any, authserv_id: str
) -> None:
    settings.TRUSTED_AUTHSERV_IDS = frozenset({"mx.voltway.example"})
    raw = f"Authentication-Results: {authserv_id}; dmarc=fail\r\n".encode()
    message = world.message_of(world.receive(raw + a_mail(to=token_address(ours, world))))
    is_ours = authserv_id == "mx.voltway.example"
    assert (message.ticket_id == ours.ticket_id) is not is_ours
    assert ("dmarc_fail" in message.trust["warnings"]) is is_ours


@pytest.mark.parametrize(
    "sender", ["jane@customer.example)mallory@evil.example", "jane@customer.example <mallory@evil.example>"]
)
def test_a10_an_ambiguous_sender_is_not_the_participant(world: World, ours: Message, sender: str) -> None:
    raw = a_mail(sender="x@y.example", to=token_address(ours, world))
    message = world.message_of(world.receive(raw.replace(b"x@y.example", sender.encode(), 1)))
    assert message.ticket_id != ours.ticket_id
    assert message.from_address != JANE


def test_a12_a_repeated_message_id_suppresses_nobody(world: World) -> None:
    first = world.receive(a_mail(message_id="<same@x.example>", body="The real question."))
    second = world.receive(a_mail(sender="m@evil.example", message_id="<same@x.example>", body="Another."))
    assert (first.state, second.state) == ("imported", "imported")
    assert world.message_of(first).ticket_id != world.message_of(second).ticket_id


def test_relay_mails_about_one_order_share_a_ticket_through_the_filing(world: World) -> None:
    buyer = "Jane <a1b2c3@marketplace.amazon.de>"
    subjects = ("Frage (Bestellung: 302-1234567-7654321)", "R\u00fcckgabe f\u00fcr 302-1234567-7654321")
    one, two = (world.message_of(world.receive(a_mail(sender=buyer, subject=each))) for each in subjects)
    assert one.ticket_id == two.ticket_id
    other = a_mail(sender="x9@marketplace.amazon.de", subject=subjects[0])
    assert world.message_of(world.receive(other)).ticket_id != one.ticket_id
