"""axe-core finds no WCAG 2.2 A or AA violation on the real screens, light and dark, English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.e2e.conftest import OpenAs
from tests.e2e.screens import open_conversation
from tests.support.desk import Desk

pytestmark = pytest.mark.browser
Rules = Mapping[str, Any]

LEVELS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
"""The dark screens are the same elements in other colours."""
INBOX = ("/inbox/all", "conversation")
EVERYBODY = (*INBOX, "/search?q=order", "/settings/", "/tickets/999999")
ADMIN = ("/settings/mailboxes", "/settings/mailboxes/1", "/settings/people/1", "/settings/grants/2")
themes = pytest.mark.parametrize(("theme", "rules"), [("light", LEVELS), ("dark", COLOURS)])


@themes
def test_the_sign_in_page_holds_wcag_2_2_aa(open_as: OpenAs, theme: str, rules: Rules) -> None:
    page = open_as(None, "/login", color_scheme=theme, bypass_csp=True)
    assert violations(page, "/login", rules) == []


@themes
@pytest.mark.parametrize(("person", "paths"), [("alex", EVERYBODY), ("chen", INBOX), ("ada", ADMIN)])
def test_the_screens_of_a_person_hold_wcag_2_2_aa(
    desk: Desk, open_as: OpenAs, person: str, paths: tuple[str, ...], theme: str, rules: Rules
) -> None:
    # axe is put into the page past the policy; every other browser test runs under the policy itself.
    page = open_as(person, "/inbox/all", color_scheme=theme, bypass_csp=True)
    assert page.locator("html").get_attribute("data-theme") == "auto"
    found = []
    for path in paths:
        if path == "conversation":
            open_conversation(page, desk)
        else:
            page.goto(f"{desk.url}{path}")
        found += violations(page, path, rules)
    assert found == []


def violations(page: Page, path: str, rules: Rules) -> list[str]:
    """What axe-core objects to, a line for each node."""
    page.evaluate("document.fonts.ready.then(() => true)")
    answer = Axe().run(page, options={**rules, "resultTypes": ["violations"]})
    return [
        f"{path}: {violation['id']}: {node['html'][:200]}"
        for violation in answer.response["violations"]
        for node in violation["nodes"]
    ]
