"""A migrated PostgreSQL cluster, made once for each state of the migrations and copied for every test run.

initdb and the migrations take eight seconds a process, the copy takes half of one. What a copy lacks (a migration
of this minute) is applied as always, when Django makes the test database from it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from helpdesk.env import PROJECT_ROOT
from tests.support.servers import PostgresServer, copy_cluster

_KEPT = PROJECT_ROOT / ".pytest_cache" / "clusters"
_FORGET_SECONDS = 3600.0  # another run may still be copying the one before
# What decides how a new cluster looks, beside the migrations: those of the locked packages, and initdb's options.
_SOURCES = ("requirements-dev.lock", "helpdesk/settings.py", "helpdesk/services/postgres.py")


def migrated_cluster() -> Path:
    """The directory of a cluster that is shut down, its database `helpdesk` migrated; made where none is kept.

    Raises ServiceProblem when PostgreSQL does not start, CalledProcessError when a migration fails."""
    _KEPT.mkdir(parents=True, exist_ok=True)
    kept = _KEPT / _fingerprint()
    with _one_at_a_time():
        if not kept.exists():
            _make(kept)
            _forget_all_but(kept)
    return kept


def _fingerprint() -> str:
    digest = hashlib.sha256()
    migrations = [*PROJECT_ROOT.glob("*/migrations/*.py"), *PROJECT_ROOT.glob("*/*/migrations/*.py")]
    for path in (*(PROJECT_ROOT / name for name in _SOURCES), *sorted(migrations)):
        digest.update(f"{path.relative_to(PROJECT_ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(kept: Path) -> None:
    draft = _KEPT / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    server = PostgresServer()
    server.is_ours = False  # its files are needed after its end
    try:
        with server:
            _migrate(server)
        copy_cluster(server.cluster_directory, draft)
        draft.rename(kept)
    finally:
        shutil.rmtree(server.directory, ignore_errors=True)


def _migrate(server: PostgresServer) -> None:
    known = {"SECRET_KEY": "a test key that signs nothing of value", "CROSSDESK_KEYS": "k1:" + "11" * 32}
    known |= {"CROSSDESK_DATA": str(server.directory), "DATABASE_URL": server.url}
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0"],
        cwd=PROJECT_ROOT,
        env=os.environ | known,
        check=True,
    )


def _forget_all_but(kept: Path) -> None:
    for path in _KEPT.iterdir():
        is_old = time.time() - path.stat().st_mtime > _FORGET_SECONDS
        if path.is_dir() and path != kept and is_old:
            shutil.rmtree(path, ignore_errors=True)
