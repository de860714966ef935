"""The supervisor with real servers: nothing is lost, nothing is left over, and each problem is one line."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from imap_tools import MailBoxUnencrypted

from helpdesk.env import embedded_database_url, socket_dir
from helpdesk.services.ports import accepts
from tests.services.desk_process import SMALL, failing_desk, mail_ports, processes_of, running_desk
from tests.support.servers import short_directory, wait_until


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory that does not exist yet."""
    base = short_directory("up")
    yield base / "data"
    shutil.rmtree(base, ignore_errors=True)


def database(data: Path) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(embedded_database_url(socket_dir(data)), autocommit=True)


def valkey(data: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(socket_dir(data) / "valkey.sock"))


def inbox(data: Path) -> MailBoxUnencrypted:
    box = MailBoxUnencrypted("127.0.0.1", mail_ports(data)["imap"], timeout=10)
    box.login("support@shop.example", "small-desk")
    return box


def put_something_everywhere(data: Path) -> None:
    with database(data) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('退款申请')")
    valkey(data).set("kept", "yes")
    with inbox(data) as box:
        box.append(b"Subject: kept\r\n\r\nbody\r\n", "INBOX")


def everything_is_there(data: Path) -> bool:
    with database(data) as connection:
        words = connection.execute("SELECT word FROM kept WHERE word ILIKE '%退款%'").fetchall()
    with inbox(data) as box:
        uids = box.uids()
    return words == [("退款申请",)] and valkey(data).get("kept") == b"yes" and uids == ["1"]


def one_line(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text


def test_a_second_start_resumes_with_all_data(data: Path) -> None:
    with running_desk(data) as desk:
        put_something_everywhere(data)
        assert desk.signal(signal.SIGINT) == 0
    with running_desk(data):
        assert everything_is_there(data)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_stop_signal_ends_every_process_cleanly(data: Path, number: signal.Signals) -> None:
    with running_desk(data) as desk:
        assert len(processes_of(data)) >= 4
        assert desk.signal(number) == 0
        assert processes_of(data) == {}
        assert not (data / "services.json").exists()


def test_kill_9_of_the_supervisor_leaves_no_orphan_and_the_next_start_has_the_data(data: Path) -> None:
    with running_desk(data) as desk:
        put_something_everywhere(data)
        desk.signal(signal.SIGKILL)
        wait_until(lambda: not processes_of(data), 20)
    with running_desk(data):
        assert everything_is_there(data)


def test_kill_9_of_a_child_is_survived_with_its_data(data: Path) -> None:
    with running_desk(data) as desk:
        put_something_everywhere(data)
        wait_until(lambda: valkey(data).info("persistence")["aof_pending_bio_fsync"] == 0)
        for child in ("postgres", "valkey", "mail"):
            victim = desk.pid_of(child)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: is_back(data), 30)
            assert desk.pid_of(child) != victim
            assert any(f"{child} ended (signal SIGKILL); starting it again" in line for line in desk.lines)


def is_back(data: Path) -> bool:
    try:
        return everything_is_there(data)
    except (psycopg.Error, redis.RedisError, OSError):
        return False


