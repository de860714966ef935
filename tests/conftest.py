"""Fixtures of the whole suite: a migrated database, quick password hashes for personas, the corpora."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.support.browser import LAUNCH
from tests.support.emptying import empty_quickly

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from helpdesk.accounts.models import User
    from tests.support.personas import Desk


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """The test database begins as a copy of the migrated one that our server came with."""
    if not os.environ.get("TEST_DATABASE_URL"):
        connection.settings_dict["TEST"]["TEMPLATE"] = connection.settings_dict["NAME"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Tests that commit are cleaned up quickly, or where the role may not do that, by TRUNCATE, which the audit
    table refuses; only here it may pass. tests/inbox/tickets/test_changes.py proves that the refusal works.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_table_stays")
        empty_quickly()


@pytest.fixture(autouse=True)
def _quick_hashes(settings: Any) -> None:
    """Argon2id with its real cost takes 50 ms a person; the tests of sign-in ask for the real one."""
    settings.PASSWORD_HASHERS = ["tests.support.hashers.QuickArgon2", *settings.PASSWORD_HASHERS]


@pytest.fixture(autouse=True)
def _uncollected_static_files(settings: Any) -> None:
    """Pages of the test client name static files as they lie in the tree; the browser tests use collected ones."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.fixture
def desk(db: None) -> Desk:
    """The people of tests/support/personas.py with their two mailboxes."""
    from tests.support.personas import make_desk  # models are there only once Django is set up

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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run: Playwright's loop can be open once in a process."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**LAUNCH)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The shared corpora, or a skip that says where they were looked for."""
    path = Path(os.environ.get("CORPORA", Path(__file__).parent.parent.parent / "shared/corpora"))
    if not path.is_dir():
        pytest.skip(f"no corpora at {path}: set CORPORA")
    return path
