"""Customers who write in while the demo runs."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from email.policy import default
from random import Random

import pytest

from helpdesk.demo.content.followups import answer_to
from helpdesk.demo.content.live import next_mail, reply_mail
from helpdesk.demo.content.model import World
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply
from inbox.mail.tokens import reply_address
from tests.demo.conftest import NOW

KEY = b"k" * 32


def test_a_hundred_mails_in_a_row_are_a_hundred_different_mails(world: World) -> None:
    rng = Random(5)
    mails = [parse_message(next_mail(rng, world, n).raw) for n in range(100)]
    assert len({one.text for one in mails}) >= 98
    assert len({one.message_id for one in mails}) == 100
    assert {one.to[0] for one in mails} == {one.address for one in world.mailboxes}
    known = {one.email for one in world.customers}
    assert all(one.from_address in known for one in mails)
    assert all(one.message_id.endswith(".example") for one in mails)


def test_order_numbers_in_new_mail_are_orders_the_desk_knows(world: World) -> None:
    rng = Random(6)
    numbers = {one.number for one in world.orders}
    texts = [parse_message(next_mail(rng, world, n).raw) for n in range(106)]
    assert sum(any(number in one.text + one.subject for number in numbers) for one in texts) >= 50


@pytest.mark.parametrize("client", ["gmail", "apple", "outlook", "thunderbird", "webmail"])
def test_an_answered_customer_replies_to_the_reply_address_with_the_thread_and_a_quote(
    world: World, client: str
) -> None:
    customer = next(one for one in world.customers if one.client == client and one.is_person)
    mailbox = world.mailboxes[0].address
    desk = OutgoingMail(
        from_address=mailbox,
        from_name="Alex · Nordlicht Wohnen",
        to=(customer.email,),
        subject="Re: Wo bleibt mein Paket?",
        text="Guten Tag,\n\nmorgen ist es da.\n\nAlex",
        message_id="crossdesk.1@nordlicht-wohnen.example",
        date=NOW,
        reply_to=reply_address(mailbox, 17, KEY),
        references=("first@postfach.example",),
        in_reply_to="first@postfach.example",
    )
    reply = reply_mail(compose(desk), world, Random(1), now=NOW + timedelta(seconds=9))
    assert reply is not None
    mail = parse_message(reply.raw)
    assert mail.to == (reply_address(mailbox, 17, KEY),)
    assert reply.recipients == (mailbox,)
    assert mail.in_reply_to == "crossdesk.1@nordlicht-wohnen.example"
    assert mail.references == ("first@postfach.example", "crossdesk.1@nordlicht-wohnen.example")
    parts = split_reply(mail.text, mail.html)
    assert "morgen ist es da" in parts.quoted_text
    assert "morgen ist es da" not in parts.reply_text
    assert parts.reply_text


def test_nobody_answers_automatic_mail_or_mail_to_strangers(world: World) -> None:
    person = next(one for one in world.customers if one.is_person)
    base = {
        "from_address": world.mailboxes[0].address,
        "subject": "x",
        "text": "x",
        "message_id": "a@b.example",
        "date": NOW,
    }
    automatic = compose(
        OutgoingMail(to=(person.email,), headers=(("Auto-Submitted", "auto-replied"),), **base)
    )  # type: ignore[arg-type]
    stranger = compose(OutgoingMail(to=("nobody@elsewhere.example",), **base))  # type: ignore[arg-type]
    assert message_from_bytes(automatic, policy=default)["Auto-Submitted"] == "auto-replied"
    assert reply_mail(automatic, world, Random(1), now=NOW) is None
    assert reply_mail(stranger, world, Random(1), now=NOW) is None


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ja", "zh-Hans"])
def test_every_language_has_many_answers(language: str) -> None:
    rng = Random(3)
    for text in ("Done.", "Which one is it?", "1. We resend it.\n2. We refund it.\nWhich do you prefer?"):
        assert len({answer_to(text, language, rng) for _ in range(200)}) >= 6


def test_a_choice_is_answered_with_a_choice() -> None:
    offered = "You can choose:\n1. new one\n2. money back"
    assert all(any(sign in answer_to(offered, "zh", Random(n)) for sign in "12一二") for n in range(20))
