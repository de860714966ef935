"""`manage.py up` and `manage.py doctor` as a person meets them: the whole demo desk, every process of it."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.env import PROJECT_ROOT, embedded_database_url, socket_dir
from tests.services.desk_process import (
    WORDS,
    DeskProcess,
    desk_environment,
    failing_desk,
    processes_of,
    running_desk,
)
from tests.support.servers import run_manage, short_directory, wait_until

UP = (sys.executable, "manage.py", "up")
READY = "Ctrl-C stops"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def data() -> Iterator[Path]:
    base = short_directory("desk")
    yield base / "data"
    shutil.rmtree(base, ignore_errors=True)


@contextlib.contextmanager
def whole_desk(data: Path) -> Iterator[DeskProcess]:
    with running_desk(data, UP, READY, seconds=120.0) as desk:
        yield desk


def services(data: Path) -> dict[str, dict[str, str]]:
    content: dict[str, dict[str, str]] = json.loads((data / "services.json").read_text())
    return content


def status_of(data: Path, path: str) -> int:
    try:
        with urllib.request.urlopen(services(data)["web"]["url"] + path, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def manage(
    desk_or_data: DeskProcess | Path, *arguments: str, port: str = "8000"
) -> subprocess.CompletedProcess[str]:
    data = desk_or_data if isinstance(desk_or_data, Path) else desk_or_data.data
    environment = {**desk_environment(data), "CROSSDESK_PORT": port}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(
        command, cwd=PROJECT_ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def test_the_demo_desk_lives_through_the_death_of_every_child(data: Path) -> None:
    with whole_desk(data) as desk:
        printed = "".join(desk.lines)
        assert all(name in printed for name in ("ada", "sam", "alex", "mia", "chen", "fin"))
        assert services(data)["web"]["url"] in printed
        assert status_of(data, "/healthz") == 200
        assert status_of(data, "/readyz") == 200
        assert stat.S_IMODE((data / "services.json").stat().st_mode) == 0o600
        port = services(data)["web"]["url"].rpartition(":")[2]
        for child in WORDS:
            victim = desk.pid_of(child)
            os.kill(victim, signal.SIGKILL)

            def has_new_process(child: str = child, victim: int = victim) -> bool:
                running = processes_of(data)
                return victim not in running and any(WORDS[child] in line for line in running.values())

            wait_until(has_new_process, 30)
            wait_until(lambda: status_of(data, "/readyz") == 200, 40)
        found = manage(desk, "doctor", port=port)
        assert found.returncode == 0, found.stdout
        # The supervisor itself dies: nothing is left, and the next start has everything.
        desk.signal(signal.SIGKILL)
        wait_until(lambda: not processes_of(data), 20)
    left = manage(data, "doctor", "--json")
    assert left.returncode == 1
    failing = {row["name"]: row["remedy"] for row in json.loads(left.stdout) if not row["ok"]}
    assert "make up" in failing["database"]
    assert "make up" in failing["locks"]
    with whole_desk(data) as desk:
        assert "Crossdesk is ready after" in "".join(desk.lines)
        assert desk.signal(signal.SIGINT) == 0
        assert processes_of(data) == {}


def test_the_password_and_the_keys_are_private(data: Path) -> None:
    kept = [data / "secrets" / "secret-key", data / "secrets" / "keys", data / "mail" / "accounts.json"]
    assert [stat.S_IMODE(path.stat().st_mode) for path in kept] == [0o600] * 3


def test_another_command_finds_the_stopped_database_by_itself_and_says_how_to_start_it(data: Path) -> None:
    result = manage(data, "doctor")
    assert result.returncode == 1
    assert "The embedded PostgreSQL" in result.stdout
    assert "Remedy: start the desk: make up" in result.stdout
    assert embedded_database_url(socket_dir(data)).startswith("postgres://helpdesk@%2F")


def test_a_database_url_that_points_nowhere_is_one_line_and_exit_1() -> None:
    base = short_directory("nowhere")
    url = "postgres://desk:hunter2secret@127.0.0.1:1/desk"
    result = failing_desk(base / "data", UP, {"DATABASE_URL": url})
    shutil.rmtree(base)
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "DATABASE_URL" in result.stderr
    assert "hunter2secret" not in result.stderr + result.stdout


def test_wrong_usage_exits_2() -> None:
    base = short_directory("usage")
    result = run_manage("doctor", "--nonsense", env=desk_environment(base))
    shutil.rmtree(base)
    assert result.returncode == 2
    assert result.stdout == ""
