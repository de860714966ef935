"""Marketplace relays: one order is one ticket, never across customers; a form's words prove nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from inbox.mail.parse import parse_message
from inbox.mail.relays import RelayFacts, relay_of
from inbox.mail.threading import ThreadDecision, decide, facts_of, thread_keys
from tests.mail.test_threading import KEY, MemoryIndex

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
ORDER = "302-1234567-7654321"


def mail(sender: str, subject: str, body: str = "Hello", *headers: str) -> str:
    return "\r\n".join([f"From: {sender}", f"Subject: {subject}", *headers, "", body])


def relay(raw: str) -> RelayFacts | None:
    return relay_of(parse_message(raw.encode()))


def arrive(
    index: MemoryIndex, raw: str, at: datetime = NOW, *, dmarc: str = "none", dkim: str = "none"
) -> ThreadDecision:
    return decide(
        facts_of(parse_message(raw.encode()), KEY, arrived_at=at, is_person=True, dmarc=dmarc, dkim=dkim),
        index,
    )


@pytest.mark.parametrize(
    ("raw", "family", "orders"),
    [
        (mail("J <a1b2@marketplace.amazon.de>", f"Anfrage (Bestellung: {ORDER})"), "amazon", (ORDER,)),
        (mail("a1b2+x@marketplace.amazon.co.uk", "Hi", f"Order {ORDER}, again {ORDER}."), "amazon", (ORDER,)),
        (mail("x_y@members.ebay.co.uk", "Question about item #123456789012"), "ebay", ("123456789012",)),
        (mail("x_y@members.ebay.com", "Order 12-34567-89012"), "ebay", ("12-34567-89012",)),
        (mail("Etsy <no-reply@mail.etsy.com>", "Order #1234567890"), "etsy", ("1234567890",)),
        (
            mail("A <x@notice.aliexpress.com>", "Message", "Order No. 8012345678901234"),
            "aliexpress",
            ("8012345678901234",),
        ),
        (mail("info@mail.shopee.sg", "Order 240101ABCD12EF"), "shopee", ("240101ABCD12EF",)),
        (
            mail("x@support.lazada.com.my", "\u8ba2\u5355\u53f7: 123456789012345"),
            "lazada",
            ("123456789012345",),
        ),
        (mail("Shop (Shopify) <mailer@shopify.com>", "[Shop] Order #1001 placed"), "shopify", ("1001",)),
        (mail("Shop <wordpress@shop.example>", "[Shop]: New order #577"), "woocommerce", ("577",)),
        (mail("a@marketplace.amazon.de", f"{ORDER} 302-1234567-00000001"), "amazon", (ORDER,)),
        (mail("Etsy <no-reply@mail.etsy.com>", "You sold 1234567890 things"), "etsy", ()),
    ],
)
def test_a_relay_is_known_by_its_domain_and_its_orders_by_their_shape(
    raw: str, family: str, orders: tuple[str, ...]
) -> None:
    found = relay(raw)
    assert found is not None
    assert (found.family, found.orders) == (family, orders)


@pytest.mark.parametrize(
    "sender",
    [
        "a@marketplace.amazon.evil.example",
        "a@marketplace.amazon.de.evil.example",
        "a@xmarketplace.amazon.example",
        "a@notmembers.ebay.com",
        "jane@shopify.com",
        "a@customer.example",
        "",
    ],
)
def test_no_other_sender_is_a_relay(sender: str) -> None:
    assert relay(mail(sender, f"Order {ORDER}")) is None


def test_two_messages_about_one_order_share_a_ticket_though_nothing_refers_to_anything() -> None:
    index = MemoryIndex()
    index.file(
        1, mail("J <a1@marketplace.amazon.de>", f"Frage (Bestellung: {ORDER})"), NOW - timedelta(days=9)
    )
    later = mail("J <a1+zz9@marketplace.amazon.de>", f"R\u00fcckgabe angefragt f\u00fcr Bestellung {ORDER}")
    decision = arrive(index, later)
    assert (decision.ticket_number, decision.reason) == (1, "relay_order")
    assert arrive(index, later, NOW + timedelta(days=365)).ticket_number is None


def test_another_buyer_who_names_the_order_does_not_join() -> None:
    index = MemoryIndex()
    index.file(1, mail("a1@marketplace.amazon.de", f"Order {ORDER}"), NOW)
    assert arrive(index, mail("b2@marketplace.amazon.de", f"Order {ORDER}")).ticket_number is None
    assert arrive(index, mail("a1@customer.example", f"Order {ORDER}")).ticket_number is None


def test_another_order_of_the_same_buyer_is_another_ticket() -> None:
    index = MemoryIndex()
    index.file(1, mail("a1@marketplace.amazon.de", f"Order {ORDER}"), NOW)
    assert arrive(index, mail("a1@marketplace.amazon.de", "Order 111-1111111-1111111")).ticket_number is None
    assert arrive(index, mail("a1@marketplace.amazon.de", "Another question")).ticket_number is None


def test_two_tickets_that_would_do_are_none() -> None:
    index = MemoryIndex()
    for ticket in (1, 2):
        index.file(ticket, mail("a1@marketplace.amazon.de", f"Order {ORDER}"), NOW)
    assert arrive(index, mail("a1@marketplace.amazon.de", f"Order {ORDER}")).ticket_number is None


@pytest.mark.parametrize(("dmarc", "dkim"), [("fail", "none"), ("none", "fail")])
def test_a_relay_whose_signature_fails_is_not_believed(dmarc: str, dkim: str) -> None:
    index = MemoryIndex()
    index.file(1, mail("a1@marketplace.amazon.de", f"Order {ORDER}"), NOW)
    assert (
        arrive(
            index, mail("a1@marketplace.amazon.de", f"Order {ORDER}"), dmarc=dmarc, dkim=dkim
        ).ticket_number
        is None
    )


def test_a_form_gives_a_hint_and_joins_nothing_because_anybody_may_type_a_name() -> None:
    form = mail(
        "Shop (Shopify) <mailer@shopify.com>",
        "New customer message on November 22",
        "Name:\r\nJane Roe\r\n\r\nE-Mail:\r\nx@y.example\r\n\r\nBody:\r\nwhere is order #1001?",
        "Reply-To: Jane@customer.example",
    )
    found = relay(form)
    assert found is not None
    assert (found.contact, found.contact_name, found.orders) == (
        "jane@customer.example",
        "Jane Roe",
        ("1001",),
    )
    index = MemoryIndex()
    index.file(1, form, NOW)
    decision = arrive(index, form)
    assert (decision.ticket_number, decision.related_ticket, decision.not_the_customer) == (None, 1, False)


def test_two_shops_of_one_platform_may_have_the_same_order_number() -> None:
    index = MemoryIndex()
    index.file(1, mail("Lamps <mailer@shopify.com>", "[Lamps] Order #1001 placed"), NOW)
    assert (
        arrive(index, mail("Lamps <mailer@shopify.com>", "[Lamps] Order #1001 cancelled")).ticket_number == 1
    )
    assert arrive(index, mail("Chairs <mailer@shopify.com>", "[Chairs] Order #1001")).ticket_number is None


def test_keys_fit_their_column_and_tell_nobodys_address_or_words() -> None:
    raw = mail("secret.name@marketplace.amazon.de", f"Private words {ORDER} " + "x" * 5000)
    keys = thread_keys(parse_message(raw.encode()))
    assert len(keys) == 2
    assert all(len(key) <= 120 and key.isascii() for key in keys)
    assert "secret" not in str(keys) and "rivate" not in str(keys)
