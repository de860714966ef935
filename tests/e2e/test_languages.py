"""Chen's desk speaks Chinese; language and theme are chosen once and come from the server, without a flash."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from helpdesk.demo.content.directory import MAILBOXES, PEOPLE, STORES, TEAMS
from helpdesk.env import PROJECT_ROOT
from tests.e2e.conftest import OpenAs
from tests.e2e.screens import open_conversation
from tests.support.desk import Desk

pytestmark = pytest.mark.browser

CATALOGUE = PROJECT_ROOT / "helpdesk/web/locale/zh_Hans/LC_MESSAGES/django.po"
# What customers and shops wrote themselves.
DATA = (
    ".row__who, .row__subject, .row__line, .row__code, .row__owner, .message__text, .message__quote, .message__fold, "
    ".message__name > .truncate, .message__meta, .file, .avatar, #subject, .head__facts, .composer__to, textarea, "
    ".customer, .facts, .past, .order, [data-testid=language], [name=time_zone], kbd, .composer__hint, input, "
    ".customer-note"
)
# The shop's own names, and words that are the same in every language.
NAMES = " ".join(one.name for one in (*PEOPLE, *TEAMS, *STORES, *MAILBOXES)) + " ".join(
    one.username for one in PEOPLE
)
# ... with the names of mail providers and what a mail server's own papers call things.
SAME_EVERYWHERE = set(
    str.split(
        "crossdesk english ctrl imap smtp ssl tls starttls vip shopify inbox sent oauth scope web google gmail "
        "workspace microsoft outlook zoho mail alibaba aliyun tencent exmail netease yeah foxmail yandex idle dsn "
        "uidplus url"
    )
)
FIND_TEXTS = """data => {
  const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement;
    if (!owner.closest(`script, style, template, noscript, ${data}`)) found.push(walker.currentNode.data.trim());
  }
  for (const name of ["aria-label", "title", "placeholder", "alt"])
    for (const owner of document.querySelectorAll(`[${name}]`))
      if (!owner.closest(data)) found.push(owner.getAttribute(name));
  return found.filter(Boolean);
}"""
CHINESE_TIME = re.compile(r"^(刚刚|现在|昨天.*|\d{1,2}:\d\d|.*[年月日天时分周秒].*)$")


CHEN = ("/inbox/all", "/inbox/drafts", "conversation", "/search?q=4711", "/settings/", "/tickets/999999")
ADA = (
    *("/settings/mailboxes", "/settings/mailboxes/1", "/settings/mailboxes/new", "/settings/people"),
    *(
        "/settings/people/1",
        "/settings/people/new",
        "/settings/teams",
        "/settings/stores",
        "/settings/grants/2",
    ),
)


def test_no_english_is_left_on_chen_s_screens(desk: Desk, open_as: OpenAs) -> None:
    chen = open_as("chen")
    assert chen.locator("html").get_attribute("lang") == "zh-Hans"
    assert english_on(chen, desk, CHEN) == []


def test_no_english_is_left_on_the_admin_s_screens_in_chinese(desk: Desk, open_as: OpenAs) -> None:
    ada = open_as("ada")
    choose_language(ada, "zh-hans")
    try:
        assert english_on(ada, desk, ADA) == []
    finally:
        ada.goto(f"{desk.url}/inbox/all")
        choose_language(ada, "en")


def test_times_are_told_in_chinese(desk: Desk, open_as: OpenAs) -> None:
    chen = open_as("chen")
    expect(chen.locator("html")).to_have_attribute("data-zone", "Asia/Shanghai")
    texts = chen.locator(".row__time").all_text_contents()
    assert texts
    assert [text for text in texts if not CHINESE_TIME.match(text)] == []
    open_conversation(chen, desk)
    assert [
        text for text in chen.locator(".message__at").all_text_contents() if not CHINESE_TIME.match(text)
    ] == []


def test_a_stranger_is_greeted_in_the_language_of_the_browser(open_as: OpenAs) -> None:
    chinese = open_as(None, "/login", locale="zh-CN")
    expect(chinese.locator("html")).to_have_attribute("lang", "zh-Hans")
    expect(chinese.locator("h1")).to_have_text("登录")
    english = open_as(None, "/login", locale="fr-FR")
    expect(english.locator("html")).to_have_attribute("lang", "en")
    expect(english.locator("h1")).to_have_text("Sign in")


def test_a_chosen_language_stays_with_the_person_on_every_device(open_as: OpenAs) -> None:
    sam = open_as("sam")
    choose_language(sam, "zh-hans")
    elsewhere = open_as("sam")
    expect(elsewhere.locator("html")).to_have_attribute("lang", "zh-Hans")
    choose_language(elsewhere, "en")
    sam.reload()
    expect(sam.locator("html")).to_have_attribute("lang", "en")


def test_a_chosen_theme_is_painted_at_once_and_comes_from_the_server_next_time(
    desk: Desk, open_as: OpenAs
) -> None:
    sam = open_as("sam", color_scheme="light")
    for _ in range(2):
        before = background(sam)
        theme = "light" if sam.locator("html").get_attribute("data-theme") == "dark" else "dark"
        with sam.expect_response("**/preferences") as answer:
            sam.get_by_test_id("theme").click()
        assert answer.value.status == 204
        expect(sam.locator("html")).to_have_attribute("data-theme", theme)
        painted = background(sam)
        assert painted != before
        # In the bytes themselves: the first paint is right before any script runs.
        assert f'data-theme="{theme}"' in sam.request.get(f"{desk.url}/inbox/mine").text()
        sam.reload()
        assert background(sam) == painted


def choose_language(page: Page, code: str) -> None:
    """By the picker of the navigation, which sends itself."""
    with page.expect_navigation():
        page.get_by_test_id("language").select_option(code)
    # The navigation seen may have been the page's own first one.
    expect(page.locator("html")).to_have_attribute("lang", {"zh-hans": "zh-Hans"}.get(code, code))


def english_on(page: Page, desk: Desk, paths: tuple[str, ...]) -> list[str]:
    """What stands in English on these screens and was not written by people or shops."""
    left = []
    for path in paths:
        if path == "conversation":
            open_conversation(page, desk, place=3)
        else:
            page.goto(f"{desk.url}{path}")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        texts = page.evaluate(FIND_TEXTS, DATA)
        left += [f"{path}: {text}" for text in texts if english_words(text)]
        left += [f"{path}: {text}" for text in titles_in_english(page)]
    return left


def english_words(text: str) -> bool:
    """Whether a text holds a word that a Chinese reader should not meet."""
    words = re.findall(r"[A-Za-z][A-Za-z'’]+", re.sub(r"\S+[@/.]\S+", "", text))
    return any(word.lower() not in SAME_EVERYWHERE and word not in NAMES and len(word) > 2 for word in words)


def titles_in_english(page: Page) -> list[str]:
    """The page's own title, where it is a sentence of ours that has a translation."""
    with Path(CATALOGUE).open("rb") as file:
        ours = {str(entry.id) for entry in read_po(file) if entry.id and entry.string}
    return [part for part in page.title().split(" · ") if part in ours]


def background(page: Page) -> str:
    """What the page is painted on."""
    return str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
