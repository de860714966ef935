"""Mail of the past: which of it we wrote ourselves, and to whom (imports of Sent folders, PRODUCT.md MB-7)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from inbox.mail.labels import SENT, labels_of
from inbox.mail.model import ParsedMail

# What the receiving side adds at delivery: the copy that a mail program leaves in its Sent folder has none.
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


@dataclass(frozen=True, slots=True)
class HistoricDirection:
    """`direction`: "in" or "out"; the customer is the sender of mail in, the first outside recipient of mail out."""

    direction: str
    customer_address: str
    customer_name: str


def direction_of(mail: ParsedMail, own_addresses: Collection[str]) -> HistoricDirection:
    """Whether a mail of an import came from a customer or went out from us.

    `own_addresses`: every address of the desk in lower case. Out is what one of them wrote to somebody outside,
    unless it was delivered to us: From is easily forged, and such a mail must not pass for our word
    (SECURITY.md A1). File mail out under the customer: thread it as if `customer_address` had written it, so
    that it joins only conversations of that customer.
    """
    incoming = HistoricDirection("in", mail.from_address, mail.from_name)
    if not _is_ours(mail.from_address, own_addresses):
        return incoming
    customer = next((one for one in (*mail.to, *mail.cc) if one and not _is_ours(one, own_addresses)), "")
    if not customer or (_was_delivered(mail) and SENT not in labels_of(mail.header("x-gmail-labels"))):
        return incoming
    return HistoricDirection("out", customer, _name_of(mail, customer))


def _is_ours(address: str, own_addresses: Collection[str]) -> bool:
    local, _at, domain = address.rpartition("@")
    return address in own_addresses or f"{local.partition('+')[0]}@{domain}" in own_addresses


def _was_delivered(mail: ParsedMail) -> bool:
    return any(mail.header(name) for name in _DELIVERED)


def _name_of(mail: ParsedMail, address: str) -> str:
    return next((name for known, name in mail.to_names if known == address), "")
