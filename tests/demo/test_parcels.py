"""Order and tracking numbers have the shapes and check digits of the real ones."""

from __future__ import annotations

import re
from random import Random

import pytest

from helpdesk.demo.content.model import World
from helpdesk.demo.content.parcels import gs1_check_digit, postal_s10, ups

SHAPES = {
    "amazon": r"\d{3}-\d{7}-\d{7}",
    "ebay": r"\d{2}-\d{5}-\d{5}",
    "shopify": r"#\d{4,}",
    "woocommerce": r"NW-\d{5,}",
}


def test_order_numbers_are_those_of_their_channel_and_unique(world: World) -> None:
    assert all(re.fullmatch(SHAPES[one.channel], one.number) for one in world.orders)
    assert len({one.number for one in world.orders}) == len(world.orders)
    assert {one.channel for one in world.orders} == set(SHAPES)


def test_totals_are_items_and_shipping(world: World) -> None:
    for one in world.orders:
        goods = sum(item.unit_price * item.quantity for item in one.items)
        assert one.total == goods + one.shipping


@pytest.mark.parametrize(("body", "digit"), [("629104150021", "3"), ("003404341606456789", "4")])
def test_gs1_check_digit_of_known_numbers(body: str, digit: str) -> None:
    if len(body) == 12:
        assert gs1_check_digit(body) == digit
    assert (
        sum(int(d) * (3, 1)[at % 2] for at, d in enumerate(reversed(body))) + int(gs1_check_digit(body))
    ) % 10 == 0


def test_a_known_ups_number_has_the_check_digit_we_compute() -> None:
    class Fixed(Random):
        def choices(self, population, weights=None, *, cum_weights=None, k=1):  # type: ignore[no-untyped-def]
            return list("999AA1") if len(population) > 10 else list("0123456")[:k]

    number = ups(Fixed())
    assert number.startswith("1Z999AA103")
    assert ups_check_digit(number[2:-1]) == number[-1]
    assert (
        ups_check_digit("999AA1012345678"[:15]) == "4"
    )  # 1Z999AA10123456784, the number of UPS's own examples


def test_a_known_postal_number_has_the_check_digit_we_compute() -> None:
    class Fixed(Random):
        def choices(self, population, weights=None, *, cum_weights=None, k=1):  # type: ignore[no-untyped-def]
            return list("47312482")

    assert postal_s10(Fixed(1), "GB")[2:] == "473124829GB"  # RR473124829GB, the example of UPU S10


def test_every_tracking_number_of_the_world_is_valid(world: World) -> None:
    for one in world.orders:
        number = one.tracking_number
        if number.startswith("1Z"):
            assert ups_check_digit(number[2:-1]) == number[-1]
        elif len(number) == 13:
            total = sum(int(d) * w for d, w in zip(number[2:10], (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
            assert int(number[10]) == {10: 0, 11: 5}.get(11 - total % 11, 11 - total % 11)
        elif len(number) in {20, 22}:
            assert gs1_check_digit(number[:-1]) == number[-1]
        else:
            total = sum(int(d) * w for d, w in zip(number[:11], (3, 1, 7) * 4, strict=False))
            assert int(number[11]) == total % 11 % 10


def ups_check_digit(body: str) -> str:
    """Independent of the code under test: letters count (ASCII - 63) mod 10, even places double."""
    values = [int(sign) if sign.isdigit() else (ord(sign) - 63) % 10 for sign in body]
    total = sum(values[0::2]) + 2 * sum(values[1::2])
    return str((10 - total % 10) % 10)
