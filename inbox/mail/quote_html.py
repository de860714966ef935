"""Quoted history in HTML mail: the containers that mail programs put it in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail import quote_patterns as patterns
from inbox.mail.html_text import MAX_DEPTH, html_to_text, nesting_depth
from inbox.mail.sanitize import DROPPED_WITH_CONTENT

# The element itself is the quote: Gmail, Thunderbird, Apple, Yahoo, Proton, Zoho, QQ, NetEase, GMX and others.
CONTAINERS = (
    "div.gmail_quote, blockquote.gmail_quote, div.gmail_quote_container, div.gmail_extra > .gmail_quote, "
    "blockquote[type=cite], div.moz-cite-prefix, div[class*='yahoo_quoted'], div.protonmail_quote, "
    "blockquote.protonmail_quote, div.zmail_extra, blockquote#blockquote_zmail, "
    "#isReplyContent, #ntes-pcmac-reply, div.ntes_reply_content, "
    "includetail, #OLK_SRC_BODY_SECTION, #mail-editor-reference-message-container, blockquote.quote, "
    "div.WordSection1 + blockquote, div.AppleOriginalContents, div.tutanota_quote, blockquote.tutanota_quote, "
    "div[name=quote], div.iosymail, div.x_gmail_quote, div.gmail_attr, div.qtdSeparateBR ~ div.yahoo_quoted"
)
# Everything from here to the end is the quote: Outlook in all its forms, Hotmail, QQ, Foxmail, NetEase.
_MARKED_BREAKS = (
    "#divRplyFwdMsg, #x_divRplyFwdMsg, #appendonsend, hr#stopSpelling, #reply-intro, #divFwdMsg, "
    "#mail-editor-reference-message, div.OutlookMessageHeader, #origbody, #ydpreply"
)
# A line above a block: only with a header block inside, since forms and newsletters draw such lines too.
_RULED_BREAKS = (
    "div[style*='border-top:solid #E1E1E1'], div[style*='border-top: solid #E1E1E1'], "
    "div[style*='border-top:solid #B5C4DF'], div[style*='border-top: solid #B5C4DF'], "
    "div[style*='BORDER-TOP: #B5C4DF'], div[style*='border-top:#B5C4DF'], div[style*='border-top:#E1E1E1'], "
    "div[style*='BORDER-TOP: #b5c4df'], div[style*='border-top-color: rgb(181, 196, 223)'], "
    "div[style*='border-top-color: rgb(229, 229, 229)'], div[style*='border-top: 1px solid rgb(181, 196, 223)']"
)
BREAKS = f"{_MARKED_BREAKS}, {_RULED_BREAKS}"
_HEADER_LINE = re.compile(r"[^\s:：][^:：\n]{0,25}[:：]\s*\S")
_SIGNATURES = (
    "div.gmail_signature, div.moz-signature, #Signature, #ms-outlook-mobile-signature, #AppleMailSignature, "
    "#divtagdefaultwrapper > #Signature, div.protonmail_signature_block, #ymail_android_signature"
)


@dataclass(frozen=True, slots=True)
class HtmlParts:
    """Readable texts of what the writer wrote, of the containers, and of a marked signature."""

    reply_text: str
    quoted_text: str
    signature: str


def split_html(html: str) -> HtmlParts | None:
    """Take the marked quotes out of HTML; None when nothing is marked (or the HTML is too deep to trust)."""
    if nesting_depth(html) > MAX_DEPTH:
        return None
    tree = LexborHTMLParser(html)
    if tree.body is None:
        return None
    quoted: list[str] = []
    marked = {node.mem_id for node in tree.css(_MARKED_BREAKS)}
    for node in tree.css(BREAKS):
        if (node.mem_id in marked or _holds_headers(node)) and _has_text(node, after=False):
            quoted.append(_cut_from(node, tree.body))
            break
    for node in tree.css(CONTAINERS):
        if not _is_attached(node, tree.body) or is_forward(node):
            continue
        for part in node.css("blockquote, div.gmail_attr") if holds_answers(node) else [node]:
            if _is_attached(part, tree.body):
                quoted.append(html_to_text(part.html or ""))
                part.decompose()
    for node in tree.css("blockquote"):
        # A bare blockquote is a quote when nothing follows it; elsewhere it may be an answer's own quotation.
        if _is_attached(node, tree.body) and not _has_text(node, after=True) and _has_text(node, after=False):
            quoted.append(html_to_text(node.html or ""))
            node.decompose()
    signatures = [node for node in tree.css(_SIGNATURES) if _is_attached(node, tree.body)]
    signature = "\n".join(html_to_text(node.html or "") for node in signatures)
    if not quoted and not signature.strip():
        return None
    for node in signatures:
        node.decompose()
    return HtmlParts(html_to_text(tree.html or ""), "\n\n".join(quoted), signature.strip())


def _cut_from(node: LexborNode, body: LexborNode) -> str:
    """Remove a node and all that follows it in the document; the readable text of what was removed."""
    removed = [node.html or ""]
    current: LexborNode | None = node
    while current is not None and current.tag != "body":
        sibling = current.next
        while sibling is not None:
            following = sibling.next
            removed.append(sibling.html or "")
            sibling.decompose()
            sibling = following
        current = current.parent
    node.decompose()
    return html_to_text("\n".join(removed))


def _is_attached(node: LexborNode, body: LexborNode) -> bool:
    """False once an ancestor has been taken out."""
    current: LexborNode | None = node
    while current is not None:
        if current.tag == "body":
            return True
        current = current.parent
    return False


def _has_text(node: LexborNode, *, after: bool) -> bool:
    """Whether readable text stands before or after a node, anywhere in the document."""
    current: LexborNode | None = node
    while current is not None and current.tag != "body":
        sibling = current.next if after else current.prev
        while sibling is not None:
            if sibling.tag not in ("style", "script", "head") and (sibling.text() or "").strip():
                return True
            sibling = sibling.next if after else sibling.prev
        current = current.parent
    return False


def is_forward(node: LexborNode) -> bool:
    """A forwarded message is what the customer wants us to read."""
    start = (node.text() or "").strip()[:120]
    return patterns.FORWARD.search(start) is not None and ("---" in start or start.endswith(":"))


def holds_answers(node: LexborNode) -> bool:
    """Gmail and Proton leave an answer that is typed into or below the quote inside the quote's container."""
    if node.tag == "blockquote" or "_quote" not in (node.attributes.get("class") or ""):
        return False
    is_below = False
    child = node.child
    while child is not None:
        if child.tag == "blockquote":
            is_below = True
        elif is_below and has_content(child):
            return True
        child = child.next
    return False


def has_content(node: LexborNode) -> bool:
    """Whether a reader sees anything of a node: a letter, a digit, a picture sign or a picture."""
    if node.is_text_node:
        return is_readable(node.text_content or "")
    if not node.is_element_node or node.tag in DROPPED_WITH_CONTENT:
        return False
    return is_readable(node.text() or "") or node.tag == "img" or node.css_first("img") is not None


def is_readable(text: str) -> bool:
    """Whether a letter, a digit or a picture sign (emoji) stands in a text."""
    return any(sign.isalnum() or unicodedata.category(sign) == "So" for sign in text)


def _holds_headers(node: LexborNode) -> bool:
    """A known "From:" first, or three lines of "Label: value", one with an address or a date: in any language."""
    lines = [line.strip(" *") for line in html_to_text((node.html or "")[:8000]).split("\n") if line.strip()][
        :8
    ]
    first = patterns.HEADER_LABEL.match(lines[0]) if lines else None
    if first and first.lastgroup in ("from", "sent"):
        return True
    labelled = [line for line in lines if _HEADER_LINE.match(line)]
    return len(labelled) >= 3 and any("@" in line or any(map(str.isdigit, line)) for line in labelled)
