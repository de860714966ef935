"""Takes the screenshots of every screen."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.support.browser import LAUNCH
from tests.web.preview import PreviewServer
from tests.web.screens import SCREENS

SIZES = {"1440": (1440, 900), "390": (390, 844), "1180": (1180, 820), "800": (800, 900)}
SHOTS = (("en", "light", "1440"), ("zh-hans", "dark", "1440"), ("en", "light", "390"))


def shoot_all(folder: Path, only: list[str]) -> None:
    """Write a PNG per screen, language, theme and width; print what the console said."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [
        path
        for path in SCREENS
        if " " not in path and not path.endswith(("/body", "/fragment", "/thread", "/row", "/navigation"))
    ]
    sets = [tuple(word.split("=", 1)[1].split(",")) for word in only if word.startswith("set=")] or list(
        SHOTS
    )
    wanted = [word for word in only if not word.startswith("set=")]
    with sync_playwright() as play:
        browser = play.chromium.launch(**LAUNCH)
        for language, theme, size in sets:
            width, height = SIZES[size]
            with PreviewServer(language=language, theme=theme) as server:
                page = browser.new_page(viewport={"width": width, "height": height})
                page.on(
                    "console",
                    lambda message: print(
                        "console:", message.type, message.text, message.location.get("url")
                    ),
                )
                page.on("pageerror", lambda error: print("error:", error))
                for path in paths:
                    if wanted and path not in wanted:
                        continue
                    page.goto(server.url + path, wait_until="load")
                    page.evaluate("document.fonts.ready.then(() => 1)")
                    name = path.strip("/").replace("/", "-") or "home"
                    page.screenshot(path=folder / f"{name}.{language}.{theme}.{size}.png")
                page.close()
        browser.close()
