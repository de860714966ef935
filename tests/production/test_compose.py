"""There is no Docker engine to try the compose file on: its schema, its hardening and every command are."""

from __future__ import annotations

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from helpdesk.services.ports import free_ports
from tests.production import compose
from tests.support.servers import PostgresServer, ValkeyServer, wait_until


@pytest.fixture(scope="module")
def database_url() -> Iterator[str]:
    with PostgresServer() as server:
        yield str(server.url)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with ValkeyServer() as server:
        yield str(server.url)


def test_the_compose_file_follows_the_compose_specification() -> None:
    checked = subprocess.run(
        [
            sys.executable,
            "-m",
            "check_jsonschema",
            "--builtin-schema",
            "vendor.compose-spec",
            "docker-compose.yml",
        ],
        cwd=compose.ROOT,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


@pytest.mark.parametrize("name", compose.ours())
def test_our_containers_can_write_nothing_but_their_data(name: str) -> None:
    service = compose.ours()[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["desk:/var/lib/crossdesk"]


def test_no_database_port_is_published_and_the_web_listens_on_loopback_only() -> None:
    published = {name: service["ports"] for name, service in compose.services().items() if "ports" in service}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_every_long_running_service_has_a_health_check() -> None:
    without = {name for name, service in compose.services().items() if "healthcheck" not in service}
    assert without == {"migrate"}


def test_no_secret_stands_in_the_compose_file() -> None:
    for service in compose.services().values():
        for name, value in service.get("environment", {}).items():
            if name.endswith(("PASSWORD", "SECRET_KEY", "_KEYS", "DATABASE_URL")):
                assert str(value).startswith("${"), name


def test_the_image_runs_as_a_user_without_rights() -> None:
    lines = (compose.ROOT / "Dockerfile").read_text().splitlines()
    last_stage = lines[max(i for i, line in enumerate(lines) if line.startswith("FROM")) :]
    assert "USER crossdesk" in last_stage
    assert not any("chmod 777" in line or "sudo" in line for line in lines)


def test_every_command_starts_and_its_own_health_check_passes(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    services = compose.ours()
    (port,) = free_ports(1)
    running: list[subprocess.Popen[bytes]] = []

    def env_of(name: str) -> dict[str, str]:
        return compose.environment(
            services[name], secrets=tmp_path, data=tmp_path, database_url=database_url, redis_url=redis_url
        )

    def begin(name: str) -> subprocess.Popen[bytes]:
        process = compose.start(
            services[name]["command"], env_of(name), data=tmp_path, port=port, log=tmp_path / f"{name}.log"
        )
        running.append(process)
        return process

    def healthy(name: str) -> bool:
        test = [
            word.replace("http://web:", "http://127.0.0.1:")
            for word in services[name]["healthcheck"]["test"][1:]
        ]
        check = compose.start(
            test, env_of(name), data=tmp_path, port=port, log=tmp_path / f"{name}-health.log"
        )
        return check.wait(timeout=30) == 0

    try:
        assert begin("migrate").wait(timeout=60) == 0, (tmp_path / "migrate.log").read_text()
        for name in ("web", "worker", "couriers", "beat"):
            begin(name)
        for name in ("web", "worker", "couriers", "beat"):
            wait_until(lambda name=name: healthy(name), seconds=60)  # type: ignore[misc]
        assert all(process.poll() is None for process in running[1:])
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(timeout=20)


def test_a_production_desk_passes_djangos_deployment_check(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    env = compose.environment(
        compose.ours()["web"], secrets=tmp_path, data=tmp_path, database_url=database_url, redis_url=redis_url
    )
    checked = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=compose.ROOT,
        env=env,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stderr


def test_a_host_name_that_is_not_ours_is_refused(database_url: str, redis_url: str, tmp_path: Path) -> None:
    env = compose.environment(
        compose.ours()["web"], secrets=tmp_path, data=tmp_path, database_url=database_url, redis_url=redis_url
    )
    (port,) = free_ports(1)
    process = compose.start(
        compose.ours()["web"]["command"], env, data=tmp_path, port=port, log=tmp_path / "web.log"
    )
    try:
        wait_until(lambda: _status(port, "127.0.0.1") == 200, seconds=40)
        assert _status(port, "evil.example") == 400
    finally:
        process.terminate()
        process.wait(timeout=20)


def _status(port: int, host: str) -> int:
    request = urllib.request.Request(f"http://127.0.0.1:{port}/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def test_the_first_admin_is_made_on_the_command_line(
    database_url: str, redis_url: str, tmp_path: Path
) -> None:
    env = compose.environment(
        compose.ours()["web"], secrets=tmp_path, data=tmp_path, database_url=database_url, redis_url=redis_url
    )
    env["DJANGO_SUPERUSER_PASSWORD"] = "a password of the first admin"
    commands = (
        ["migrate", "--no-input"],
        ["createsuperuser", "--no-input", "--username", "root", "--name", "Rut Admin"],
        ["shell", "-v0", "-c", "from helpdesk.accounts.models import User; print(User.objects.get().role)"],
    )
    for command in commands:
        done = subprocess.run(
            [sys.executable, "manage.py", *command], cwd=compose.ROOT, env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "admin"
