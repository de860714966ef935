"""What `manage.py doctor` looks at: each check is one line, with the remedy where it fails."""

from __future__ import annotations

import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import redis

from helpdesk import env
from helpdesk.services.layout import NEEDED_MB, Layout, free_mb
from helpdesk.services.locks import holder, is_locked
from helpdesk.services.outside import require_database, require_redis, without_password
from helpdesk.services.ports import why_not_free
from helpdesk.services.problem import ServiceProblem

HEARTBEAT_SECONDS = 30.0
_WATCHER = (
    "SELECT (SELECT extract(epoch FROM clock_timestamp() - at) FROM heartbeat WHERE part = 'watcher'),"
    " count(*), count(*) FILTER (WHERE idle_until > clock_timestamp())"
    " FROM mailbox WHERE is_active AND uses_idle"
)
START = "start the desk: make up"


@dataclass(frozen=True)
class Check:
    """One finding. `remedy` is empty where all is well."""

    name: str
    is_ok: bool
    detail: str
    remedy: str = ""


def run_checks() -> Iterator[Check]:
    """Every check in order; later ones still run when an earlier one fails."""
    layout = Layout(env.data_dir())
    checks: list[Callable[[Layout], Check]] = [
        check_python,
        check_data_dir,
        check_keys,
        check_database,
        check_migrations,
        check_redis,
        check_port,
        check_heartbeat,
        check_watcher,
        check_leftovers,
    ]
    for check in checks:
        yield check(layout)


def check_python(layout: Layout) -> Check:
    """Python 3.11 or newer."""
    version = ".".join(str(part) for part in sys.version_info[:3])
    is_new = sys.version_info >= (3, 11)
    return Check("python", is_new, f"Python {version}", "" if is_new else "install Python 3.11 or newer")


def check_data_dir(layout: Layout) -> Check:
    """The data directory exists, is ours to write, is closed to others, and its disk has room."""
    data = layout.data
    if not data.is_dir():
        return Check("data directory", False, f"{data} does not exist", START)
    try:
        probe = data / ".doctor"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        remedy = "run as its owner, or give this user the right to write there"
        return Check("data directory", False, f"{data}: {env.reason(error)}", remedy)
    free = free_mb(data)
    if free < NEEDED_MB:
        remedy = f"free some space: at least {NEEDED_MB} MB are needed"
        return Check("data directory", False, f"{data}: {free} MB free", remedy)
    if data.stat().st_mode & 0o066:
        return Check("data directory", False, f"{data} is open to other users", f"chmod go-rw {data}")
    return Check("data directory", True, f"{data}, {free / 1000:.0f} GB free")


def check_keys(layout: Layout) -> Check:
    """SECRET_KEY and the key ring can be read, and their files are private."""
    try:
        env.secret_key()
        count = len(env.key_ring())
    except env.EnvironmentProblem as problem:
        return Check("keys", False, str(problem).removeprefix("crossdesk: "), "give the missing secret")
    directory = layout.data / "secrets"
    for path in sorted(directory.iterdir()) if directory.is_dir() else ():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            return Check("keys", False, f"{path} can be read by others", f"chmod 600 {path}")
    return Check("keys", True, f"SECRET_KEY and {count} key(s) for secrets at rest")


def check_database(layout: Layout) -> Check:
    """PostgreSQL answers, is 15 or newer, and finds trigrams in Chinese text."""
    if missing := env.why_database_is_missing():
        return Check("database", False, missing.partition(":")[0], START)
    try:
        require_database(env.database_url())
    except ServiceProblem as problem:
        detail, _, remedy = str(problem).partition(". ")
        return Check("database", False, detail, remedy or "see the message")
    with psycopg.connect(env.database_url()) as connection:
        version = connection.info.server_version // 10000
    where = "embedded" if env.is_database_embedded() else without_password(env.database_url())
    return Check("database", True, f"PostgreSQL {version}, {where}, searches every script")


def check_migrations(layout: Layout) -> Check:
    """The schema is the one this code expects."""
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (Error, OSError):
        return Check("migrations", False, "unknown: the database does not answer", START)
    if pending:
        return Check("migrations", False, f"{len(pending)} not applied", "python manage.py migrate")
    return Check("migrations", True, "all applied")


