"""The desk's test mail to itself: its signed token (SECURITY.md 2.3, I5).

A token is 40 characters of a-z and 2-7: the mailbox and the second it was sent at (5 bytes each), and the first
15 bytes of an HMAC-SHA256 over both. It stands in a header of its own, which no mail program copies into an
answer: an answer to a test mail is a mail like any other.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32decode, b32encode
from datetime import UTC, datetime
from hashlib import sha256

CANARY_HEADER = "X-Crossdesk-Canary"
_MAILBOX_BYTES, _SECONDS_BYTES, _MAC_BYTES = 5, 5, 15
_TOKEN = re.compile(r"[a-z2-7]{40}")


def canary_token(mailbox_id: int, sent_at: datetime, key: bytes) -> str:
    """The token of the test mail that mailbox `mailbox_id` sends at `sent_at` (aware; whole seconds count)."""
    seconds = int(sent_at.astimezone(UTC).timestamp())
    facts = mailbox_id.to_bytes(_MAILBOX_BYTES, "big") + seconds.to_bytes(_SECONDS_BYTES, "big")
    return b32encode(facts + _mac(facts, key)).decode("ascii").lower()


def read_canary(text: str, key: bytes) -> int | None:
    """The mailbox that sent the test mail with this header value, None for anything that we did not sign."""
    token = text.strip()
    if not _TOKEN.fullmatch(token):
        return None
    raw = b32decode(token.upper())
    facts = raw[: _MAILBOX_BYTES + _SECONDS_BYTES]
    if not hmac.compare_digest(raw[len(facts) :], _mac(facts, key)):
        return None
    return int.from_bytes(facts[:_MAILBOX_BYTES], "big")


def _mac(facts: bytes, key: bytes) -> bytes:
    return hmac.new(key, b"canary\0" + facts, sha256).digest()[:_MAC_BYTES]
