"""The README's pictures, taken from the desk as a newcomer finds it (build/screenshots)."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

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
PNG = b"\x89PNG\r\n"


def test_the_readme_s_pictures_are_taken(desk: Desk, open_as: OpenAs, screenshots: Path) -> None:
    alex = open_as("alex", "/inbox/unassigned", color_scheme="light")
    open_conversation(alex, desk, "unassigned", place=2)
    shoot(alex, screenshots / "inbox-light.png")

    alex = open_as("alex", color_scheme="dark")
    open_conversation(alex, desk, "all", place=4)
    shoot(alex, screenshots / "conversation-dark.png")

    chen = open_as("chen", color_scheme="light")
    open_conversation(chen, desk, "all", place=1)
    shoot(chen, screenshots / "inbox-zh-hans.png")

    alex = open_as("alex", "/inbox/all", color_scheme="light", **PHONE)
    shoot(alex, screenshots / "phone-list.png")
    open_conversation(alex, desk, "all", place=4)
    shoot(alex, screenshots / "phone-conversation.png")

    ada = open_as("ada", "/settings/mailboxes", color_scheme="light")
    shoot(ada, screenshots / "mailboxes.png")
    ada.goto(f"{desk.url}/settings/mailboxes/1")
    shoot(ada, screenshots / "mailbox-settings.png")

    stranger = open_as(None, "/login", color_scheme="light")
    shoot(stranger, screenshots / "sign-in.png")


def shoot(page: Page, path: Path) -> None:
    """Write a picture once letters and frames stand still."""
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    page.screenshot(path=path, animations="disabled", caret="hide")
    assert path.read_bytes().startswith(PNG)