def check_redis(layout: Layout) -> Check:
    """Valkey or Redis answers, never evicts, and keeps an append-only file."""
    if env.is_redis_embedded() and not layout.valkey_socket.exists():
        return Check("redis", False, "The embedded Valkey is not running", START)
    try:
        require_redis(env.redis_url())
    except ServiceProblem as problem:
        detail, _, remedy = str(problem).partition(". ")
        return Check("redis", False, detail, remedy or "see the message")
    with redis.Redis.from_url(env.redis_url(), socket_timeout=5) as client:
        try:
            info = client.info()
        except redis.RedisError as error:
            return Check("redis", False, f"INFO is refused: {error}", "allow this user the INFO command")
    assert isinstance(info, dict)
    if info.get("maxmemory_policy") != "noeviction":
        remedy = "set maxmemory-policy noeviction: a broker must never drop work"
        return Check("redis", False, f"may evict ({info.get('maxmemory_policy')})", remedy)
    if not info.get("aof_enabled"):
        return Check("redis", False, "keeps nothing over a restart", "set appendonly yes")
    return Check("redis", True, "answers, never evicts, append-only file on")


def check_port(layout: Layout) -> Check:
    """The web port is free, or it is our own web process that has it."""
    host, port = env.bind(), env.port()
    error = why_not_free(host, port)
    if error is None:
        return Check("port", True, f"{port} is free")
    if is_locked(layout.data / "up.lock") and _healthz(port) == 200:
        return Check("port", True, f"{port} is served by this desk")
    remedy = f"stop the other program, or set CROSSDESK_PORT={port + 1}"
    return Check("port", False, f"{port}: {env.reason(error)}", remedy)


def check_heartbeat(layout: Layout) -> Check:
    """Beat asked and a worker answered within the last half minute."""
    remedy = f"{START}; if it runs, look at {layout.log('worker')} and {layout.log('beat')}"
    try:
        with psycopg.connect(env.database_url(), connect_timeout=3) as connection:
            row = connection.execute(
                "SELECT extract(epoch FROM clock_timestamp() - min(at)) FROM heartbeat"
                " WHERE part <> 'watcher'"
            ).fetchone()
    except psycopg.Error:
        return Check("worker and beat", False, "unknown: the database does not answer", remedy)
    if row is None or row[0] is None:
        return Check("worker and beat", False, "no sign of life so far", remedy)
    age = float(row[0])
    return Check(
        "worker and beat",
        age <= HEARTBEAT_SECONDS,
        f"last sign of life {age:.0f} s ago",
        "" if age <= HEARTBEAT_SECONDS else remedy,
    )


def check_watcher(layout: Layout) -> Check:
    """The process that hears servers announce mail lives, where a mailbox wants it; without it mail comes later."""
    name, remedy = "announced mail", f"{START}; if it runs, look at {layout.log('watcher')}"
    try:
        with psycopg.connect(env.database_url(), connect_timeout=3) as connection:
            row = connection.execute(_WATCHER).fetchone()
    except psycopg.Error:
        return Check(name, False, "unknown: the database does not answer", remedy)
    age, wanting, announced = row or (None, 0, 0)
    if not wanting:
        return Check(name, True, "no mailbox wants it (IDLE)")
    if age is None or age > HEARTBEAT_SECONDS:
        return Check(name, False, "the watcher shows no life: mail comes at the mailboxes' intervals", remedy)
    return Check(name, True, f"{announced} of {wanting} mailboxes, the others are looked at in turn")


def check_leftovers(layout: Layout) -> Check:
    """No file claims that a desk runs here when none does."""
    lock = layout.data / "up.lock"
    if is_locked(lock):
        return Check("locks", True, f"held by process {holder(lock)}")
    if layout.services_file.exists():
        return Check("locks", False, f"{layout.services_file} is left from a desk that was killed", START)
    return Check("locks", True, "none held")


def _healthz(port: int) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=3) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


def line_for(check: Check, width: int) -> str:
    """One line for a person."""
    mark = "ok  " if check.is_ok else "FAIL"
    return f"{mark} {check.name:<{width}} {check.detail}" + (
        "" if check.is_ok else f". Remedy: {check.remedy}"
    )
