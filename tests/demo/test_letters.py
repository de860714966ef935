"""History is real mail: the desk's own parser reads it, and answers thread."""

from __future__ import annotations

from helpdesk.demo.content.letters import inbound_letter, inbound_message_id
from helpdesk.demo.content.model import World
from helpdesk.demo.content.wire import letter_bytes
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply


def test_every_inbound_mail_parses_to_what_was_written(world: World) -> None:
    customers = {one.key: one for one in world.customers}
    for spec in world.conversations:
        customer = customers[spec.customer]
        ids = [
            inbound_message_id(spec, at, customer) if turn.direction != "note" else ""
            for at, turn in enumerate(spec.turns)
        ]
        for at, turn in enumerate(spec.turns):
            if turn.direction != "in":
                continue
            mail = parse_message(letter_bytes(inbound_letter(spec, at, customer, "The shop", ids)))
            assert mail.from_address == customer.email
            assert mail.from_name == customer.name
            assert mail.to == (spec.mailbox,)
            assert mail.message_id == ids[at]
            assert mail.references == tuple(one for one in ids[:at] if one)
            assert mail.date == spec.moments()[at].replace(microsecond=0)
            assert spec.subject in mail.subject
            assert mail.text.strip().startswith(turn.text.strip()[:60])
            assert len(mail.attachments) == len(turn.attachments)


def test_what_the_customer_wrote_is_told_from_what_they_quote(world: World) -> None:
    customers = {one.key: one for one in world.customers}
    checked = 0
    for spec in world.conversations:
        customer = customers[spec.customer]
        ids = [f"{at}@x.example" for at in range(len(spec.turns))]
        for at, turn in enumerate(spec.turns):
            answered = any(one.direction == "out" for one in spec.turns[:at])
            if turn.direction != "in" or not answered:
                continue
            mail = parse_message(letter_bytes(inbound_letter(spec, at, customer, "The shop", ids)))
            parts = split_reply(mail.text, mail.html)
            assert parts.reply_text.split() == turn.text.split() or parts.signature
            assert parts.quoted_text
            checked += 1
    assert checked >= 30
