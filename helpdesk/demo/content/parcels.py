"""Order and tracking numbers in the carriers' own shapes, with valid check digits."""

from __future__ import annotations

from random import Random

_UPS_VALUES = {chr(ord("A") + at): (at + 2) % 10 for at in range(26)}


def ups(rng: Random) -> str:
    """`1Z` + shipper + service + package + check digit (odd places once, even places doubled, mod 10)."""
    body = "".join(rng.choices("0123456789ABCDEFGHJKLMNPRSTVWXYZ", k=6)) + "03" + _digits(rng, 7)
    total = 0
    for place, sign in enumerate(body):
        value = int(sign) if sign.isdigit() else _UPS_VALUES[sign]
        total += value * (2 if place % 2 else 1)
    return f"1Z{body}{-total % 10}"


def usps(rng: Random) -> str:
    """22 digits of an Intelligent Mail package barcode: weights 3, 1 from the right (GS1 mod 10)."""
    body = "9400" + "1" + _digits(rng, 16)
    return body + gs1_check_digit(body)


def dhl_paket(rng: Random) -> str:
    """20 digits `00340434…`: an SSCC with the GS1 check digit."""
    body = "00340434" + _digits(rng, 11)
    return body + gs1_check_digit(body)


def fedex(rng: Random) -> str:
    """12 digits: weights 3, 1, 7 over the first eleven, mod 11, then mod 10."""
    body = str(rng.randint(2, 9)) + _digits(rng, 10)
    weights = (3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1)
    check = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11 % 10
    return f"{body}{check}"


def postal_s10(rng: Random, country: str) -> str:
    """UPU S10: two letters, eight digits, check digit (weights 8 6 4 2 3 5 9 7, mod 11), country."""
    body = _digits(rng, 8)
    total = sum(int(digit) * weight for digit, weight in zip(body, (8, 6, 4, 2, 3, 5, 9, 7), strict=True))
    check = 11 - total % 11
    check = {10: 0, 11: 5}.get(check, check)
    return f"R{rng.choice('ABCEL')}{body}{check}{country}"


def gs1_check_digit(body: str) -> str:
    """The GS1 mod-10 digit of a string of digits: weight 3 on the last, then 1, 3, 1…"""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return str(-total % 10)


def parcel(rng: Random, store: str, country: str) -> tuple[str, str]:
    """A carrier that serves the lane, and one of its tracking numbers."""
    if store == "voltway":
        if country == "US":
            choice = rng.choice((("UPS", ups(rng)), ("USPS", usps(rng)), ("FedEx", fedex(rng))))
        else:
            choice = rng.choice((("FedEx", fedex(rng)), ("USPS", postal_s10(rng, "US"))))
        return choice
    if country == "DE":
        return "DHL", dhl_paket(rng)
    if country in {"AT", "FR", "BE", "ES"}:
        return rng.choice((("DHL", dhl_paket(rng)), ("UPS", ups(rng))))
    return rng.choice((("DHL", postal_s10(rng, "DE")), ("UPS", ups(rng))))


def order_number(rng: Random, store: str, serial: int) -> tuple[str, str]:
    """A channel and an order number of its shape; `serial` keeps the shop's own numbers unique."""
    channels = ("shopify", "shopify", "shopify", "amazon", "ebay")
    channel = rng.choice(channels if store == "voltway" else ("woocommerce", "woocommerce", "amazon", "ebay"))
    if channel == "amazon":
        return channel, f"{rng.choice((111, 112, 302, 305))}-{_digits(rng, 7)}-{_digits(rng, 7)}"
    if channel == "ebay":
        return channel, f"{rng.randint(10, 29)}-{_digits(rng, 5)}-{_digits(rng, 5)}"
    if channel == "shopify":
        return channel, f"#{4100 + serial}"
    return channel, f"NW-{20400 + serial}"


def _digits(rng: Random, count: int) -> str:
    return "".join(rng.choices("0123456789", k=count))
