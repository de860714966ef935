"""The shape of one language's words."""

from __future__ import annotations

from typing import NamedTuple


class Texts(NamedTuple):
    """`subject` for all kinds; the others by the codes of `inbox.models.AutoReplyKind`."""

    subject: str
    received: str
    closed: str
    holiday: str
