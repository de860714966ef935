"""docker-compose.yml as the tests read it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent.parent
SECRETS = {
    "secret_key": "a-key-of-the-compose-tests-that-is-long-enough-to-pass-every-check-0123456789",
    "keys": "k1:" + "22" * 32,
}


def services() -> dict[str, dict[str, Any]]:
    """The services, anchors and merges resolved."""
    found: dict[str, dict[str, Any]] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    return found


def ours() -> dict[str, dict[str, Any]]:
    """The services that run our image."""
    return {name: service for name, service in services().items() if "build" in service}


def environment(
    service: dict[str, Any], *, secrets: Path, data: Path, database_url: str, redis_url: str
) -> dict[str, str]:
    """The environment a container would get, with this machine's servers and secret files in place of compose's."""
    for name, value in {**SECRETS, "database_url": database_url}.items():
        (secrets / name).write_text(value + "\n")
    given = {
        name: re.sub(r"\$\{(\w+):[?-][^}]*\}", lambda found: _CHOSEN.get(found[1], ""), str(value))
        for name, value in service["environment"].items()
    }
    given = {name: value.replace("/run/secrets", str(secrets)) for name, value in given.items()}
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **inherited,
        **given,
        "REDIS_URL": redis_url,
        "CROSSDESK_DATA": str(data),
        "CROSSDESK_STATIC": str(data / "static"),
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "PYTHONPATH": str(ROOT),
    }


def start(
    command: list[str], env: dict[str, str], *, data: Path, port: int, log: Path
) -> subprocess.Popen[bytes]:
    """Run a service's command with the programs of this environment."""
    binaries = Path(sys.executable).parent
    adapted = [
        word.replace("/var/lib/crossdesk", str(data))
        .replace("8000", str(port))
        .replace("0.0.0.0", "127.0.0.1")
        for word in command
    ]
    adapted[0] = str(binaries / adapted[0])
    with log.open("wb") as output:
        return subprocess.Popen(adapted, env=env, cwd=ROOT, stdout=output, stderr=output)


_CHOSEN = {"CROSSDESK_URL": "https://desk.example.com", "CROSSDESK_HOST": "desk.example.com"}
