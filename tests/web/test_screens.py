"""The screens in a real browser, under the product's own policy, drawn from fixture rows."""
# ruff: noqa: E501 (tables read better with one line to a row)

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect

from tests.web.preview import PreviewServer
from tests.web.screens import SCREENS

pytestmark = pytest.mark.browser
PAGES = [
    path
    for path in SCREENS
    if " " not in path and not path.endswith(("/fragment", "/thread", "/row", "/navigation"))
]


@pytest.fixture
def server() -> Iterator[PreviewServer]:
    with PreviewServer() as preview:
        yield preview


@pytest.fixture
def page(browser: Browser, server: PreviewServer) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    tab = context.new_page()
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            complaints.append(message.text)

    tab.on("console", listen)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    yield tab
    context.close()
    assert complaints == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [320, 1440])
def test_a_screen_draws_without_a_complaint_and_without_scrolling_sideways(
    page: Page, server: PreviewServer, path: str, width: int
) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(server.url + path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(
    ("language", "theme"), [("en", "light"), ("en", "dark"), ("zh-hans", "light"), ("zh-hans", "dark")]
)
def test_axe_finds_nothing_on_the_main_screens(browser: Browser, language: str, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    found: list[str] = []
    with PreviewServer(language=language, theme=theme) as preview:
        # axe is put into the page past the policy; the policy itself is what the other tests run under.
        context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        tab = context.new_page()
        for path in ("/login-error", "/inbox/mine", "/inbox/empty", "/tickets/4711", "/tickets/sent", "/tickets/note", "/tickets/collision",
                     "/search", "/settings/people/new", "/settings/people", "/settings/mailboxes", "/settings/grants/2"):  # fmt: skip
            tab.goto(preview.url + path)
            results = Axe().run(
                tab, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
            )
            for violation in results.response["violations"]:
                found += [f"{path}: {violation['id']}: {node['html'][:160]}" for node in violation["nodes"]]
        context.close()
    assert found == []


def test_j_and_k_open_the_neighbours_and_mark_the_row_at_once(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/inbox/mine")
    expect(page.locator("hd-list:defined")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#conversation[data-number='4712']")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("#conversation[data-number='4711']")).to_be_visible()
    expect(page.locator("#row-4711 [aria-current=true]")).to_be_visible()
    expect(page.locator("#context")).to_contain_text("HH-8841")
    assert "/tickets/4711" in page.url
    page.go_back()
    expect(page.locator("#conversation[data-number='4712']")).to_be_visible()


def test_a_note_is_never_a_reply(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/tickets/4711")
    page.get_by_test_id("composer").fill("To the customer")
    page.get_by_test_id("note").check()
    expect(page.get_by_test_id("composer")).to_have_value("")
    expect(page.get_by_test_id("send-done")).to_be_hidden()
    page.get_by_test_id("composer").fill("For us")
    expect(page.get_by_test_id("send")).to_have_text("Add note")
    page.get_by_test_id("send").click()
    expect(page.get_by_test_id("composer")).to_have_value("")
    posts = [path for path, _ in server.received]
    assert "/tickets/4711/notes" in posts
    assert "/tickets/4711/replies" not in posts


def test_a_draft_is_saved_after_a_pause_and_kept_when_the_line_is_down(
    page: Page, server: PreviewServer
) -> None:
    page.goto(f"{server.url}/tickets/4711")
    page.get_by_test_id("composer").fill("Half a sentence")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    drafts = [fields for path, fields in server.received if path.endswith("/draft")]
    assert drafts[-1]["body"] == ["Half a sentence"]
    assert drafts[-1]["kind"] == ["reply"]
    server.answer = lambda path: (500, "") if path.endswith("/draft") else None
    page.get_by_test_id("composer").fill("Half a sentence and more")
    expect(page.get_by_text("Not saved: no connection")).to_be_visible()
    page.goto("about:blank")
    server.answer = lambda path: None
    page.goto(f"{server.url}/tickets/4711")
    expect(page.get_by_test_id("composer")).to_have_value("Half a sentence and more")


def test_a_reply_to_a_moved_conversation_is_stopped_with_its_text_kept(
    page: Page, server: PreviewServer
) -> None:
    refusal = server.respond("/tickets/collision/fragment", {})[2].decode()
    server.answer = lambda path: (409, refusal) if path.endswith("/replies") else None
    page.goto(f"{server.url}/tickets/4711")
    page.get_by_test_id("composer").fill("Bonjour")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_test_id("collision")).to_contain_text("wrote while you were writing")
    expect(page.get_by_test_id("composer")).to_have_value("Bonjour")
    server.answer = lambda path: None
    server.received.clear()
    page.get_by_text("Send anyway").click()
    expect(page.get_by_test_id("collision")).to_be_hidden()
    _path, fields = next(entry for entry in server.received if entry[0].endswith("/replies"))
    assert "force" in str(fields)
    assert not [path for path, _ in server.received if path.endswith("/draft")]


def test_done_opens_the_next_conversation(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/inbox/mine")
    page.locator("#row-4712 a").click()
    expect(page.locator("#conversation[data-number='4712']")).to_be_visible()
    page.keyboard.press("e")
    expect(page.locator("#conversation[data-number='4711']")).to_be_visible()


def test_an_undo_counts_down_and_takes_the_reply_back(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/tickets/sent")
    expect(page.get_by_test_id("toast")).to_contain_text("Reply is on its way")
    page.keyboard.press("z")
    expect(page.get_by_test_id("undo")).to_be_hidden()
    assert "/messages/6/cancellation" in [path for path, _ in server.received]


def test_the_theme_flips_at_once_and_is_told_to_the_server(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/inbox/mine")
    expect(page.locator("hd-theme:defined")).to_be_visible()
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_test_id("theme")).to_have_attribute("value", "light")
    assert server.received[-1][1]["theme"] == ["dark"]


def test_new_mail_comes_into_the_list_by_itself_and_waits_while_a_hand_is_on_it(
    page: Page, server: PreviewServer
) -> None:
    page.goto(f"{server.url}/inbox/mine")
    expect(page.locator("hd-live")).to_have_count(1)
    fact = "({kind: 'created', ticket: 4712, mailbox: 1, version: 1})"
    page.mouse.move(300, 500)
    page.mouse.move(300, 510)
    page.evaluate("document.getElementById('row-4712').remove()")
    page.evaluate(f"document.querySelector('hd-live').hear{fact}")
    expect(page.get_by_test_id("new-pill")).to_have_text("1 new")
    expect(page.locator("#row-4712")).to_have_count(0)
    page.keyboard.press(".")
    expect(page.locator("#row-4712")).to_be_visible()
    page.evaluate("document.getElementById('row-4711').remove()")
    page.mouse.move(900, 500)
    page.evaluate(f"document.querySelector('hd-live').hear{fact.replace('4712', '4711')}")
    expect(page.locator("#row-4711")).to_be_visible()


def test_a_live_change_draws_the_thread_anew_around_a_composer_in_use(
    page: Page, server: PreviewServer
) -> None:
    page.goto(f"{server.url}/tickets/4711")
    page.get_by_test_id("composer").fill("Being written")
    page.evaluate(
        "document.querySelector('hd-live').hear({kind: 'message', ticket: 4711, mailbox: 1, version: 8})"
    )
    expect(page.locator("#message-7")).to_be_visible()
    expect(page.get_by_test_id("composer")).to_have_value("Being written")
    expect(page.get_by_test_id("composer")).to_be_focused()
    expect(page.locator("[name=seen_through]")).to_have_value("4")
    expect(page.locator("#row-4711")).to_contain_text("Fresh words")


def test_the_mail_frame_is_as_high_as_its_mail(page: Page, server: PreviewServer) -> None:
    page.goto(f"{server.url}/tickets/4712")
    frame = page.locator("iframe[data-testid=message-body]")
    expect(frame.content_frame.get_by_text("Commande")).to_be_visible()
    inner = frame.content_frame.locator("body").evaluate("body => body.offsetHeight")
    expect(frame).to_have_js_property("clientHeight", inner)


def test_keys_are_silent_in_fields_and_while_an_input_method_composes(
    page: Page, server: PreviewServer
) -> None:
    page.goto(f"{server.url}/inbox/mine")
    page.locator("#nav-search").fill("")
    page.keyboard.type("jjj?")
    expect(page.locator("#nav-search")).to_have_value("jjj?")
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.locator("#nav-search").blur()
    page.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', {key: '?', bubbles: true, isComposing: true}))"
    )
    expect(page.locator("#shortcuts")).to_be_hidden()
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()


def test_without_scripts_the_pages_are_plain_forms_and_links(browser: Browser, server: PreviewServer) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{server.url}/tickets/4711")
    tab.locator("#row-4712 a").click()
    expect(tab.locator("#conversation[data-number='4712']")).to_be_visible()
    tab.get_by_test_id("note").check()
    tab.get_by_test_id("composer").fill("Plain note")
    tab.get_by_test_id("add-note").click()
    assert server.received[-1][0] == "/tickets/4712/notes"
    context.close()
