"""Message identifiers (RFC 5322 section 3.6.4): kept as written, without angle brackets."""

from __future__ import annotations

import re

from inbox.mail.characters import clean_line

_BRACKETED = re.compile(r"<\s*([^<>]{1,4000}?)\s*>")
_BARE = re.compile(r"[^\s<>,;\"()]+@[^\s<>,;\"()]+")
_BLANKS = re.compile(r"\s+")
MAX_ID = 900  # longer ones are cut; an index entry of PostgreSQL holds 2704 bytes


def parse_message_ids(value: str, limit: int = 500) -> tuple[str, ...]:
    """The ids of a References, In-Reply-To or Message-ID header in order, each once.

    Of more than `limit` the first and the latest are kept: those are what threading needs.
    """
    if len(value) > 1_000_000:
        value = value[:1_000_000]
    found = _BRACKETED.findall(value)
    if not found:
        found = _BARE.findall(value)
    ids = dict.fromkeys(_BLANKS.sub("", clean_line(one))[:MAX_ID] for one in found)
    ids.pop("", None)
    ordered = list(ids)
    return tuple(ordered if len(ordered) <= limit else [ordered[0], *ordered[1 - limit :]])


def parse_message_id(value: str) -> str:
    """The one id of a Message-ID header; an id without brackets or domain is kept, blanks are not."""
    ids = parse_message_ids(value, 2)
    if ids:
        return ids[0]
    words = clean_line(value).strip("<>").split()
    return words[0][:MAX_ID] if words else ""
