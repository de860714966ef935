"""Plain text as HTML: escaped piece by piece, links found in linear time (Roundcube CVE-2026-54433)."""

from __future__ import annotations

import re
from html import escape

from inbox.mail.characters import clean_text

_LINK = re.compile(
    r"(?:https?://|\bwww\.)[^\s<>\"\u3000-\u303f\uff00-\uff0f\uff1a-\uff1f]{1,2000}", re.IGNORECASE
)
_TRAILING = ".,;:!?'*_~"
_MAX_LINKS = 2000


def text_to_html(text: str) -> str:
    """One `div` with the text, its line breaks and its http(s) links; everything else is only text."""
    text = clean_text(text)
    pieces: list[str] = []
    position = 0
    for number, match in enumerate(_LINK.finditer(text)):
        if number >= _MAX_LINKS:
            break
        shown = _trim(match.group())
        target = shown if shown[:4].lower() == "http" else f"https://{shown}"
        pieces.append(_escape(text[position : match.start()]))
        pieces.append(
            f'<a href="{escape(target)}" rel="noopener noreferrer nofollow" target="_blank">{escape(shown)}</a>'
        )
        position = match.start() + len(shown)
    pieces.append(_escape(text[position:]))
    return f'<div dir="auto">{"".join(pieces)}</div>'


def _trim(link: str) -> str:
    """Punctuation of the sentence around a link is not part of it; a bracket is when it was opened inside."""
    link = link.rstrip(_TRAILING)
    for opening, closing in ("()", "[]"):
        surplus = link.count(closing) - link.count(opening)
        while surplus > 0 and link.endswith(closing):
            link = link[:-1].rstrip(_TRAILING)
            surplus -= 1
    return link


def _escape(text: str) -> str:
    escaped = escape(text).replace("\n", "<br>\n")
    return escaped.replace("  ", " &nbsp;")
