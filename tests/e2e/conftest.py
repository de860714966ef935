"""One desk and one Chromium for all browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState

from tests.support.desk import Desk


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    running = Desk().start()
    yield running
    assert running.stop() == 0, running.log.read_text()


SignIn = Callable[..., Page]
OpenAs = Callable[..., Page]


@pytest.fixture
def sign_in(desk: Desk, browser: Browser) -> Iterator[SignIn]:
    """Sign somebody in, in a browser of their own; a policy violation or a script error fails the test."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_browser(
        name: str, *, width: int = 1440, height: int = 900, theme: str = "light", language: str = "en-US"
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme=theme,  # type: ignore[arg-type]
            locale=language,
        )
        contexts.append(context)
        page = context.new_page()
        _listen(page, faults)
        _pass_the_door(page, desk, name)
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="session")
def session_of(desk: Desk, browser: Browser) -> Callable[[str], StorageState]:
    """The cookies of somebody who signed in once; a one-time code opens the door once, and hashing takes time."""
    known: dict[str, StorageState] = {}

    def find(name: str) -> StorageState:
        if name not in known:
            context = browser.new_context(locale="en-US")
            _pass_the_door(context.new_page(), desk, name)
            known[name] = context.storage_state()
            context.close()
        return known[name]

    return find


@pytest.fixture
def open_as(desk: Desk, browser: Browser, session_of: Callable[[str], StorageState]) -> Iterator[OpenAs]:
    """A page of somebody signed in already, at a path; `None` is a stranger. Faults fail the test as in `sign_in`.

    `is_hostile` leaves the judging of faults to the test; further options are those of Playwright's `new_context`.
    """
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_page(
        name: str | None, path: str = "/inbox/all", *, is_hostile: bool = False, **options: Any
    ) -> Page:
        state = {"storage_state": session_of(name)} if name else {}
        defaults = {"viewport": {"width": 1440, "height": 900}, "locale": "en-US"}
        context = browser.new_context(**(defaults | state | options))
        contexts.append(context)
        page = context.new_page()
        if not is_hostile:
            _listen(page, faults)
        page.goto(f"{desk.url}{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def _pass_the_door(page: Page, desk: Desk, name: str) -> None:
    page.goto(f"{desk.url}/login")
    page.fill("[name=username]", name)
    page.fill("[name=password]", desk.password(name))
    page.press("[name=password]", "Enter")
    page.wait_for_load_state("domcontentloaded")
    if "/login/code" in page.url:
        page.fill("[name=otp]", desk.one_time_code(name))
        page.press("[name=otp]", "Enter")
    page.wait_for_url("**/inbox/**")


def _listen(page: Page, faults: list[str]) -> None:
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if _is_fault(line.text) else None)


def _is_fault(line: str) -> bool:
    return "Content Security Policy" in line or "TrustedHTML" in line


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures go: build/screenshots, out of the repository; `make screenshots` copies the README's."""
    path = Path(__file__).parent.parent.parent / "build/screenshots"
    path.mkdir(parents=True, exist_ok=True)
    return path
