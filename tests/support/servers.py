"""Real servers for the tests, run by the same code that runs the desk: PostgreSQL, Valkey, the demo mail
server (pymap and aiosmtpd) and Debian's Dovecot. Each has `start()`, `stop()` and is a context manager."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from helpdesk.env import PROJECT_ROOT, embedded_database_url
from helpdesk.services.child import ChildSpec, last_line
from helpdesk.services.desk_children import MailPorts, mail_server
from helpdesk.services.layout import Layout, prepare_layout
from helpdesk.services.ports import accepts, free_ports
from helpdesk.services.postgres import FAST_SETTINGS, Cluster, ensure_database, prepare_cluster
from helpdesk.services.problem import ServiceProblem
from helpdesk.services.supervisor import Supervisor
from helpdesk.services.valkey import prepare_valkey
from tests.support.dovecot import write_configuration

ACCOUNTS = {
    "support@voltway.example": "mail-support",
    "sales@voltway.example": "mail-sales",
    "billing@voltway.example": "mail-billing",
    "refund@nordlicht-wohnen.example": "mail-refund",
    "logistics@nordlicht-wohnen.example": "mail-logistics",
    "support-es@nordlicht-wohnen.example": "mail-support-es",
}


def short_directory(name: str) -> Path:
    """A new directory that other users can pass through, short enough for unix sockets."""
    path = Path(tempfile.mkdtemp(prefix=f"cd-{name}-", dir="/tmp"))
    path.chmod(0o711)
    return path


class Server:
    """One child process in a directory of its own, which is removed by `stop()` unless it was given."""

    needs_no_farewell = False  # whether `stop()` may kill it where its files go, too

    def __init__(self, directory: Path | None = None) -> None:
        self.is_ours = directory is None
        self.directory = directory or short_directory(type(self).__name__[:4].lower())
        self.supervisor: Supervisor | None = None

    def spec(self) -> ChildSpec:
        """How to run it."""
        raise NotImplementedError

    def start(self) -> Self:
        """Start and wait until it answers; raises ServiceProblem with the end of its log otherwise."""
        self.supervisor = Supervisor(_complain)
        spec = self.spec()
        try:
            self.supervisor.start(spec)
            self.supervisor.wait_ready(spec.name)
        except ServiceProblem:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Stop it and wait for its end."""
        if self.supervisor is not None:
            if self.is_ours and self.needs_no_farewell and self.supervisor.children:
                self.kill()
            self.supervisor.stop_all()
            self.supervisor.close()
            self.supervisor = None
        if self.is_ours:
            shutil.rmtree(self.directory, ignore_errors=True)

    def kill(self) -> None:
        """kill -9, as a crash would; `revive()` starts it again on the same files and ports."""
        assert self.supervisor is not None
        process = self.supervisor.children[0].process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def revive(self) -> None:
        """Start again what `kill()` ended, and wait until it answers."""
        assert self.supervisor is not None
        child = self.supervisor.children[0]
        wait_until(lambda: self._tick() and child.process.poll() is None and child.spec.is_ready())

    def _tick(self) -> bool:
        assert self.supervisor is not None
        self.supervisor.watch_once()
        return True

    @property
    def pid(self) -> int:
        """The process id of the running child."""
        assert self.supervisor is not None
        return self.supervisor.children[0].process.pid

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


class PostgresServer(Server):
    """The embedded PostgreSQL with the settings of a test database. `url` is a DATABASE_URL.

    `template`: the files of a cluster that is shut down, to begin with instead of a new one."""

    cluster: Cluster

    def __init__(self, directory: Path | None = None, *, template: Path | None = None) -> None:
        super().__init__(directory)
        self.template = template

    def spec(self) -> ChildSpec:
        layout = prepare_layout(self.directory)
        if self.template is not None and not self.cluster_directory.exists():
            self.cluster_directory.parent.mkdir(mode=0o711, exist_ok=True)
            copy_cluster(self.template, self.cluster_directory)
        self.cluster = prepare_cluster(layout, FAST_SETTINGS)
        return self.cluster.spec

    @property
    def cluster_directory(self) -> Path:
        """Where its files lie."""
        return self.directory / "postgres" / "cluster"

    def start(self) -> Self:
        super().start()
        ensure_database(self.cluster)
        return self

    @property
    def url(self) -> str:
        return embedded_database_url(Layout(self.directory).sockets)


