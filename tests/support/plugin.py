"""Loaded by pytest before Django's settings (`-p tests.support.plugin`): starts PostgreSQL and Valkey.

TEST_DATABASE_URL and TEST_REDIS_URL name servers from outside instead.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.servers import start_backing_services, stop_backing_services

os.environ["CROSSDESK_DEMO"] = "1"
os.environ["CROSSDESK_OTP_ROLES"] = "admin"
os.environ.update(start_backing_services())
Path(os.environ["CROSSDESK_STATIC"]).mkdir(exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started, whatever the tests did."""
    stop_backing_services()
