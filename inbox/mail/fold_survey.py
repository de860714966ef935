"""Where the quoted history of an HTML mail stands, and what a reader sees outside of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from inbox.mail.quote_html import BREAKS, CONTAINERS, has_content, holds_answers, is_forward, is_readable
from inbox.mail.sanitize import DROPPED_WITH_CONTENT

# Between their tags nothing but rows and cells may stand; a parser would move a fold out of the table.
_TABLE_PARTS = frozenset(str.split("table thead tbody tfoot tr colgroup"))
_KEPT_OUTSIDE = 1000  # characters; enough to tell an attribution from words


@dataclass(slots=True)
class Fold:
    """Siblings from `first` to `last`; `words_before` counts the readable pieces outside that came earlier."""

    first: LexborNode
    last: LexborNode
    is_bare: bool
    words_before: int
    has_after: bool = False

    @property
    def has_before(self) -> bool:
        return self.words_before > 0


@dataclass(slots=True)
class Survey:
    """All places that may be folded, in order, and the beginning of the readable text outside of them."""

    folds: list[Fold] = field(default_factory=list)
    outside: str = ""
    words: int = 0

    def add_text(self, text: str) -> None:
        if is_readable(text):
            self.words += 1
            if len(self.outside) < _KEPT_OUTSIDE:
                self.outside += f" {text[:_KEPT_OUTSIDE]}"

    def add_quote(self, node: LexborNode, *, is_bare: bool) -> None:
        last = self.folds[-1] if self.folds else None
        if last and last.words_before == self.words and _is_next(last.last, node):
            last.last, last.is_bare = node, last.is_bare and is_bare
        else:
            self.folds.append(Fold(node, node, is_bare, self.words))


def survey(tree: LexborHTMLParser, body: LexborNode, max_nodes: int) -> Survey:
    """Walk the document once, in order; a tree of more than `max_nodes` yields nothing to fold."""
    containers = {node.mem_id for node in tree.css(CONTAINERS)}
    breaks = {node.mem_id for node in tree.css(BREAKS)}
    found = Survey()
    stack = _children(body)
    while stack:
        node = stack.pop()
        max_nodes -= 1
        if max_nodes < 0:
            return Survey()
        if node.is_text_node:
            found.add_text(node.text_content or "")
            continue
        if not node.is_element_node or node.tag in DROPPED_WITH_CONTENT or _is_hidden(node):
            continue
        if node.mem_id in breaks and found.words:
            found.folds += (rest := _rest(node, found.words))
            if rest:
                break
            # Nothing follows that could be folded; looking again at every later break would take squared time.
            breaks = set()
        is_container = node.mem_id in containers
        if is_container and is_forward(node):
            found.add_text(node.text() or "")
        elif is_container and _may_stand_here(node) and not holds_answers(node):
            found.add_quote(node, is_bare=False)
        elif node.tag == "blockquote" and not is_container and not node.css_first(CONTAINERS):
            found.add_quote(node, is_bare=True)
        else:
            stack += _children(node)
    for fold in found.folds:
        fold.has_after = found.words > fold.words_before
    return found


def _rest(node: LexborNode, words: int) -> list[Fold]:
    """A break and all that follows it in the document: one fold on each level of the tree that has content."""
    start = current = node
    while current.parent is not None and current.parent.tag != "body" and not _has_readable_before(current):
        current = current.parent
        if _may_stand_here(current):
            start = current
    folds: list[Fold] = []
    first: LexborNode | None = start
    while first is not None:
        last = first
        is_filled = False
        sibling: LexborNode | None = first
        while sibling is not None:
            is_filled = is_filled or has_content(sibling)
            last, sibling = sibling, sibling.next
        if is_filled and _may_stand_here(first):
            folds.append(Fold(first, last, False, words))
        first = _next_above(first)
    return folds


def _next_above(node: LexborNode) -> LexborNode | None:
    """What follows the nearest ancestor that anything follows."""
    current = node.parent
    while current is not None and current.tag != "body":
        if current.next is not None:
            return current.next
        current = current.parent
    return None


def _has_readable_before(node: LexborNode) -> bool:
    sibling = node.prev
    while sibling is not None:
        if has_content(sibling):
            return True
        sibling = sibling.prev
    return False


def _may_stand_here(node: LexborNode) -> bool:
    return node.parent is not None and node.parent.tag not in _TABLE_PARTS


def _is_hidden(node: LexborNode) -> bool:
    style = node.attributes.get("style") or ""
    return "display:none" in style.replace(" ", "").lower()


def _is_next(last: LexborNode, node: LexborNode) -> bool:
    """Whether nothing but blanks and line ends stands between two siblings."""
    sibling = last.next
    while sibling is not None and sibling.mem_id != node.mem_id:
        if sibling.is_element_node and sibling.tag != "br":
            return False
        sibling = sibling.next
    return sibling is not None


def _children(node: LexborNode) -> list[LexborNode]:
    """Last one first, as a stack wants them."""
    children = []
    child = node.child
    while child is not None:
        children.append(child)
        child = child.next
    children.reverse()
    return children
