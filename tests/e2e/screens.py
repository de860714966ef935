"""Ways to a screen that several browser tests take."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.support.desk import Desk


def open_conversation(page: Page, desk: Desk, view: str = "all", *, place: int = 0) -> int:
    """Open the conversation at a place of the list; returns its number."""
    page.goto(f"{desk.url}/inbox/{view}")
    row = page.get_by_test_id("ticket-row").nth(place)
    number = row.get_attribute("data-ticket")
    row.locator("a").first.click()
    expect(page.locator(f"#conversation[data-number='{number}']")).to_be_visible()
    return int(number or 0)
