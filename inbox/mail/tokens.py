"""Signed reply tokens: the only thing in a mail that proves it answers one of ours (SECURITY A1, A2).

A token is 20 bytes in base32: the ticket number (5 bytes) and the first 15 bytes of an HMAC-SHA256.
One length, one format, compared in constant time.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from collections.abc import Iterable
from hashlib import sha256

TOKEN_LENGTH = 32
_NUMBER_BYTES = 5
_MAC_BYTES = 15
_TOKEN = re.compile(r"[a-z2-7]{32}")
_ID_PREFIX = "crossdesk."
_REPLY = b"reply-address"


def reply_token(ticket_number: int, key: bytes) -> str:
    """The token that goes into the reply address of a ticket; 32 characters of a-z and 2-7."""
    return _sign(ticket_number, key, _REPLY)


def read_token(token: str, key: bytes) -> int | None:
    """The ticket number behind a reply token, None for anything that we did not sign with this key."""
    return _verify(token, key, _REPLY)


def reply_address(mailbox_address: str, ticket_number: int, key: bytes) -> str:
    """The plus address (RFC 5233) that answers to a ticket are asked to go to."""
    local, _, domain = mailbox_address.rpartition("@")
    return f"{local}+{reply_token(ticket_number, key)}@{domain}"


def outgoing_message_id(ticket_number: int, unique: str, domain: str, key: bytes) -> str:
    """A Message-ID without brackets, signed over ticket, `unique` part and domain.

    `unique` is the caller's own id of the message: letters, digits, dot, hyphen and underscore count, others go.
    """
    unique = re.sub(r"[^A-Za-z0-9._-]", "", unique)
    domain = re.sub(r"[^a-z0-9.-]", "", domain.lower())
    return f"{_ID_PREFIX}{_sign(ticket_number, key, _id_context(unique, domain))}.{unique}@{domain}"


def token_tickets(recipients: Iterable[str], message_ids: Iterable[str], key: bytes) -> tuple[int, ...]:
    """Tickets for which recipients (plus addresses) or message ids carry a valid token, each once, in order."""
    found = [_ticket_of_recipient(address, key) for address in recipients]
    found += [_ticket_of_id(message_id, key) for message_id in message_ids]
    return tuple(dict.fromkeys(number for number in found if number is not None))


def forged_references(recipients: Iterable[str], message_ids: Iterable[str], key: bytes) -> tuple[str, ...]:
    """Recipients and message ids that look like ours but do not verify; each deserves an audit event."""
    forged = [
        one
        for one in recipients
        if _TOKEN.fullmatch(_plus_tag(one)) and _ticket_of_recipient(one, key) is None
    ]
    forged += [
        one for one in message_ids if one.lower().startswith(_ID_PREFIX) and _ticket_of_id(one, key) is None
    ]
    return tuple(dict.fromkeys(forged))


def without_token(address: str, key: bytes) -> str:
    """The plain mailbox address behind a reply address; other addresses come back as they are."""
    if _ticket_of_recipient(address, key) is None:
        return address
    local, _, domain = address.rpartition("@")
    return f"{local.rpartition('+')[0]}@{domain}"


def _ticket_of_recipient(address: str, key: bytes) -> int | None:
    return _verify(_plus_tag(address), key, _REPLY)


def _plus_tag(address: str) -> str:
    return address.rpartition("@")[0].rpartition("+")[2].lower()


def _ticket_of_id(message_id: str, key: bytes) -> int | None:
    if not message_id.startswith(_ID_PREFIX):
        return None
    local, _, domain = message_id[len(_ID_PREFIX) :].rpartition("@")
    token, _, unique = local.partition(".")
    return _verify(token, key, _id_context(unique, domain.lower()))


def _id_context(unique: str, domain: str) -> bytes:
    return f"message-id\0{unique}\0{domain}".encode("utf-8", "replace")


def _sign(ticket_number: int, key: bytes, context: bytes) -> str:
    number = ticket_number.to_bytes(_NUMBER_BYTES, "big")
    return b32encode(number + _mac(number, key, context)).decode("ascii").lower()


def _verify(token: str, key: bytes, context: bytes) -> int | None:
    if len(token) != TOKEN_LENGTH or not _TOKEN.fullmatch(token):
        return None
    raw = b32decode(token.upper())
    number = raw[:_NUMBER_BYTES]
    if not hmac.compare_digest(raw[_NUMBER_BYTES:], _mac(number, key, context)):
        return None
    return int.from_bytes(number, "big")


def _mac(number: bytes, key: bytes, context: bytes) -> bytes:
    return hmac.new(key, context + b"\0" + number, sha256).digest()[:_MAC_BYTES]
