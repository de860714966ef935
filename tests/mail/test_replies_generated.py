"""Replies as some forty mail programs write them in twenty languages: not a word lost, no history left.

Every fourth of the 6,000 cases, which falls on each program and each language; all of them pass.
"""

from __future__ import annotations

from itertools import islice

import pytest

from inbox.mail.quotes import split_reply
from inbox.mail.text_html import text_to_html
from tests.support.replies import HTML_SHAPES, OLD, WORDS, html_cases, text_cases


def test_plain_replies_of_all_programs_and_languages() -> None:
    lost, left, count = [], [], 0
    for case in islice(text_cases(), 0, None, 4):
        count += 1
        reply = split_reply(case.text).reply_text
        lost += [case.name for line in case.words if line not in reply][:1]
        left += [case.name for mark in case.gone if mark in reply][:1]
    assert count > 900
    assert lost == []
    assert left == []


def test_html_replies_of_all_programs_and_languages() -> None:
    lost, left, count = [], [], 0
    for case, html in islice(html_cases(), 0, None, 4):
        count += 1
        reply = split_reply("", html).reply_text
        lost += [case.name for line in case.words if line not in reply][:1]
        left += [case.name for mark in case.gone if mark in reply][:1]
    assert count > 500
    assert lost == []
    assert left == []


@pytest.mark.parametrize("shape", HTML_SHAPES)
def test_the_html_tells_where_the_words_of_the_text_end_in_a_language_nobody_taught_us(shape: str) -> None:
    headers = "Ko: Shop<br>Kaj: 2026-11-03 10:00<br>Kien: ann@x.example<br>Pri: QUOTED-SUBJECT"
    attribution = "La 3an de novembro je la deka Shop notis"
    parts = {"words": "Dankon, sed mankas io.", "headers": headers, "attribution": attribution}
    html = HTML_SHAPES[shape].format(**parts, old="<br>".join(OLD))
    text = f"Dankon, sed mankas io.\n\n{attribution}\n{headers}\n".replace("<br>", "\n") + "\n".join(OLD)
    assert "Dankon, sed mankas io." in split_reply(text, html).reply_text
    if shape in (
        "gmail",
        "apple",
        "thunderbird",
        "outlook-web",
        "outlook-desktop",
        "proton",
        "yahoo",
        "zoho",
    ):
        assert split_reply(text, html).reply_text == "Dankon, sed mankas io."


@pytest.mark.parametrize("language", WORDS)
def test_words_without_any_quote_all_stay(language: str) -> None:
    words = "\n".join(WORDS[language])
    assert split_reply(words).reply_text == words
    assert split_reply(words, text_to_html(words)).reply_text == words


@pytest.mark.parametrize(
    "text",
    [
        "Von: Berlin\nAn: München\nWann: Montag\nBitte liefern Sie zwei Pakete.",
        "Order: 4471\nFrom: Berlin\nTo: Paris\nPlease ship it on Monday.",
        "Name: Ann Lee\nDate: 3 Nov\nOrder: 4471\n\nIt is broken.",
        "Fecha: 3 de noviembre\nPedido: 4471\n\nNo llegó.",
        "A: yes\nDe: acuerdo\nPara: mi casa",
        "Hi\nYour driver wrote on 03.11.2026 10:00:\nnobody home.\nI was home.",
        "Hallo\nIhr Kollege schrieb am 03.11.2026 10:00:\nkein Geld zurück.\nDas ist falsch.",
        "On the website it says 2026:\nfree returns",
        "See below:\n1) the lamp\n2) the cable",
        "----\nThe label on the box says this\n----\nWhat now?",
        "Please send\n- 2 lamps\n- 1 cable\n\nthanks",
        "-- just one question --\nwhere is it?",
        "My phone: 030 1234\nSent from Berlin on Monday by DHL, never arrived",
        "在12月3日我收到了：\n坏的灯",
        "3月11日に注文しました:\nまだ届きません",
        "Am 3.11. um 10:00 war niemand da:\nich war zu Hause",
        "Le 3 novembre à 10:00 personne n'est venu :\nj'étais là",
        "Re: your question:\nyes, the blue one",
        "> I never said that\nThat was your colleague.",
        "Original message from the box:\nDo not open",
        "From: and To: were swapped on the label.\nPlease fix it.",
        "Ursprüngliche Nachricht kam nie an.\nBitte nochmal.",
    ],
)
def test_the_customers_own_lines_that_look_like_history_stay(text: str) -> None:
    reply = split_reply(text).reply_text
    assert [line for line in text.split("\n") if line.strip() and line not in reply] == []


@pytest.mark.parametrize(
    "html",
    [
        '<div class="gmail_quote"><div class="gmail_attr">On 3 Nov 2026 at 10:00 Shop &lt;s@x.example&gt; wrote:</div>'
        "<blockquote class=gmail_quote>QUOTED</blockquote><div>ANSWER</div></div>",
        'HELLO<div class="gmail_quote"><div class="gmail_attr">On 3 Nov Shop wrote:</div><blockquote '
        "class=gmail_quote>QUOTED one?</blockquote><div>ANSWER</div><blockquote>QUOTED two?</blockquote></div>",
        "<blockquote type=cite>QUOTED one?</blockquote><p>ANSWER</p><blockquote type=cite>QUOTED two?</blockquote>",
        "<div class=moz-cite-prefix>Am x schrieb y:</div><blockquote type=cite>QUOTED</blockquote><p>ANSWER</p>",
        "<p>ANSWER</p><div style='border-top:solid #E1E1E1 1pt'><p>ANSWER</p></div><p>ANSWER</p>",
        "<p>Hi</p><div style='border:none;border-top:solid #B5C4DF 1.0pt'><p>Total: 49</p></div><p>ANSWER</p>",
        "<div class=quote><h1>ANSWER: quote for 20 lamps</h1></div><p>Please confirm</p>",
        "<p>Hi</p><hr><p>ANSWER</p>",
        "<table><tr><td>From:</td><td>Berlin</td></tr><tr><td>Weight:</td><td>ANSWER</td></tr></table>",
    ],
)
def test_answers_between_below_and_without_html_quotes_stay(html: str) -> None:
    assert split_reply("", html).reply_text.count("ANSWER") == html.count("ANSWER")


def test_line_breaks_inside_preformatted_text_stay() -> None:
    assert (
        split_reply("", "<pre>one<br>two\nthree<div>four</div></pre>").reply_text == "one\ntwo\nthree\nfour"
    )
