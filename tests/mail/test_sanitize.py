"""Mail HTML is harmless before anybody sees it (SECURITY B rows, static half)."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from inbox.mail.html_text import html_to_text
from inbox.mail.sanitize import sanitize_html
from inbox.mail.text_html import text_to_html

FORBIDDEN_TAGS = (
    "script, style, iframe, frame, object, embed, applet, form, input, button, textarea, select, base, meta, link, "
    "svg, math, audio, video, source, picture, template, noscript, dialog, marquee"
)
ALLOWED_ATTRIBUTES = frozenset(
    str.split(
        "style dir lang title align valign bgcolor width height href src alt border hspace vspace cellpadding "
        "cellspacing summary colspan rowspan nowrap scope span color face size start type reversed value clear "
        "noshade rel target"
    )
)


def assert_harmless(html: str) -> None:
    tree = LexborHTMLParser(html)
    assert tree.css(FORBIDDEN_TAGS) == []
    assert all(not node.attributes for node in tree.css("details, summary"))
    for node in tree.css("body *"):
        for name, value in node.attributes.items():
            assert name in ALLOWED_ATTRIBUTES, (name, value)
            lowered = re.sub(r"[\x00-\x20]", "", value or "").lower()
            if name == "href":
                assert lowered.startswith(("http://", "https://", "mailto:")), value
            if name == "src":
                assert lowered.startswith("/media/"), value
            if name == "style":
                assert not re.search(
                    r"url\(|var\(|expression|image-set|position|@|\\|javascript|behavior", lowered
                )


@pytest.mark.parametrize("name", ["xss_dompurify", "xss_h5sc", "xss_owasp"])
def test_b1_no_payload_of_the_corpora_survives(name: str, corpora: Path) -> None:
    for line in (corpora / f"security/{name}.jsonl").open(encoding="utf-8"):
        payload = json.loads(line)["payload"]
        assert_harmless(sanitize_html(payload, cid_urls={"x": "/media/1"}).html)
        assert_harmless(text_to_html(payload))


@pytest.mark.parametrize(
    "html",
    [
        "<svg><animate attributeName=href values='javascript:alert(1)'/></svg>",
        "<math><annotation-xml encoding='text/html'>"
        "<style><img src=x onerror=alert(1)></style></annotation-xml></math>",
        '<div style="background:url(\'http://e.example/x">x</div>',
        "<body background='http://e.example/x'>x</body>",
        "<p style='color:var(--x);--x:url(//e)'>x</p>",
        "<p style='position:fixed!important;top:0;width:100%'>x</p>",
        "<p style='w\\69dth:1px;background:ur\\6c(//e)'>x</p>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<a href='&#0000106avascript:alert(1)'>x</a>",
        "<a href='java\tscript:alert(1)'>x</a>",
        "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
        "<div id=cookie name=forms class='x hx' hx-get=/logout data-on=1 onclick=alert(1) x-data='a'>x</div>",
        "<style>*{background:url(//e)}</style>"
        "<link rel=stylesheet href=//e><meta http-equiv=refresh content='0;url=//e'>",
        "<form action=/logout><input name=csrf><button>x</button></form>",
        "<details open ontoggle=alert(1) style='height:9999px' name=a><summary onclick=alert(1) title=x>y</summary>z",
    ],
)
def test_b_rows_known_attacks_are_inert(html: str) -> None:
    assert_harmless(sanitize_html(html).html)


@pytest.mark.parametrize(
    "source", ["/logout", "cid:../../logout", "//host/x", "../x", "data:image/svg+xml,x", "x.png"]
)
def test_b2_an_image_of_our_own_site_or_of_nowhere_has_no_address(source: str) -> None:
    safe = sanitize_html(f'<img src="{source}" alt="pic">', cid_urls={"logo@x": "/media/1"})
    assert safe.html == '<img alt="pic">'
    assert not safe.has_remote_content


@pytest.mark.parametrize(
    "html",
    [
        '<img srcset="https://e.example/x 2x">', '<video poster="https://e.example/x">', '<table background="https://e.example/x">',
        '<blockquote cite="https://e.example/x">q</blockquote>', '<a ping="https://e.example/x" href="https://a.example">a</a>',
        '<link href="https://e.example/x">', "<style>@import 'https://e.example/x'</style>",
        "<p style=\"background:image-set('https://e.example/x' 1x)\">p</p>", '<p style="background:URL(https://e.example/x)">p</p>',
    ],
)  # fmt: skip
def test_b3_nothing_loads_before_it_is_asked_for(html: str) -> None:
    assert "e.example" not in sanitize_html(html).html


def test_remote_images_wait_and_are_named_once() -> None:
    html = '<img src="https://e.example/a.png" data-remote="1" width="9"><img src="https://e.example/a.png">'
    held = sanitize_html(html)
    assert (held.has_remote_content, held.remote_images) == (True, ("https://e.example/a.png",))
    assert held.html == '<img width="9"><img>'
    shown = sanitize_html(html, image_urls={"https://e.example/a.png": "/media/proxied"})
    assert shown.html == '<img src="/media/proxied" width="9"><img src="/media/proxied">'
    assert not shown.has_remote_content


def test_an_inline_image_gets_the_address_of_its_attachment() -> None:
    assert (
        sanitize_html('<img src="cid:Logo@X">', cid_urls={"logo@x": "/media/1"}).html
        == '<img src="/media/1">'
    )


def test_links_open_elsewhere_and_tell_nobody_where_they_come_from() -> None:
    html = sanitize_html('<a href="https://a.example/?b=1&c=2" target="_top" rel="opener">a</a>').html
    assert (
        html
        == '<a href="https://a.example/?b=1&amp;c=2" target="_blank" rel="noopener noreferrer nofollow">a</a>'
    )


def test_what_lays_out_a_mail_is_kept() -> None:
    html = (
        '<table width="100%" cellpadding="4"><tbody><tr><td style="color:#333;padding:4px 8px;font-family:Arial, '
        'sans-serif" align="center"><h1>Hi</h1><p dir="rtl"><b>bold</b><br>x</p></td></tr></tbody></table>'
    )
    assert sanitize_html(html).html.replace(";", "; ").split() == html.replace(";", "; ").split()


def test_b14_too_deep_html_becomes_text() -> None:
    safe = sanitize_html("<div>" * 300 + "words <b>here</b>" + "</div>" * 300)
    assert "<div>" not in safe.html
    assert "words" in safe.html
    assert sanitize_html("<div>" * 200 + "x").html.startswith("<div>")


def test_b_plain_text_is_escaped_before_links_are_found() -> None:
    html = text_to_html(
        '<b>"x"</b>\nsee https://a.example/?q="><script>alert(1)</script> (www.b.example/c_(d)).'
    )
    assert_harmless(html)
    assert "&lt;b&gt;&quot;x&quot;&lt;/b&gt;<br>" in html
    assert 'href="https://a.example/?q="' in html
    assert ">www.b.example/c_(d)</a>)." in html
    assert html.startswith('<div dir="auto">')


def test_no_regular_expression_strips_tags_for_the_screen() -> None:
    """B5: the only tag pattern makes plain text of too deep HTML, which is then escaped."""
    assert "<" not in html_to_text("<p>" * 10 + "a").replace("a", "")
    assert_harmless(sanitize_html("<div>" * 300 + "<scr<script>ipt>alert(1)</script>").html)
