"""Real servers, once per session; an account of its own for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.inbox.mail_in.world import World
from tests.support.servers import DovecotServer, MailServer

_accounts = [(f"box{number:03}@voltway.example", f"secret-{number}") for number in range(1, 401)]
unused_accounts = iter(_accounts)  # never one twice: the servers keep what an earlier test got
_dovecot_accounts = [(f"dove{number:03}@voltway.example", f"dovecot-{number}") for number in range(1, 201)]
_unused_at_dovecot = iter(_dovecot_accounts)


@pytest.fixture(scope="session")
def mail_server() -> Iterator[MailServer]:
    with MailServer(dict(_accounts)) as server:
        yield server


@pytest.fixture(autouse=True)
def _blobs_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {"BACKEND": "inbox.storage.BlobStorage", "OPTIONS": {"location": str(tmp_path / "blobs")}},
    }


@pytest.fixture
def world(mail_server: MailServer, transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("CROSSDESK_CA_FILE", str(mail_server.ca_path))
    return World(mail_server, *next(unused_accounts))


@pytest.fixture(scope="session")
def dovecot() -> Iterator[DovecotServer]:
    with DovecotServer(dict(_dovecot_accounts)) as server:
        yield server


@pytest.fixture
def on_dovecot(world: World, dovecot: DovecotServer) -> World:
    """A mailbox of its own at Dovecot, which has CONDSTORE and SPECIAL-USE, unlike pymap."""
    world.move_to(dovecot, *next(_unused_at_dovecot))
    return world
