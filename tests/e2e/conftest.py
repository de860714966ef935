"""One desk and one Chromium for all browser tests."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support.desk import Desk

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def desk() -> Iterator[Desk]:
    running = Desk().start()
    yield running
    assert running.stop() == 0, running.log.read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


SignIn = Callable[..., Page]


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
            color_scheme=theme,
            locale=language,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if _is_fault(line.text) else None)
        page.goto(f"{desk.url}/login")
        page.fill("[name=username]", name)
        page.fill("[name=password]", desk.password(name))
        page.press("[name=password]", "Enter")
        page.wait_for_load_state("domcontentloaded")
        if "/login/code" in page.url:
            page.fill("[name=otp]", desk.one_time_code(name))
            page.press("[name=otp]", "Enter")
        page.wait_for_url("**/inbox/**")
        return page

    yield open_browser
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(line: str) -> bool:
    return "Content Security Policy" in line or "TrustedHTML" in line


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures go: build/screenshots, out of the repository; `make screenshots` copies the README's."""
    path = Path(__file__).parent.parent.parent / "build/screenshots"
    path.mkdir(parents=True, exist_ok=True)
    return path
