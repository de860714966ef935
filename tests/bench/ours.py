"""Our side of the comparison: a migrated database copied for each round, and one process that drains a mailbox."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from helpdesk.env import PROJECT_ROOT
from tests.bench.measure import cpu_seconds
from tests.bench.stage import Stage, with_our_python

_BASE = "ours_base"


class BenchProblem(Exception):
    """A part of the benchmark could not run; the message says why."""


def prepare(stage: Stage) -> None:
    """Migrate the database that every round gets a copy of."""
    stage.postgres.create(_BASE)
    _run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], stage, _BASE)


def new_database(stage: Stage, name: str) -> str:
    """A fresh desk without mailboxes."""
    stage.postgres.create(name, _BASE)
    return name


def add_mailbox(stage: Stage, database: str, address: str) -> None:
    """A mailbox on the bench's Dovecot."""
    port = str(stage.dovecot.imap_port)
    _run(with_our_python("tests.bench.ours_run", "setup", address, port), stage, database)


def drain(stage: Stage, database: str, address: str) -> dict[str, Any]:
    """Run the whole path in one process; its own measurements and the database server's CPU seconds."""
    server = cpu_seconds(stage.postgres.pid)
    port = str(stage.dovecot.imap_port)
    done = _run(with_our_python("tests.bench.ours_run", "drain", address, port), stage, database)
    result: dict[str, Any] = json.loads(done.splitlines()[-1])
    result["server_cpu_seconds"] = cpu_seconds(stage.postgres.pid) - server
    return result


def _run(command: list[str], stage: Stage, database: str) -> str:
    done = subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env=stage.environment(database),
        capture_output=True,
        text=True,
        timeout=1800,
    )
    if done.returncode:
        raise BenchProblem(f"{' '.join(command[-4:])} failed:\n{done.stderr[-3000:]}{done.stdout[-500:]}")
    return done.stdout
