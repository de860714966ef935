"""A supervisor in a process of its own, as a person would start it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.env import PROJECT_ROOT
from helpdesk.services.ports import free_ports
from tests.support.servers import wait_until

# What a child's command line contains.
WORDS = {
    "postgres": "bin/postgres",
    "valkey": "valkey-server",
    "mail": "helpdesk.services.mailserver",
    "web": "uvicorn",
    "worker": "worker@%h",
    "couriers": "couriers@%h",
    "beat": "helpdesk.celery beat",
    "watcher": "manage.py watch",
    "customers": "demo_customers",
}
SMALL = (sys.executable, "-m", "tests.services.small_desk")


def desk_environment(data: Path, **more: str) -> dict[str, str]:
    """Our environment without the test run's own servers, and a free port."""
    mine = {"DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CROSSDESK_KEYS", "CROSSDESK_DATA", "CROSSDESK_DEMO"}
    kept = {name: value for name, value in os.environ.items() if name not in mine}
    return {**kept, "CROSSDESK_DATA": str(data), "CROSSDESK_PORT": str(free_ports(1)[0]), **more}


@dataclass
class DeskProcess:
    """The running supervisor with what it has printed so far."""

    process: subprocess.Popen[str]
    data: Path
    lines: list[str] = field(default_factory=list)

    def signal(self, number: signal.Signals) -> int:
        """Send it a signal and wait for its end; returns the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=40)

    def pid_of(self, child: str) -> int:
        """The process id of a child, by its command line."""
        word = WORDS[child]
        pids = [
            pid for pid, line in processes_of(self.data).items() if word in line and pid != self.process.pid
        ]
        assert pids, f"{child} does not run; running: {processes_of(self.data)}"
        return min(pids)


@contextlib.contextmanager
def running_desk(
    data: Path, command: Sequence[str] = SMALL, ready: str = "ready", seconds: float = 60.0, **more: str
) -> Iterator[DeskProcess]:
    """Start it, wait for the line that says `ready`, and leave nothing behind."""
    process = subprocess.Popen(
        command,
        cwd=PROJECT_ROOT,
        env=desk_environment(data, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    desk = DeskProcess(process, data)
    reader = threading.Thread(target=_collect, args=(process, desk.lines), daemon=True)
    reader.start()
    try:
        wait_until(lambda: process.poll() is not None or any(ready in line for line in desk.lines), seconds)
        assert process.poll() is None, "".join(desk.lines)
        yield desk
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=40)
            except subprocess.TimeoutExpired:
                process.kill()
        wait_until(lambda: not processes_of(data), 20)


def _collect(process: subprocess.Popen[str], lines: list[str]) -> None:
    assert process.stdout is not None
    lines.extend(iter(process.stdout.readline, ""))


def failing_desk(
    data: Path, command: Sequence[str] = SMALL, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one that is expected to give up by itself."""
    return subprocess.run(
        command,
        cwd=PROJECT_ROOT,
        env=desk_environment(data, **(env or {})),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def processes_of(data: Path) -> dict[int, str]:
    """Living processes that work on this data directory: pid to command line."""
    found: dict[int, str] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace").strip()
            surroundings = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue  # it has just ended
        if line and (f"{data}/" in line or f"CROSSDESK_DATA={data}".encode() in surroundings):
            found[int(entry.name)] = line
    return found


def mail_ports(data: Path) -> dict[str, int]:
    """The ports of the demo mail server."""
    ports: dict[str, int] = json.loads((data / "mail" / "ports.json").read_text(encoding="ascii"))
    return ports
