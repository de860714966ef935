"""Return paths: what we signed is read back, and nothing else is."""

from __future__ import annotations

import random

import pytest

from inbox.mail.tokens import forged_references, reply_token, token_tickets
from inbox.mail.verp import TAG_LENGTH, bounce_address, bounce_tag, outbound_of

KEY = b"k" * 32
BOX = "support@shop.example"


@pytest.mark.parametrize("number", [1, 255, 70_000, (1 << 40) - 1])
def test_a_bounce_address_leads_to_its_mail(number: int) -> None:
    address = bounce_address(BOX, number, KEY)
    assert address.endswith("@shop.example")
    assert outbound_of(address, KEY) == number
    assert outbound_of(address.upper(), KEY) == number
    assert outbound_of(bounce_tag(number, KEY), KEY) == number


def test_forged_short_and_long_tags_lead_nowhere() -> None:
    tag = bounce_tag(7, KEY)
    assert len(tag) == TAG_LENGTH
    wrong = [tag[:length] for length in range(TAG_LENGTH)] + [tag + "a", "", "a" * 5000, tag[3:]]
    chance = random.Random(11)
    wrong += [
        "b--" + "".join(chance.choices("abcdefghijklmnopqrstuvwxyz234567", k=32)) for _one in range(500)
    ]
    for text in wrong:
        assert outbound_of(f"support+{text}@shop.example", KEY) is None
    assert outbound_of(bounce_address(BOX, 7, KEY), b"another key" * 3) is None
    assert outbound_of(f"support+b--{reply_token(7, KEY)}@shop.example", KEY) is None


def test_a_bounce_address_is_no_reply_address_and_no_forgery() -> None:
    address = bounce_address(BOX, 7, KEY)
    assert token_tickets([address], [], KEY) == ()
    assert forged_references([address], [], KEY) == ()


def test_a_long_local_part_stays_plain() -> None:
    long = "a.very.long.role.name.of.thirty@shop.example"
    assert bounce_address(long, 7, KEY) == long
    assert outbound_of(long, KEY) is None
