"""Reply tokens: one format, one length, constant time (SECURITY A1, A2)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import inbox.mail.tokens as tokens
from inbox.mail.tokens import (
    TOKEN_LENGTH,
    forged_references,
    outgoing_message_id,
    read_token,
    reply_address,
    reply_token,
    token_tickets,
    without_token,
)

KEY = b"0" * 32


@given(st.integers(min_value=0, max_value=2**40 - 1))
def test_a_token_gives_back_its_ticket_and_only_under_its_key(number: int) -> None:
    token = reply_token(number, KEY)
    assert len(token) == TOKEN_LENGTH
    assert read_token(token, KEY) == number
    assert read_token(token, b"1" * 32) is None


@pytest.mark.parametrize("length", [0, 1, 15, 16, 17, 31, 33, 64])
def test_a2_a_token_of_any_other_length_is_refused(length: int) -> None:
    assert read_token((reply_token(5, KEY) * 3)[:length], KEY) is None


@given(st.text(max_size=80))
def test_a2_nothing_that_we_did_not_sign_is_accepted(token: str) -> None:
    assert read_token(token, KEY) is None


def test_a2_changing_any_character_breaks_the_token() -> None:
    token = reply_token(1234, KEY)
    for position in range(TOKEN_LENGTH):
        other = "b" if token[position] == "a" else "a"
        assert read_token(token[:position] + other + token[position + 1 :], KEY) is None


def test_a2_old_formats_are_unknown_because_no_second_branch_exists() -> None:
    source = Path(tokens.__file__).read_text(encoding="utf-8")
    assert not re.search(r"legacy|old.?format|fallback", source, re.IGNORECASE)
    assert source.count("hmac.compare_digest") == 1
    for old in ("1234", "t-1234", "notify-1-2-abc", "reply-1234", "ticket-1234-0123456789abcdef"):
        assert token_tickets([f"support+{old}@shop.example"], [f"{old}@shop.example"], KEY) == ()


def test_the_reply_address_leads_to_the_ticket_whatever_case_a_gateway_makes_of_it() -> None:
    address = reply_address("support@shop.example", 42, KEY)
    assert token_tickets([address.upper()], [], KEY) == (42,)
    assert without_token(address, KEY) == "support@shop.example"
    assert len(address.partition("@")[0]) <= 64


def test_a_message_id_token_is_bound_to_its_id_and_is_no_reply_token() -> None:
    message_id = outgoing_message_id(42, "m.7-a", "Shop.Example", KEY)
    assert token_tickets([], [message_id], KEY) == (42,)
    assert token_tickets([], [message_id.replace("m.7-a", "m.8-a")], KEY) == ()
    assert token_tickets([f"support+{message_id.split('.')[1]}@shop.example"], [], KEY) == ()


def test_a_message_id_cannot_carry_another_header() -> None:
    message_id = outgoing_message_id(42, "x>\r\nBcc: a@b", "shop.example\r\nX: y", KEY)
    assert re.fullmatch(r"[a-zA-Z0-9.@_-]+", message_id)


def test_a1_what_looks_like_ours_and_does_not_verify_is_named_as_forged() -> None:
    good = outgoing_message_id(1, "m", "shop.example", KEY)
    bad = [f"crossdesk.{'a' * 32}.1@shop.example", "crossdesk.short@shop.example", good.replace(".m@", ".n@")]
    address = f"support+{'b' * 32}@shop.example"
    assert forged_references([address, "support+sales@shop.example"], [good, *bad, "x@y"], KEY) == (
        address,
        *bad,
    )
