"""The README's pictures, taken from the desk as a newcomer finds it (build/screenshots)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenAs
from tests.support.desk import Desk

pytestmark = pytest.mark.browser

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
# Conversations of the demo with answers, notes and pictures.
MUGS, REFUND, CHINESE = "Broken mugs in NW-20412", "REFUND. FOURTH EMAIL.", "退款！退款！退款！"
LONGEST_WAITING = "/inbox/mine?sort=waiting"
PNG = b"\x89PNG\r\n"


def test_the_readme_s_pictures_are_taken(desk: Desk, open_as: OpenAs, screenshots: Path) -> None:
    alex = open_as("alex", LONGEST_WAITING, color_scheme="light")
    open_subject(alex, MUGS)
    shoot(alex, screenshots / "inbox-light.png")

    alex = open_as("alex", LONGEST_WAITING, color_scheme="dark")
    open_subject(alex, REFUND)
    shoot(alex, screenshots / "conversation-dark.png")

    chen = open_as("chen", LONGEST_WAITING, color_scheme="light")
    open_subject(chen, CHINESE)
    shoot(chen, screenshots / "inbox-zh-hans.png")

    alex = open_as("alex", "/inbox/all", color_scheme="light", **PHONE)
    shoot(alex, screenshots / "phone-list.png")
    alex.goto(f"{desk.url}{LONGEST_WAITING}")
    open_subject(alex, REFUND)
    shoot(alex, screenshots / "phone-conversation.png")

    ada = open_as("ada", "/settings/mailboxes", color_scheme="light")
    shoot(ada, screenshots / "mailboxes.png")
    ada.goto(f"{desk.url}/settings/mailboxes/1")
    shoot(ada, screenshots / "mailbox-settings.png")

    stranger = open_as(None, "/login", color_scheme="light")
    shoot(stranger, screenshots / "sign-in.png")


def open_subject(page: Page, subject: str) -> None:
    """Open one of the demo's own conversations, which every desk has; with it the list scrolls there."""
    page.get_by_test_id("ticket-row").filter(has_text=subject).locator("a").first.click()
    expect(page.locator("#subject")).to_contain_text(subject)


def shoot(page: Page, path: Path) -> None:
    """Write a picture once letters and frames stand still."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=path, animations="disabled", caret="hide")
    assert path.read_bytes().startswith(PNG)