def test_two_at_once_is_one_clear_line(data: Path) -> None:
    with running_desk(data) as desk:
        second = failing_desk(data)
        assert second.returncode == 1
        assert one_line(second.stderr)
        assert f"Another `make up` (process {desk.process.pid})" in second.stderr
        with database(data) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_port_in_use_is_named_with_the_variable_that_changes_it(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = failing_desk(data, env={"CROSSDESK_PORT": str(port)})
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert f"Port {port} is in use" in result.stderr
    assert "CROSSDESK_PORT=" in result.stderr
    assert processes_of(data) == {}


def test_a_data_directory_without_rights_is_one_clear_line() -> None:
    result = failing_desk(Path("/sys/crossdesk"))  # not even root may write there
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "/sys/crossdesk" in result.stderr
    assert "CROSSDESK_DATA" in result.stderr


def test_a_data_directory_that_is_a_file_is_one_clear_line(data: Path) -> None:
    data.write_text("not a directory")
    result = failing_desk(data)
    assert result.returncode == 1
    assert one_line(result.stderr)


@pytest.mark.parametrize("size", ["0", "20m"])
def test_a_full_disk_is_one_clear_line(data: Path, size: str) -> None:
    data.mkdir()
    fill = "head -c 100m /dev/zero > $CROSSDESK_DATA/fill 2>/dev/null;" if size == "0" else ""
    options = f"size={'1m' if size == '0' else size},mode=755"
    mount = f"mount -t tmpfs -o {options} none $CROSSDESK_DATA; {fill} exec {' '.join(SMALL)}"
    result = failing_desk(data, ["unshare", "--mount", "sh", "-c", mount])
    assert result.returncode == 1
    assert one_line(result.stderr), result.stderr
    assert "full" in result.stderr
    assert "CROSSDESK_DATA" in result.stderr
    assert processes_of(data) == {}


def test_a_disk_that_fills_up_while_the_cluster_is_made_is_one_clear_line(data: Path) -> None:
    data.mkdir()
    code = (
        "import os; from pathlib import Path; from helpdesk.services import layout, postgres, problem\n"
        "try: postgres.prepare_cluster(layout.prepare_layout(Path(os.environ['CROSSDESK_DATA'])), needed_mb=1)\n"
        "except problem.ServiceProblem as error: raise SystemExit(str(error))\n"
    )
    mount = f'mount -t tmpfs -o size=20m,mode=755 none $CROSSDESK_DATA; exec {sys.executable} -c "$CODE"'
    result = failing_desk(data, ["unshare", "--mount", "sh", "-c", mount], {"CODE": code})
    assert result.returncode == 1
    assert one_line(result.stderr), result.stderr
    assert "became full" in result.stderr


def test_a_database_url_that_points_nowhere_is_one_line_without_the_password(data: Path) -> None:
    url = "postgres://desk:hunter2secret@127.0.0.1:1/desk"
    result = failing_desk(data, env={"DATABASE_URL": url})
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "postgres://127.0.0.1:1/desk" in result.stderr
    assert "hunter2secret" not in result.stderr + result.stdout


@pytest.mark.parametrize("url", ["redis://:hunter2secret@127.0.0.1:1/0", "nonsense:hunter2secret"])
def test_a_redis_url_that_points_nowhere_is_one_line_and_stops_what_had_started(data: Path, url: str) -> None:
    result = failing_desk(data, env={"REDIS_URL": url})
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "REDIS_URL" in result.stderr
    assert "hunter2secret" not in result.stderr
    assert processes_of(data) == {}


def test_a_database_from_outside_is_used_instead_of_the_embedded_one(data: Path) -> None:
    with running_desk(data, DATABASE_URL=os.environ["DATABASE_URL"]):
        assert not (data / "postgres").exists()


def test_the_demo_refuses_to_listen_beyond_loopback(data: Path) -> None:
    result = failing_desk(data, env={"CROSSDESK_BIND": "0.0.0.0"})
    assert result.returncode == 1
    assert one_line(result.stderr)
    assert "--no-demo" in result.stderr


def test_a_path_too_long_for_sockets_works(data: Path) -> None:
    long = data.parent / ("long" * 24) / "data"
    with running_desk(long) as desk:
        put_something_everywhere(long)
        assert everything_is_there(long)
        assert desk.signal(signal.SIGTERM) == 0
    shutil.rmtree(socket_dir(long))


def test_a_data_directory_below_a_private_one_works(data: Path) -> None:
    data.parent.chmod(0o700)
    with running_desk(data):
        put_something_everywhere(data)
        assert everything_is_there(data)
    data.parent.chmod(0o711)
    with running_desk(data):
        assert everything_is_there(data)


def test_the_mail_server_keeps_its_ports_over_a_restart(data: Path) -> None:
    with running_desk(data):
        before = mail_ports(data)
    with running_desk(data):
        assert mail_ports(data) == before
        assert accepts("127.0.0.1", before["smtp"])
