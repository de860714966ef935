"""The demo world, built once for these tests."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from helpdesk.demo.content.model import World
from helpdesk.demo.content.world import build_world

NOW = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def world() -> World:
    return build_world(20, NOW)
