"""The list by keyboard: one stop for Tab with the script, every row without it (WCAG 2.1.1)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import SignIn
from tests.support.desk import Desk

pytestmark = pytest.mark.browser


def test_tab_reaches_the_list_and_j_and_k_walk_it(desk: Desk, sign_in: SignIn) -> None:
    alex = sign_in("alex")
    alex.goto(f"{desk.url}/inbox/all")
    links = alex.locator(".row__link")
    expect(links.first).to_have_attribute("tabindex", "0")
    assert alex.locator('.row__link[tabindex="0"]').count() == 1
    alex.keyboard.press("j")
    first = alex.locator("#conversation[data-number]")
    expect(first).to_be_visible()
    number = first.get_attribute("data-number")
    alex.keyboard.press("j")
    expect(alex.locator(f'#conversation:not([data-number="{number}"])')).to_be_visible()
    alex.keyboard.press("k")
    expect(alex.locator(f'#conversation[data-number="{number}"]')).to_be_visible()


def test_without_scripts_tab_stops_at_every_row(desk: Desk, browser: Browser, sign_in: SignIn) -> None:
    state = sign_in("alex").context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    page = context.new_page()
    page.goto(f"{desk.url}/inbox/all")
    assert page.locator(".row__link").count() > 10
    assert page.locator('.row__link[tabindex="-1"]').count() == 0
    context.close()
