"""Return paths that say which mail came back: a signed plus address for each mail sent (VERP; SECURITY R55, I6).

As with the reply tokens of `inbox.mail.tokens`: one length, one format, compared in constant time. The tag's
prefix keeps the two apart, so that a bounce address can never be taken for a reply address.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from hashlib import sha256

TAG_LENGTH = 35
_PREFIX = "b--"
_NUMBER_BYTES = 5
_MAC_BYTES = 15
_TAG = re.compile(r"b--[a-z2-7]{32}")
_CONTEXT = b"bounce-address\0"
_LONGEST_LOCAL = 64  # octets, RFC 5321, 4.5.3.1.1


def bounce_tag(outbound_id: int, key: bytes) -> str:
    """The signed name of one outgoing mail, 35 characters of a-z, 2-7 and hyphens; it also serves as ENVID."""
    number = outbound_id.to_bytes(_NUMBER_BYTES, "big")
    return _PREFIX + b32encode(number + _mac(number, key)).decode("ascii").lower()


def bounce_address(mailbox_address: str, outbound_id: int, key: bytes) -> str:
    """The envelope sender of one mail; the plain address where the tag would make the local part too long."""
    local, _, domain = mailbox_address.rpartition("@")
    tagged = f"{local}+{bounce_tag(outbound_id, key)}"
    return mailbox_address if len(tagged) > _LONGEST_LOCAL else f"{tagged}@{domain}"


def outbound_of(address: str, key: bytes) -> int | None:
    """The id of the outgoing mail behind a bounce address or a bare tag; None for whatever we did not sign."""
    local = address.rpartition("@")[0] or address
    tag = local.rpartition("+")[2].lower()
    if len(tag) != TAG_LENGTH or not _TAG.fullmatch(tag):
        return None
    raw = b32decode(tag[len(_PREFIX) :].upper())
    number = raw[:_NUMBER_BYTES]
    if not hmac.compare_digest(raw[_NUMBER_BYTES:], _mac(number, key)):
        return None
    return int.from_bytes(number, "big")


def _mac(number: bytes, key: bytes) -> bytes:
    return hmac.new(key, _CONTEXT + number, sha256).digest()[:_MAC_BYTES]
