"""The customer's new words, apart from quoted history and signature.

Losing words is worse than leaving a quote: whatever is not surely a quote stays in the reply.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox.mail import quote_patterns as patterns
from inbox.mail.characters import clean_text
from inbox.mail.html_text import html_to_text
from inbox.mail.quote_history import drop_history
from inbox.mail.quote_html import split_html
from inbox.mail.signatures import split_signature

_MAX_LINE = 2000
_HINTS = re.compile(r"<blockquote|RplyFwdMsg|_quote|border-top:\s?solid|appendonsend|OLK_SRC", re.IGNORECASE)
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class ReplyParts:
    """Three texts; together they hold every line of the mail."""

    reply_text: str
    quoted_text: str
    signature: str


def split_reply(text: str, html: str | None = None) -> ReplyParts:
    """Split a mail's text (and its HTML, which marks quotes better in HTML-only mails). Linear time.

    The reply is empty only when the text is nothing but a quote.
    """
    text = clean_text(text)
    if html is not None and (not text.strip() or _same(text, html_to_text(html))):
        marked = split_html(html)
        if marked is not None and marked.reply_text.strip():
            inner = split_text(marked.reply_text, bool(marked.quoted_text))
            quoted = "\n".join(part for part in (inner.quoted_text, marked.quoted_text) if part)
            signature = "\n".join(part for part in (inner.signature, marked.signature) if part)
            return ReplyParts(inner.reply_text, quoted, signature)
        text = text if text.strip() else html_to_text(html)
    parts = split_text(text)
    if html is not None and not parts.quoted_text and (end := _end_by_html(text, html)):
        words, closing = split_signature(text[:end].split("\n"), had_history=True)
        return ReplyParts(_join(words), text[end:].strip(), _join(closing))
    return parts


def _end_by_html(text: str, html: str) -> int:
    """Where the words end that the HTML shows outside of its quotes; 0 when the text does not begin with just these.

    For header blocks and attributions in languages nobody taught us: the HTML of the same mail marks them.
    """
    if not _HINTS.search(html):
        return 0
    marked = split_html(html)
    words = marked.reply_text.split() if marked and marked.quoted_text and not marked.signature else []
    position = 0
    for count, word in enumerate(_WORD.finditer(text)):
        if count == len(words):
            break
        if word.group() != words[count]:
            return 0
        position = word.end()
    else:
        return 0
    return position


def split_text(text: str, had_history: bool = False) -> ReplyParts:
    """Split plain text; `had_history` tells that quotes were already taken out of it."""
    lines = _split_shared_lines(text.split("\n"))
    kept, quoted = drop_history(lines)
    had_history = had_history or any(line.strip() for line in quoted)
    is_trailing = had_history or _ends_with_quote(kept)
    kept, signature = split_signature(kept, is_trailing)
    kept, tail = _drop_trailing_quote(kept)
    if not signature and tail:
        kept, signature = split_signature(kept, True)
    if not any(line.strip() for line in kept) and not _is_only_quote(lines):
        return ReplyParts(text.strip(), "", "")
    return ReplyParts(_join(kept), _join(tail + quoted), _join(signature))


def _ends_with_quote(lines: list[str]) -> bool:
    last = next((line for line in reversed(lines) if line.strip()), "")
    return patterns.QUOTED.match(last) is not None


def _drop_trailing_quote(kept: list[str]) -> tuple[list[str], list[str]]:
    """A quote at the very end without an attribution; quotes between answers stay, they give the context."""
    end = len(kept)
    while end and (not kept[end - 1].strip() or patterns.QUOTED.match(kept[end - 1])):
        end -= 1
    if not any(line.strip() for line in kept[end:]) or (end and not any(line.strip() for line in kept[:end])):
        return kept, []
    return kept[:end], kept[end:]


def _split_shared_lines(lines: list[str]) -> list[str]:
    """A reply and its attribution on one line become two."""
    out: list[str] = []
    for line in lines:
        if out and line.strip() in (">:", ">："):
            # A closing bracket that was wrapped is no quote.
            out[-1] += line.strip()
            continue
        shared = patterns.SHARED_LINE.match(line) if "--" in line and len(line) <= _MAX_LINE else None
        if shared and shared.group(1).strip("- "):
            out += [shared.group(1), shared.group(2)]
        else:
            out.append(line)
    return out


def _is_only_quote(lines: list[str]) -> bool:
    """True when every line with text is marked as quoted."""
    return all(patterns.QUOTED.match(line) for line in lines if line.strip())


def _same(text: str, other: str) -> bool:
    return text.split() == other.split()


def _join(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n ").rstrip()
