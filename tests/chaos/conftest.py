"""The scripted servers and a desk between them, new for every experiment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.chaos.world import World
from tests.support.scripted_imap import ScriptedImap
from tests.support.scripted_smtp import ScriptedSmtp


@pytest.fixture
def between(transactional_db: None, settings: Any, tmp_path: Path) -> Iterator[World]:
    """A mailbox between a scripted IMAP server and a scripted submission server."""
    blobs = {"BACKEND": "inbox.storage.BlobStorage", "OPTIONS": {"location": str(tmp_path / "blobs")}}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}
    settings.UNDO_SEND_SECONDS = 0
    with ScriptedImap() as imap, ScriptedSmtp() as smtp:
        yield World(imap, smtp)