def copy_cluster(source: Path, target: Path) -> None:
    """Copy the files of a cluster that is shut down, with their owner and rights."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


class ValkeyServer(Server):
    """The embedded Valkey. `url` is a REDIS_URL."""

    def spec(self) -> ChildSpec:
        return prepare_valkey(prepare_layout(self.directory))

    @property
    def url(self) -> str:
        return f"unix://{Layout(self.directory).valkey_socket}?db=0"


class MailServer(Server):
    """The demo mail server. Any address without an account lands as a file in `outbox`."""

    host = "127.0.0.1"
    needs_no_farewell = True  # open sessions keep it for seconds

    def __init__(self, accounts: Mapping[str, str] = ACCOUNTS, directory: Path | None = None) -> None:
        super().__init__(directory)
        self.accounts = dict(accounts)
        self.imap_port, self.imaps_port, self.smtp_port = free_ports(3)
        self.outbox = Layout(self.directory).outbox
        self.ca_path = Layout(self.directory).mail / "tls" / "ca.pem"

    def spec(self) -> ChildSpec:
        layout = prepare_layout(self.directory)
        (layout.mail / "accounts.json").write_text(json.dumps(self.accounts), encoding="utf-8")
        return mail_server(layout, MailPorts(self.imap_port, self.imaps_port, self.smtp_port))

    def sent(self) -> list[bytes]:
        """What was sent to addresses elsewhere, oldest first, with the envelope on top."""
        return [path.read_bytes() for path in sorted(self.outbox.glob("*.eml"))]


class DovecotServer(Server):
    """Debian's Dovecot (CONDSTORE, SPECIAL-USE, keywords) with accounts of its own; mail comes by APPEND."""

    host = "127.0.0.1"
    needs_no_farewell = True
    introspection_url = "http://127.0.0.1:1/?token="  # whom to ask about OAuth 2 tokens

    def __init__(self, accounts: Mapping[str, str] = ACCOUNTS, directory: Path | None = None) -> None:
        super().__init__(directory)
        self.accounts = dict(accounts)
        self.imap_port, self.imaps_port = free_ports(2)

    def spec(self) -> ChildSpec:
        program = shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/usr/bin")
        if program is None:
            raise ServiceProblem(
                "dovecot is not installed: apt-get install dovecot-imapd (make test does it as root)"
            )
        configuration = write_configuration(
            self.directory, self.accounts, self.imap_port, self.introspection_url
        )
        return ChildSpec(
            name="dovecot",
            argv=[program, "-F", "-c", str(configuration)],
            log=self.directory / "dovecot.log",
            env={"PATH": os.environ["PATH"]},
            cwd=self.directory,
            stop_steps=((signal.SIGTERM, 5.0),),
            death_signal=signal.SIGTERM,
            is_ready=lambda: accepts(self.host, self.imap_port),
        )


def _complain(line: str) -> None:
    print(line, file=sys.stderr)


def wait_until(holds: Callable[[], object], seconds: float = 20.0) -> None:
    """Poll until `holds()`; AssertionError after `seconds`. The one place where tests wait for a process."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not true after {seconds} s"
        time.sleep(0.02)


_backing: list[Server] = []


def start_backing_services(template: Callable[[], Path] | None = None) -> dict[str, str]:
    """PostgreSQL and Valkey for one test run; returns the environment to set before Django is loaded.

    `template` gives the cluster to begin with. TEST_DATABASE_URL and TEST_REDIS_URL name servers from outside
    instead."""
    directory = short_directory("data")
    environment = {
        "CROSSDESK_DATA": str(directory),
        "SECRET_KEY": "a test key that signs nothing of value",
        "CROSSDESK_KEYS": "k1:" + "11" * 32,
        "CROSSDESK_STATIC": str(directory / "static"),
    }
    database, redis = os.environ.get("TEST_DATABASE_URL"), os.environ.get("TEST_REDIS_URL")
    try:
        if not database:
            _backing.append(PostgresServer(template=template() if template else None).start())
            database = str(_backing[-1].url)  # type: ignore[attr-defined]
        if not redis:
            _backing.append(ValkeyServer().start())
            redis = str(_backing[-1].url)  # type: ignore[attr-defined]
    except ServiceProblem:
        stop_backing_services()
        raise
    _scratch.append(directory)
    return environment | {"DATABASE_URL": database, "REDIS_URL": redis}


_scratch: list[Path] = []


def stop_backing_services() -> None:
    """End what `start_backing_services` started and remove its files."""
    while _backing:
        _backing.pop().stop()
    while _scratch:
        shutil.rmtree(_scratch.pop(), ignore_errors=True)


def run_manage(
    *arguments: str, env: Mapping[str, str], timeout: float = 120.0
) -> subprocess.CompletedProcess[str]:
    """`python manage.py ...` with exactly this environment added to ours; output captured as text."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def end_of_log(layout: Layout, child: str) -> str:
    """The last line a child wrote, for assertion messages."""
    return last_line(layout.log(child))
