"""The people of the desk, and pages without collected static files."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.accounts.models import User
from tests.support.personas import Desk, make_desk


@pytest.fixture(autouse=True)
def _uncollected_static_files(settings: Any) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def desk(db: None) -> Desk:
    return make_desk()


@pytest.fixture
def alex(desk: Desk) -> User:
    """An agent."""
    return desk.agent


@pytest.fixture
def mia(desk: Desk) -> User:
    """An agent of another mailbox."""
    return desk.other_agent


@pytest.fixture
def ada(desk: Desk) -> User:
    """The admin."""
    return desk.admin
