"""Loaded by pytest before Django's settings (`-p tests.support.plugin`): starts PostgreSQL and Valkey.

TEST_DATABASE_URL and TEST_REDIS_URL name servers from outside instead. With pytest-xdist each worker has servers
of its own and the process that hands out the tests has none.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.support.cluster_template import migrated_cluster
from tests.support.servers import start_backing_services, stop_backing_services

os.environ["CROSSDESK_DEMO"] = "1"
os.environ["CROSSDESK_OTP_ROLES"] = "admin"
_hands_out_tests = "PYTEST_XDIST_WORKER" not in os.environ and any(word.startswith("-n") for word in sys.argv)
if _hands_out_tests:
    _empty = tempfile.TemporaryDirectory(prefix="cd-")
    os.environ["CROSSDESK_DATA"] = _empty.name
else:
    os.environ.update(start_backing_services(migrated_cluster))
    Path(os.environ["CROSSDESK_STATIC"]).mkdir(exist_ok=True)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started, whatever the tests did."""
    stop_backing_services()
