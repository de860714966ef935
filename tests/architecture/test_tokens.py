"""The colour tokens keep the contrast that UI.md section 2 promises, recomputed from tokens.css (WCAG 2.2, 1.4.3)."""
# ruff: noqa: E501 (tables read better with one line to a row)

from __future__ import annotations

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "helpdesk/web/static"
TOKENS = (STATIC / "css/tokens.css").read_text()
HEX = re.compile(r"--([\w-]+): (#[0-9A-F]{6});")

SURFACES = ("surface", "canvas", "sunken", "raised", "hover", "accent-soft", "note")
TEXTS = ("ink", "ink2", "ink3", "accent", "ok", "warn", "bad", "info", "ai")
# UI.md: contrast on `surface`, as printed there.
PROMISED = {
    "light": {"ink": 17.8, "ink2": 8.8, "ink3": 5.8, "accent": 6.5, "ok": 6.5, "warn": 7.2, "bad": 6.6, "info": 6.9, "ai": 7.3, "line-strong": 3.5},
    "dark": {"ink": 15.5, "ink2": 9.8, "ink3": 6.4, "accent": 8.2, "ok": 9.2, "warn": 9.7, "bad": 8.3, "info": 9.0, "ai": 8.4, "line-strong": 3.7},
}  # fmt: skip


def block(opening: str) -> dict[str, str]:
    """Return the colours declared between `opening` and the next closing brace."""
    start = TOKENS.index(opening)
    return dict(HEX.findall(TOKENS[start : TOKENS.index("}", start)]))


THEMES = {"light": block(":root {"), "dark": block(':root[data-theme="dark"] {')}


def luminance(color: str) -> float:
    """Return the relative luminance of #RRGGBB."""
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the WCAG contrast ratio of two colours."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_contrast_on_the_surface_is_what_the_specification_prints(theme: str) -> None:
    colors = THEMES[theme]
    for name, promised in PROMISED[theme].items():
        assert round(contrast(colors[name], colors["surface"]), 1) == pytest.approx(promised, abs=0.11), name


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("text", TEXTS)
def test_every_text_colour_is_readable_on_every_surface(theme: str, text: str) -> None:
    colors = THEMES[theme]
    for surface in SURFACES:
        assert contrast(colors[text], colors[surface]) >= 4.5, surface


@pytest.mark.parametrize("theme", THEMES)
def test_a_chip_is_readable_and_a_border_is_seen(theme: str) -> None:
    colors = THEMES[theme]
    for tone in ("ok", "warn", "bad", "info", "ai", "accent"):
        assert contrast(colors[tone], colors[f"{tone}-soft"]) >= 4.5, tone
    assert contrast(colors["accent-ink"], colors["accent"]) >= 4.5
    for surface in ("surface", "canvas", "sunken", "raised"):
        assert contrast(colors["line-strong"], colors[surface]) >= 3.0, surface


def test_dark_by_choice_and_dark_by_system_are_the_same() -> None:
    assert block(':root:not([data-theme="light"]) {') == THEMES["dark"]
    assert set(THEMES["dark"]) <= set(THEMES["light"])


def test_no_stylesheet_but_the_tokens_names_a_colour() -> None:
    for sheet in sorted((STATIC / "css").glob("*.css")):
        if sheet.name != "tokens.css":
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?![\w-]*[,{ ])|rgba?\(|hsla?\(", sheet.read_text()), (
                sheet.name
            )


def test_every_token_that_is_used_exists() -> None:
    known = set(
        re.findall(r"--([\w-]+):", "".join(sheet.read_text() for sheet in (STATIC / "css").glob("*.css")))
    )
    for sheet in sorted((STATIC / "css").glob("*.css")):
        assert set(re.findall(r"var\(--([\w-]+)", sheet.read_text())) <= known, sheet.name
