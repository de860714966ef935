"""Quoted history of HTML mail folds away, and no word is lost by it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from inbox.mail.fold import MARK, fold_quotes
from inbox.mail.html_text import MAX_DEPTH
from inbox.mail.sanitize import sanitize_html

FOLD = f"<details><summary>{MARK}</summary>"
HEADER = "<p><b>From:</b> Shop<br><b>Sent:</b> Tuesday<br><b>To:</b> Ann</p>"
REPLIES = {
    "Gmail": '<div dir="ltr">Yes</div><br><div class="gmail_quote"><div class="gmail_attr">On x wrote:</div>'
    '<blockquote class="gmail_quote"><div>old</div></blockquote></div>',
    "Outlook": '<div>Yes</div><div id="appendonsend"></div><hr>'
    f'<div id="divRplyFwdMsg">{HEADER}</div><div><p>old</p></div>',
    "Outlook with a border": '<div class="WordSection1"><p>Yes</p><div>'
    f'<div style="border:none;border-top:solid #E1E1E1 1.0pt">{HEADER}</div></div><p>old</p><p>older</p></div>',
    "Outlook for Mac": f'<div>Yes</div><span id="OLK_SRC_BODY_SECTION">{HEADER}<p>old</p></span>',
    "Apple": '<div>Yes<br><div><br><blockquote type="cite"><div>On x wrote:</div><p>old</p></blockquote></div></div>',
    "Yahoo": '<div>Yes</div><div class="yahoo_quoted"><div>On x wrote:</div><div>old</div></div>',
    "Thunderbird": '<p>Yes</p>\n<div class="moz-cite-prefix">Am x schrieb:<br></div>\n'
    '<blockquote type="cite"><p>old</p></blockquote>\n<div class="moz-signature">-- <br></div>',
    "QQ": "<div>好的</div><includetail><div>---原始邮件---</div><div>old</div></includetail>",
    "NetEase": '<div>好的</div><div id="isReplyContent"><p>At x wrote:</p><blockquote>old</blockquote></div>',
    "a program that marks nothing": "<div>Yes</div><blockquote>old</blockquote>",
}
UNTOUCHED = {
    "a new mail": "<p>Hello</p><p>Where is it?</p>",
    "nothing but a quote": '<blockquote type="cite">old</blockquote>',
    "an attribution alone above a quote": "<p>On Tue, Nov 3, 2026 at 10:00 AM Shop &lt;a@b.example&gt; wrote:</p>"
    '<blockquote type="cite">old</blockquote>',
    "a reply of blanks": '<div>&nbsp;<br></div><div class="gmail_quote">old</div>',
    "words nobody sees": '<div style="display: none">x</div><div class="gmail_quote">old</div>',
    "a forward": '<p>Please read</p><div class="gmail_quote">---------- Forwarded message ---------<p>old</p></div>',
    "a quotation of the writer's": "<p>You said</p><blockquote>old</blockquote><p>and that is wrong</p>",
    "a break without anything before it": f'<div id="divRplyFwdMsg">{HEADER}</div><p>old</p>',
    "a row of a table": "<table><tr><td>Yes</td></tr><tr id='isReplyContent'><td>old</td></tr></table>",
    "a form's select": '<select><option>a</select>Yes<div class="gmail_quote">old</div>',
    "HTML as deep as we show": "<div>" * MAX_DEPTH + 'Yes<div class="gmail_quote">old',
}
PIECES = [
    *REPLIES.values(), *UNTOUCHED.values(), "<table>", "<tr>", "<td>", "</table>", "<p>", "</p>", "<b>", "</b>",
    "<a href=x>", "</a>", "</div>", "<ul><li>", "<span>", "</span>", "<font size=1>", "</blockquote>", "<blockquote>",
    "<select>", "<!--c-->", "<details open ontoggle=x>", "<summary>", "</details>", "<script>1</script>", "<pre>",
    "<hr id=stopSpelling>", "word", "&lt;", "<div id=appendonsend>", "<div class=gmail_quote>", "<style>a</style>",
    "<template>t</template>", "<svg><p>",
]  # fmt: skip


def words(html: str) -> str:
    """The text a browser would hold, without blanks."""
    body = LexborHTMLParser(html).body
    return "".join((body.text() if body else "").split())


def outside(html: str) -> str:
    tree = LexborHTMLParser(html)
    for fold in tree.css("details"):
        fold.decompose()
    return tree.body.text().strip() if tree.body else ""


@pytest.mark.parametrize("program", REPLIES)
def test_the_history_of_a_reply_is_folded(program: str) -> None:
    shown = sanitize_html(fold_quotes(REPLIES[program])).html
    assert shown.count(FOLD) == 1
    assert "old" not in outside(shown)
    assert outside(shown).rstrip("- \n") in ("Yes", "好的")
    assert words(shown).replace(MARK, "") == words(REPLIES[program])


@pytest.mark.parametrize("kind", UNTOUCHED)
def test_what_is_no_history_or_leaves_nothing_to_read_comes_back_as_it_was(kind: str) -> None:
    assert fold_quotes(UNTOUCHED[kind]) == UNTOUCHED[kind]


def test_quotes_between_answers_stay_and_only_what_trails_is_folded() -> None:
    quote = '<blockquote type="cite">{}</blockquote>'
    html = f"{quote.format('Size?')}<p>L</p>{quote.format('Colour?')}<p>Blue</p>"
    assert fold_quotes(html) == html
    assert outside(fold_quotes(html + quote.format("old"))) == "Size?LColour?Blue"


def test_an_answer_typed_into_gmails_quote_is_never_hidden() -> None:
    quote = '<blockquote class="gmail_quote">{}</blockquote>'
    html = f'<div>See below</div><div class="gmail_quote">{quote.format("Size?")}<div>L</div>'
    html += quote.format("old") + "</div>"
    assert outside(fold_quotes(html)) == "See belowSize?L"


def test_an_answer_below_the_quote_stays_in_sight() -> None:
    html = '<div class="moz-cite-prefix">Am x schrieb:</div><blockquote type="cite">old</blockquote><p>Size L</p>'
    assert outside(fold_quotes(html)) == "Size L"


def test_history_that_ends_outside_of_its_box_is_folded_on_each_level() -> None:
    html = '<div><p>Yes</p><hr id="stopSpelling"><p>old</p></div><p>older</p>'
    assert (outside(fold_quotes(html)), fold_quotes(html).count(FOLD)) == ("Yes", 2)


def test_details_of_the_mails_own_hide_nothing() -> None:
    html = "<details open ontoggle=alert(1)><summary onclick=x>Terms</summary><p>words</p></details>"
    assert sanitize_html(fold_quotes(html)).html == "Terms<p>words</p>"
    # Without the folding they are opened by a click and by nothing else.
    assert sanitize_html(html).html == "<details><summary>Terms</summary><p>words</p></details>"


def test_sanitising_the_stored_html_again_changes_nothing() -> None:
    once = sanitize_html(fold_quotes(REPLIES["Gmail"])).html
    assert sanitize_html(once).html == once


def test_a_mail_cannot_forge_the_stand_ins() -> None:
    html = '<p>Yes fold-start fold-end &lt;details&gt;</p><div class="gmail_quote">old</div>'
    assert fold_quotes(html).count("<details>") == 1
    assert outside(fold_quotes(html)) == "Yes fold-start fold-end <details>"


@given(st.lists(st.sampled_from(PIECES), max_size=12))
@settings(max_examples=400, deadline=None)
def test_no_word_is_lost_or_moved(pieces: list[str]) -> None:
    html = "".join(pieces)
    bare = sanitize_html(html).html
    shown = sanitize_html(fold_quotes(html)).html
    assert words(shown).replace(MARK, "") == words(bare)
    # What is too odd to be folded comes back with the mail's own details.
    if words(bare) and ("<details" not in html or fold_quotes(html) != html):
        assert outside(shown)


@pytest.mark.parametrize(
    "html",
    [
        "Yes" + "<div class=gmail_quote>old</div><br>" * 20_000,
        "Yes" + "<div class=gmail_quote>" * 20_000,
        "Yes" + "<div class=gmail_quote>" * 250 + "<p>x</p>" * 20_000,
        "Yes" + "<blockquote>" * 200 + "x</blockquote>y" * 20_000,
        "Yes" + "<hr id=stopSpelling>" * 50_000,
        "<p>Yes" + "".join(f"<font size={n}>" for n in range(200)) + "<p>x" * 4_000 + "<div class=gmail_quote>old",
        "<br>" * 100_000 + "<details><summary>" * 100 + "x" * 1_000_000,
    ],
    ids=["many", "deep", "nested", "unbalanced", "breaks", "misnested", "blank"],
)  # fmt: skip
def test_a_mail_made_to_be_slow_is_not(html: str) -> None:
    started = time.process_time()
    folded = fold_quotes(html)
    assert time.process_time() - started < 3
    assert len(folded) <= 2 * len(html) + 1000
