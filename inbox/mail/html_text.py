"""The readable text of an HTML mail: what a person would read, in lines, without a browser."""

from __future__ import annotations

import re
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail.characters import clean_text

_BLOCKS = frozenset(
    str.split(
        "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 "
        "h4 h5 h6 header "
        "hr li main nav ol p pre section table tbody tfoot thead tr ul"
    )
)
_SKIPPED = frozenset(
    str.split("head script style title template noscript svg math object embed iframe select")
)
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"[ \t\n\r\f]+")
_MANY_LINES = re.compile(r"\n[ \t]*\n[ \t\n]*")
_TAG = re.compile(r"<[^<>]*>")
_OPENING = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)[^<>]*?(/?)>")
_VOID = frozenset(str.split("area base br col embed hr img input link meta param source track wbr"))
_OPTIONAL_END = frozenset(str.split("p li dt dd tr td th thead tbody tfoot option colgroup"))
MAX_DEPTH = 256
_MAX_CHARACTERS = 5_000_000


def html_to_text(html: str) -> str:
    """Readable text of `html`; blocks become lines, hidden and scripted parts are left out. Linear time."""
    html = html[:_MAX_CHARACTERS]
    if nesting_depth(html) > MAX_DEPTH:
        return clean_text(_TAG.sub(" ", html)).strip()
    root = LexborHTMLParser(html).body
    if root is None:
        return ""
    return tidy_lines(_render(root))


@lru_cache(maxsize=2)  # reading, folding and sanitising one mail each ask
def nesting_depth(html: str) -> int:
    """The deepest nesting of elements by counting tags: an upper bound, so that no parser needs to be trusted."""
    depth = deepest = 0
    for match in _OPENING.finditer(html):
        name = match.group(2).lower()
        if name in _VOID or name in _OPTIONAL_END or match.group(3):
            continue
        depth += -1 if match.group(1) else 1
        depth = max(depth, 0)
        deepest = max(deepest, depth)
    return deepest


def tidy_lines(text: str) -> str:
    """Blank runs and empty lines reduced to what reads well."""
    lines = [line.strip(" \u00a0") for line in clean_text(text).split("\n")]
    return _MANY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _render(root: LexborNode) -> str:
    out: list[str] = []
    # An explicit stack: entering a node, or the text to put when leaving it.
    stack: list[LexborNode | str] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            out.append(node)
            continue
        tag = node.tag
        if tag == "-text":
            text = _SPACES.sub(" ", node.text_content or "")
            out.append(text.lstrip(" ") if out and out[-1].endswith("\n") else text)
            continue
        if tag in _SKIPPED or tag == "_comment" or tag == "-comment":
            continue
        if tag == "br":
            out.append("\n")
            continue
        if tag == "pre":
            out.append("\n" + _preformatted(node) + "\n")
            continue
        is_block = tag in _BLOCKS
        if is_block and out and not out[-1].endswith("\n"):
            out.append("\n")
        if tag == "p" and out:
            out.append("\n")
        if tag == "li":
            out.append("- ")
        if is_block:
            stack.append("\n\n" if tag == "p" else "\n" if tag not in ("table", "tbody") else "")
        elif tag in _CELLS:
            stack.append(" ")
        children = []
        child = node.child
        while child is not None:
            children.append(child)
            child = child.next
        stack.extend(reversed(children))
    return _merge(out)


def _preformatted(root: LexborNode) -> str:
    """The text of a `pre` with its own line ends, and those of its breaks and blocks."""
    if root.css_first("br, div, p") is None:
        return root.text()
    out: list[str] = []
    for node in root.traverse(include_text=True):
        if node.is_text_node:
            out.append(node.text_content or "")
        elif node.mem_id != root.mem_id and (node.tag == "br" or node.tag in _BLOCKS):
            out.append("\n")
    return "".join(out)


def _merge(pieces: list[str]) -> str:
    """Join without doubling the line end that both a block's start and the block before it asked for."""
    out: list[str] = []
    at_line_start = True
    for piece in pieces:
        if piece == "\n" and at_line_start and out and out[-1].endswith("\n"):
            out.append("")
            continue
        if piece:
            out.append(piece)
            at_line_start = piece.endswith("\n")
    return "".join(out)
