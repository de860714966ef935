"""Characters that no text column, header or screen should ever see."""

from __future__ import annotations

import re

# C0 (without tab and line feed), DEL, C1 and lone surrogates: PostgreSQL refuses some, terminals obey others.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Overrides reorder what follows them (`gpj.exe` shown as `exe.jpg`): never in anything.
_OVERRIDES = re.compile("[\u202a-\u202e]")
# In one-line fields the isolates and invisible joiners only serve to hide something (SECURITY A13).
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SPACES = re.compile("[ \u00a0]{2,}")


def clean_text(text: str) -> str:
    """Body text fit to be stored: LF line ends, no NUL, controls, surrogates or direction overrides."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\f", "\n").replace("\v", "\n")
    text = _join_surrogates(text)
    return _OVERRIDES.sub("", _CONTROLS.sub("", text))


def clean_line(text: str) -> str:
    """A one-line field (subject, name, file name): no line break, control or invisible character at all."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = _BREAKS.sub(" ", _join_surrogates(text))
    return _INVISIBLE.sub("", _CONTROLS.sub("", text)).strip()


def hides_characters(text: str) -> bool:
    """True when a one-line field holds invisible or direction characters."""
    return _INVISIBLE.search(text) is not None


def fold_spaces(text: str) -> str:
    """Runs of blanks become one."""
    return _SPACES.sub(" ", text)


def _join_surrogates(text: str) -> str:
    """Pairs that a broken encoder left apart become the character they mean; lone ones go later."""
    if not text.isascii() and _SURROGATES.search(text):
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
