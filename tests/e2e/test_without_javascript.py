"""A browser that runs no scripts gets the whole main job as pages and forms (STYLE.md 12)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import OpenAs
from tests.e2e.screens import open_conversation
from tests.support.desk import Desk

pytestmark = pytest.mark.browser

PLAIN = {"java_script_enabled": False}


def test_one_signs_in_and_out(desk: Desk, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, locale="en-US")
    page = context.new_page()
    page.goto(f"{desk.url}/inbox/mine")
    expect(page).to_have_url(re.compile("/login"))
    page.get_by_label("Name").fill("fin")
    page.get_by_label("Password").fill("not it")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("Password").fill(desk.password("fin"))
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url(re.compile("/inbox/mine"))
    page.goto(f"{desk.url}/settings/")
    page.locator("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{desk.url}/inbox/mine")
    expect(page).to_have_url(re.compile("/login"))
    context.close()


def test_a_conversation_is_answered_noted_assigned_and_closed(desk: Desk, open_as: OpenAs) -> None:
    alex = open_as("alex", **PLAIN)
    number = open_conversation(alex, desk, place=5)
    assert alex.url.startswith(f"{desk.url}/tickets/{number}")

    alex.get_by_test_id("composer").fill("Plain words from a plain page.")
    alex.get_by_test_id("send").click()
    expect(message(alex, "Plain words from a plain page.")).to_be_visible()
    alex.get_by_test_id("undo").click()
    expect(message(alex, "Plain words from a plain page.")).to_contain_text("Not sent")
    expect(alex.get_by_test_id("composer")).to_have_value("Plain words from a plain page.")
    alex.get_by_test_id("send").click()
    expect(message(alex, "Plain words from a plain page.")).to_have_count(2)

    alex.get_by_test_id("note").check(force=True)
    alex.get_by_test_id("composer").fill("A word for us alone.")
    alex.get_by_test_id("add-note").click()
    expect(message(alex, "A word for us alone.")).to_have_attribute("data-direction", "note")

    alex.get_by_test_id("status").select_option("escalated")
    alex.get_by_role("button", name="Set", exact=True).first.click()
    expect(alex.get_by_test_id("status")).to_have_value("escalated")

    mine = alex.get_by_test_id("assignee").locator("option", has_text="Alex").get_attribute("value")
    alex.get_by_test_id("assignee").select_option(mine)
    alex.get_by_role("button", name="Assign", exact=True).click()
    expect(alex.get_by_test_id("assignee")).to_have_value(str(mine))

    alex.locator("#done").click()
    expect(alex.get_by_test_id("status")).to_have_value("resolved")


def test_a_reply_without_words_is_refused_in_words(desk: Desk, open_as: OpenAs) -> None:
    alex = open_as("alex", **PLAIN)
    open_conversation(alex, desk, place=6)
    alex.get_by_test_id("send").click()
    expect(alex.get_by_role("alert")).to_contain_text("Write something first.")
    expect(alex.get_by_test_id("composer")).to_be_visible()


def test_the_list_is_filtered_paged_and_searched(desk: Desk, open_as: OpenAs) -> None:
    alex = open_as("alex", **PLAIN)
    alex.get_by_label("Sort").select_option("waiting")
    alex.locator(".list-head").get_by_role("button", name="Apply").click()
    expect(alex).to_have_url(re.compile("sort=waiting"))
    first = alex.get_by_test_id("ticket-row").first.get_attribute("data-ticket")
    alex.locator(".list-more a").click()
    expect(alex.get_by_test_id("ticket-row").first).not_to_have_attribute("data-ticket", str(first))

    alex.goto(f"{desk.url}/inbox/all")
    who = alex.locator(".row__who").first.inner_text().partition(",")[0]
    alex.get_by_test_id("search").fill(who)
    alex.get_by_test_id("search").press("Enter")
    expect(alex).to_have_url(re.compile("/search"))
    expect(alex.get_by_test_id("ticket-row").first).to_contain_text(who)
    alex.get_by_test_id("ticket-row").first.locator("a").click()
    expect(alex.locator("#conversation[data-number]")).to_be_visible()


def test_settings_are_saved(desk: Desk, open_as: OpenAs) -> None:
    fin = open_as("fin", "/settings/", **PLAIN)
    fin.get_by_label("Time zone").select_option("Asia/Tokyo")
    fin.locator("main").get_by_role("button", name="Save").click()
    expect(fin.get_by_label("Time zone")).to_have_value("Asia/Tokyo")
    theme = str(fin.get_by_test_id("theme").get_attribute("value"))
    fin.get_by_test_id("theme").click()
    expect(fin.locator("html")).to_have_attribute("data-theme", theme)
    ada = open_as("ada", "/settings/mailboxes/1", **PLAIN)
    ada.get_by_role("button", name="Test connection").click()
    expect(ada.locator("#connection")).to_contain_text("IMAP")


def message(page: Page, words: str) -> Locator:
    return page.get_by_test_id("message").filter(has_text=words)
