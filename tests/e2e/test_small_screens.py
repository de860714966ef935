"""The desk on a phone: one pane at a time, Back leads to the list, nothing scrolls sideways (UI.md 3, WCAG 1.4.10)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenAs
from tests.e2e.screens import open_conversation
from tests.support.desk import Desk

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
SMALLEST = PHONE | {"viewport": {"width": 320, "height": 640}}
FIND_OUTSIDE = """width => [...document.body.querySelectorAll("*")]
  .filter(node => node.getBoundingClientRect().right > width + 1)
  .slice(0, 5).map(node => `${node.localName}.${node.className}`)"""
FIND_SMALL = """() => [...document.querySelectorAll("a, button, select, input:not([type=hidden]), summary")]
  .filter(node => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
  .filter(node => !node.closest("p, .visually-hidden"))
  .map(node => [node, (node.labels?.[0] ?? node).getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 24 || box.height < 24))
  .map(([node, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${node.outerHTML.slice(0, 90)}`)"""
phones = pytest.mark.parametrize("phone", [PHONE, SMALLEST], ids=["390", "320"])


@phones
def test_no_screen_scrolls_sideways(desk: Desk, open_as: OpenAs, phone: dict[str, Any]) -> None:
    width = phone["viewport"]["width"]
    wide = []
    alex = open_as("alex", **phone)
    number = open_conversation(alex, desk)
    for path in ("/inbox/all", f"/tickets/{number}", "/search?q=order", "/settings/", "/tickets/999999"):
        alex.goto(f"{desk.url}{path}")
        wide += too_wide(alex, path, width)
    ada = open_as("ada", "/settings/mailboxes", **phone)
    for path in ("/settings/mailboxes", "/settings/mailboxes/1", "/settings/people", "/settings/grants/3"):
        ada.goto(f"{desk.url}{path}")
        wide += too_wide(ada, path, width)
    stranger = open_as(None, "/login", **phone)
    assert wide + too_wide(stranger, "/login", width) == []


@phones
def test_one_pane_shows_at_a_time_and_back_returns_to_the_list(
    desk: Desk, open_as: OpenAs, phone: dict[str, Any]
) -> None:
    alex = open_as("alex", **phone)
    expect(alex.locator(".pane--list")).to_be_visible()
    expect(alex.locator("#conversation")).to_be_hidden()
    first = alex.get_by_test_id("ticket-row").first
    for go_back in (lambda: alex.locator(".head__back").tap(), alex.go_back):
        first.locator("a").tap()
        expect(alex.locator("#conversation")).to_be_visible()
        expect(alex.locator(".pane--list")).to_be_hidden()
        assert "/tickets/" in alex.url
        go_back()
        expect(alex.locator(".pane--list")).to_be_visible()
        expect(alex.locator("#conversation")).to_be_hidden()
        expect(alex).to_have_url(re.compile("/inbox/all"))


def test_a_conversation_is_answered_by_touch(desk: Desk, open_as: OpenAs) -> None:
    alex = open_as("alex", **PHONE)
    row = alex.get_by_test_id("ticket-row").nth(2)
    number = row.get_attribute("data-ticket")
    row.locator("a").tap()
    expect(alex.locator(f"#conversation[data-number='{number}']")).to_be_visible()
    composer = alex.get_by_test_id("composer")
    composer.tap()
    composer.fill("We look into it and write again today.")
    alex.get_by_test_id("send").tap()
    expect(alex.get_by_test_id("message").filter(has_text="write again today")).to_be_visible()
    alex.get_by_test_id("undo").tap()
    expect(alex.get_by_test_id("composer")).to_have_value("We look into it and write again today.")
    alex.get_by_test_id("send").tap()
    expect(alex.get_by_test_id("message").filter(has_text="write again today").last).to_be_visible()
    alex.locator(".head__back").tap()
    expect(alex.locator(".pane--list")).to_be_visible()
    expect(alex.locator(f"#row-{number}")).to_contain_text("write again today")


def test_the_bottom_bar_leads_to_inbox_search_and_oneself(open_as: OpenAs) -> None:
    alex = open_as("alex", **PHONE)
    bar = alex.locator(".bottom-bar")
    for path in ("/search", "/settings/", "/inbox/mine"):
        bar.locator(f"a[href='{path}']").tap()
        expect(alex).to_have_url(re.compile(f"{path}$"))
        expect(bar.locator(f"a[href='{path}']")).to_have_attribute("aria-current", "page")


def test_what_a_finger_hits_is_at_least_24_pixels(desk: Desk, open_as: OpenAs) -> None:
    alex = open_as("alex", **PHONE)
    small = too_small(alex)
    open_conversation(alex, desk)
    assert small + too_small(alex) == []


def too_wide(page: Page, path: str, width: int) -> list[str]:
    """The screen, and what sticks out of it, when it is wider than the phone."""
    page.evaluate("document.fonts.ready.then(() => true)")
    measured = page.evaluate("Math.max(document.documentElement.scrollWidth, window.innerWidth)")
    if measured <= width:
        return []
    out = page.evaluate(FIND_OUTSIDE, width)
    return [f"{path} is {measured} wide: {', '.join(out)}"]


def too_small(page: Page) -> list[str]:
    """Targets below 24 by 24 (WCAG 2.5.8) that do not stand in a line of text."""
    found: list[str] = page.evaluate(FIND_SMALL)
    return found
