"""The other side of the comparison: django-helpdesk from PyPI in an environment of its own, on the same servers."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from helpdesk.env import PROJECT_ROOT
from tests.bench.measure import cpu_seconds
from tests.bench.ours import BenchProblem
from tests.bench.stage import Stage

REQUIREMENTS = Path(__file__).parent / "rival-requirements.txt"
_BASE = "rival_base"


def prepare(stage: Stage) -> None:
    """Install it when that is not done yet, and migrate the database that every round gets a copy of."""
    _install()
    stage.postgres.create(_BASE)
    _run(["-m", "django", "migrate", "--verbosity", "0"], stage, _BASE)


def ingest(stage: Stage, database: str, address: str) -> dict[str, Any]:
    """One run of its `get_email` on a fresh database, with the same measurements as ours."""
    stage.postgres.create(database, _BASE)
    server = cpu_seconds(stage.postgres.pid)
    done = _run(["-m", "rival_site.run", address, str(stage.dovecot.imap_port)], stage, database)
    result: dict[str, Any] = json.loads(done.splitlines()[-1])
    result["server_cpu_seconds"] = cpu_seconds(stage.postgres.pid) - server
    return result


def _install() -> None:
    stamp = _environment() / ".installed"
    wanted = hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(_environment())], check=True)
    quiet = ["-qq", "--disable-pip-version-check", "--no-input", "--no-deps", "--require-hashes"]
    command = [str(_python()), "-m", "pip", "install", *quiet, "-r", str(REQUIREMENTS)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise BenchProblem(
            "django-helpdesk could not be installed for the comparison: is a package index reachable?\n"
            + done.stderr[-1000:]
        )
    stamp.write_text(wanted)


def _environment() -> Path:
    return PROJECT_ROOT / ".bench" / "rival"


def _python() -> Path:
    return _environment() / "bin" / "python"


def _run(arguments: list[str], stage: Stage, database: str) -> str:
    media = stage.directory / f"media-{database}"
    media.mkdir(exist_ok=True)
    done = subprocess.run(
        [str(_python()), "-W", "ignore", *arguments],
        cwd=Path(__file__).parent,
        env={
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "rival_site.settings",
            "RIVAL_DATABASE": database,
            "RIVAL_SOCKETS": str(stage.postgres.sockets),
            "RIVAL_MEDIA": str(media),
            "PYTHONHASHSEED": "0",
        },
        capture_output=True,
        text=True,
        timeout=1800,
    )
    if done.returncode:
        raise BenchProblem(f"django-helpdesk failed:\n{done.stderr[-3000:]}{done.stdout[-500:]}")
    return done.stdout
