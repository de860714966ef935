"""Links of a mail that may be a trick, made to stand still and to say where they really lead."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from inbox.mail.trust import show_domain

_TAG = re.compile(r"<(?:a((?:\s+[^\s=<>\"]+=\"[^\"]*\")*)\s*|(/)a\s*)>")
_HREF = re.compile(r"\shref=\"([^\"]*)\"")


def defuse_links(html: str) -> str:
    """Sanitised HTML whose links are plain words followed by their real host: `track it [evil.example]`.

    The input is what `sanitize_html` wrote. Sanitise the result again without links: what this overlooks goes then.
    """
    pieces: list[str] = []
    position, host = 0, ""
    for tag in _TAG.finditer(html):
        pieces.append(html[position : tag.start()])
        position = tag.end()
        if tag[2]:
            pieces.append(f"</u> <code>[{escape(host)}]</code>" if host else "</u>")
            host = ""
        else:
            href = _HREF.search(tag[1])
            host = _target(unescape(href[1])) if href else ""
            pieces.append("<u>")
    return "".join([*pieces, html[position:]])


def _target(href: str) -> str:
    """The host, or the address of a mailto link, in a form that cannot be mistaken (SECURITY A13)."""
    try:
        parts = urlsplit(href)
        if parts.scheme == "mailto":
            local, _, domain = parts.path.rpartition("@")
            return f"{local}@{show_domain(domain)}"[:200]
        return show_domain(parts.hostname or "?")[:200]
    except ValueError:
        return "?"
