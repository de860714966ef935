"""Quoted history of HTML mail behind a mark that opens it: `details`, so that the frame needs no script."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from inbox.mail import quote_patterns as patterns
from inbox.mail.characters import clean_text
from inbox.mail.fold_survey import Fold, Survey, survey
from inbox.mail.html_text import MAX_DEPTH, nesting_depth

MARK = "•••"
_MAX_CHARACTERS = 5_000_000
_MAX_ATTRIBUTION = 700


@dataclass(frozen=True, slots=True)
class _Tokens:
    """Stand-ins for our tags until the tree is written out; made of the mail's digest, no mail can hold them."""

    start: str
    end: str

    @classmethod
    def of(cls, html: str) -> _Tokens:
        digest = hashlib.sha256(html.encode()).hexdigest()
        return cls(f"fold-{digest}-start", f"fold-{digest}-end")


def fold_quotes(html: str) -> str:
    """Wrap the quoted history of a reply in `<details><summary>•••</summary>`; call it before sanitising.

    What is history, `quote_html` knows. Every word stays, in its order; nothing is folded where no readable word
    would stay outside, nor between answers, where the quotes are what is answered. `details` of the mail's own are
    opened up, so that a mail hides nothing. HTML deeper than 256 or longer than 5 million characters, HTML with a
    form's select, and HTML that grows when it is written out anew, comes back as it is. Linear time.
    """
    html = clean_text(html)
    if len(html) > _MAX_CHARACTERS or nesting_depth(html) >= MAX_DEPTH:
        return html
    # Misnested formatting is repeated by every parser; a mail built of it is left to the sanitiser alone.
    max_nodes = 4 * html.count("<") + 1000
    tree = LexborHTMLParser(html)
    # Parsers disagree on markup inside a select: written out anew, it could show words that were dropped before.
    if tree.body is None or tree.css_first("select") is not None:
        return html
    own = tree.css("details, summary")
    for node in own:
        node.unwrap()
    folds = _chosen(survey(tree, tree.body, max_nodes))
    if not folds and not own:
        return html
    tokens = _Tokens.of(html)
    for fold in folds:
        fold.first.insert_before(tokens.start)
        fold.last.insert_after(tokens.end)
    folded = tree.html or ""
    folded = folded.replace(tokens.start, f"<details><summary>{MARK}</summary>").replace(
        tokens.end, "</details>"
    )
    if len(folded) > 2 * len(html) + 1000 or nesting_depth(folded) > MAX_DEPTH:
        return html
    return folded


def _chosen(found: Survey) -> Sequence[Fold]:
    """The folds that leave a readable word outside and take no quote away from between two answers."""
    outside = " ".join(found.outside.split())
    if not outside or (len(outside) <= _MAX_ATTRIBUTION and patterns.is_attribution(outside)):
        return ()
    folds = [fold for fold in found.folds if not fold.is_bare or (fold.has_before and not fold.has_after)]
    # Several quotes with words between them are answered point by point; only what trails is history.
    is_interleaved = len({fold.words_before for fold in folds}) > 1
    return [fold for fold in folds if not is_interleaved or not fold.has_after]
