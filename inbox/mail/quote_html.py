"""Quoted history in HTML mail: the containers that mail programs put it in."""

from __future__ import annotations

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail import quote_patterns as patterns
from inbox.mail.html_text import MAX_DEPTH, html_to_text, nesting_depth

# The element itself is the quote: Gmail, Thunderbird, Apple, Yahoo, Proton, Zoho, QQ, NetEase, GMX and others.
CONTAINERS = (
    "div.gmail_quote, blockquote.gmail_quote, div.gmail_quote_container, div.gmail_extra > .gmail_quote, "
    "blockquote[type=cite], div.moz-cite-prefix, div.yahoo_quoted, div.protonmail_quote, blockquote.protonmail_quote, "
    "div.zmail_extra, blockquote#blockquote_zmail, #isReplyContent, #ntes-pcmac-reply, div.ntes_reply_content, "
    "includetail, #OLK_SRC_BODY_SECTION, #mail-editor-reference-message-container, div.quote, blockquote.quote, "
    "div.WordSection1 + blockquote, div.AppleOriginalContents, div.tutanota_quote, blockquote.tutanota_quote, "
    "div[name=quote], div.iosymail, div.x_gmail_quote, div.gmail_attr, div.qtdSeparateBR ~ div.yahoo_quoted"
)
# Everything from here to the end is the quote: Outlook in all its forms, Hotmail, QQ, Foxmail, NetEase.
BREAKS = (
    "#divRplyFwdMsg, #x_divRplyFwdMsg, #appendonsend, hr#stopSpelling, #reply-intro, #divFwdMsg, "
    "#mail-editor-reference-message, div.OutlookMessageHeader, #origbody, #ydpreply, "
    "div[style*='border-top:solid #E1E1E1'], div[style*='border-top: solid #E1E1E1'], "
    "div[style*='border-top:solid #B5C4DF'], div[style*='border-top: solid #B5C4DF'], "
    "div[style*='BORDER-TOP: #B5C4DF'], div[style*='border-top:#B5C4DF'], div[style*='border-top:#E1E1E1'], "
    "div[style*='BORDER-TOP: #b5c4df'], div[style*='border-top-color: rgb(181, 196, 223)'], "
    "div[style*='border-top-color: rgb(229, 229, 229)'], div[style*='border-top: 1px solid rgb(181, 196, 223)']"
)
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
    for node in tree.css(BREAKS):
        if _is_attached(node, tree.body) and _has_text(node, after=False):
            quoted.append(_cut_from(node, tree.body))
            break
    for node in tree.css(CONTAINERS):
        if _is_attached(node, tree.body) and not is_forward(node):
            quoted.append(html_to_text(node.html or ""))
            node.decompose()
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
