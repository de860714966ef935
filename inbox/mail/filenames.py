"""Attachment names as metadata: shown and offered, never used as a path (SECURITY.md C3)."""

from __future__ import annotations

import unicodedata

_MAX_CHARACTERS = 200
_FORBIDDEN = frozenset('/\\:*?"<>|')


def safe_name(name: str, *, fallback: str = "attachment") -> str:
    """`name` without path parts, control and direction characters, at most 200 characters, ending kept."""
    last = name.replace("\\", "/").rpartition("/")[2]
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", last)
        if character not in _FORBIDDEN and unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Co")
    )
    kept = kept.strip(" .")
    if len(kept) > _MAX_CHARACTERS:
        stem, dot, ending = kept.rpartition(".")
        kept = stem[: _MAX_CHARACTERS - 12] + dot + ending[:11] if dot else kept[:_MAX_CHARACTERS]
    return kept or fallback
