"""Inline CSS of mails, property by property: what lays out text stays, what loads or overlays goes."""

from __future__ import annotations

import re
from functools import lru_cache

_PROPERTIES = frozenset(
    str.split(
        "background background-color border border-bottom border-bottom-color border-bottom-style border-bottom-width "
        "border-collapse border-color border-left border-left-color border-left-style border-left-width border-radius "
        "border-right border-right-color border-right-style border-right-width border-spacing border-style border-top "
        "border-top-color border-top-style border-top-width border-width caption-side clear color direction display "
        "empty-cells float font font-family font-size font-style font-variant font-weight height letter-spacing "
        "line-height list-style-type margin margin-bottom margin-left margin-right margin-top max-height max-width "
        "min-height min-width overflow overflow-wrap padding padding-bottom padding-left padding-right padding-top "
        "table-layout text-align text-decoration text-indent text-transform unicode-bidi vertical-align white-space "
        "width word-break word-spacing word-wrap"
    )
)
_VALUE = re.compile(r"[\w\s.,%#'\"+\-/()]*", re.ASCII)
_FUNCTION = re.compile(r"([\w-]*)\s*\(")
_FUNCTIONS = frozenset(("rgb", "rgba", "hsl", "hsla"))
_FORBIDDEN = re.compile(
    r"expression|javascript|vbscript|behaviou?r|binding|fixed|absolute|sticky", re.IGNORECASE
)
_IMPORTANT = re.compile(r"\s*!\s*important\s*$", re.IGNORECASE)
_MAX_STYLE = 4000


@lru_cache(maxsize=2048)  # mails repeat few styles many times, also among each other
def filter_style(style: str) -> str | None:
    """The harmless declarations of a style attribute, None when nothing is left. Linear time."""
    if len(style) > _MAX_STYLE or "\\" in style or "/*" in style:
        # Escapes and comments are how a forbidden word is hidden; no mail client writes them inline.
        return None
    kept = []
    for declaration in style.split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip().lower(), _IMPORTANT.sub("", value).strip()
        if colon and name in _PROPERTIES and _is_harmless(value):
            kept.append(f"{name}:{value}")
    return ";".join(kept) or None


def _is_harmless(value: str) -> bool:
    if not value or not _VALUE.fullmatch(value) or _FORBIDDEN.search(value):
        return False
    return all(name.lower() in _FUNCTIONS for name in _FUNCTION.findall(value))
