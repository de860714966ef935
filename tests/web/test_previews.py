"""Every screen that the browser tests look at can be drawn: what a template newly asks for is missed here first."""

from __future__ import annotations

import pytest
from jinja2 import Environment

from tests.web.preview import build_environment, draw
from tests.web.screens import SCREENS


@pytest.fixture(scope="module")
def environment() -> Environment:
    return build_environment()


@pytest.mark.parametrize("path", SCREENS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_screen_can_be_drawn_from_its_fixtures(environment: Environment, path: str, language: str) -> None:
    assert draw(environment, SCREENS[path], language=language, theme="light", path=path)
