"""The environment: secrets from files, one kept key ring, urls that need nothing to be started."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

import pytest

from helpdesk import env


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting but the data directory."""
    for name in ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "CROSSDESK_KEYS", "CROSSDESK_DEMO"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CROSSDESK_DATA", str(tmp_path / "d"))
    return tmp_path


def test_a_secret_may_stand_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("from a file\n")
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))
    assert env.secret_key() == "from a file"
    monkeypatch.setenv("SECRET_KEY", "given")
    assert env.secret_key() == "given"


def test_a_secret_file_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY_FILE", "/nowhere/key")
    with pytest.raises(SystemExit, match="SECRET_KEY_FILE names /nowhere/key, which cannot be read"):
        env.secret_key()


def test_generated_secrets_are_kept_private_and_do_not_change() -> None:
    first = env.secret_key(), env.key_ring()
    assert (env.secret_key(), env.key_ring()) == first
    for path in (env.data_dir() / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [len(key) for key in first[1].values()] == [32]


def test_production_without_a_secret_key_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/desk")
    with pytest.raises(SystemExit, match="SECRET_KEY is not set"):
        env.secret_key()
    with pytest.raises(SystemExit, match="CROSSDESK_KEYS is not set"):
        env.key_ring()
    assert not env.data_dir().exists()


def test_the_first_key_of_the_ring_is_the_current_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSDESK_KEYS", f"new:{'ab' * 32},old:{'cd' * 32}")
    assert list(env.key_ring()) == ["new", "old"]
    assert env.key_ring()["old"] == b"\xcd" * 32


@pytest.mark.parametrize("ring", ["k1:abc", "k1:" + "ab" * 31, "ab" * 32, ":" + "ab" * 32])
def test_a_broken_key_is_refused_with_the_way_to_make_one(monkeypatch: pytest.MonkeyPatch, ring: str) -> None:
    monkeypatch.setenv("CROSSDESK_KEYS", ring)
    with pytest.raises(SystemExit, match="make one with"):
        env.key_ring()


def test_urls_of_the_embedded_servers_are_computed_without_starting_anything(bare: Path) -> None:
    run = bare / "d" / "run"
    if len(str(run)) > env.LONGEST_SOCKET_DIR:
        run = env.socket_dir(bare / "d")
    assert env.redis_url() == f"unix://{run}/valkey.sock?db=0"
    assert env.broker_url() == f"redis+socket://{run}/valkey.sock?virtual_host=0"
    assert env.database_url().endswith("%2Fpg/helpdesk")
    assert "make up" in (env.why_database_is_missing() or "")


def test_urls_from_outside_are_used_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL", "rediss://cache:6380/2")
    monkeypatch.setenv("DATABASE_URL", "postgres://db/desk")
    assert (env.redis_url(), env.broker_url()) == ("rediss://cache:6380/2", "rediss://cache:6380/2")
    assert env.database_url() == "postgres://db/desk"
    assert env.why_database_is_missing() is None


def test_sockets_of_a_long_path_lie_in_a_short_directory(tmp_path: Path) -> None:
    long = tmp_path / ("x" * 100)
    assert len(str(env.socket_dir(long))) <= env.LONGEST_SOCKET_DIR
    assert env.socket_dir(long) != env.socket_dir(long.with_name("y" * 100))


@pytest.mark.parametrize(
    ("arguments", "variable", "is_demo"),
    [
        (["manage.py", "up"], "", True),
        (["manage.py", "up", "--no-demo"], "1", False),
        (["manage.py", "up"], "0", False),
        (["manage.py", "migrate"], "", False),
        (["manage.py", "migrate"], "1", True),
    ],
)
def test_only_up_is_a_demo_by_itself(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str], variable: str, is_demo: bool
) -> None:
    monkeypatch.setattr(sys, "argv", arguments)
    monkeypatch.setenv("CROSSDESK_DEMO", variable)
    assert env.is_demo() is is_demo


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("CROSSDESK_PORT", port)
    with pytest.raises(SystemExit, match="CROSSDESK_PORT must be"):
        env.port()
