"""Where everything lies in a data directory, and its preparation."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from helpdesk.env import LONGEST_SOCKET_DIR, socket_dir
from helpdesk.services.problem import ServiceProblem, explain_os_error

NEEDED_MB = 200  # a new cluster is 40 MB, its write-ahead log soon 100


@dataclass(frozen=True)
class Layout:
    """The paths of one data directory."""

    data: Path

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def sockets(self) -> Path:
        return socket_dir(self.data)

    @property
    def postgres_sockets(self) -> Path:
        return self.sockets / "pg"

    @property
    def valkey_socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def mail(self) -> Path:
        return self.data / "mail"

    @property
    def outbox(self) -> Path:
        return self.mail / "outbox"

    @property
    def services_file(self) -> Path:
        return self.data / "services.json"

    def log(self, child: str) -> Path:
        """The log file of one child."""
        return self.logs / f"{child}.log"


def prepare_layout(data: Path) -> Layout:
    """Create the data directory and prove that it can be written to; raises ServiceProblem otherwise."""
    layout = Layout(data)
    try:
        data.mkdir(parents=True, exist_ok=True)
        probe = data / f".probe-{os.getpid()}"
        try:
            probe.write_bytes(b"x" * 4096)
        finally:
            probe.unlink(missing_ok=True)
        for directory in (layout.logs, layout.mail, layout.outbox):
            directory.mkdir(mode=0o700, exist_ok=True)
        open_to_database_user(data)
        _prepare_sockets(layout)
    except OSError as error:
        raise explain_os_error(error, f"write to the data directory {data}") from None
    return layout


def open_to_database_user(directory: Path) -> None:
    """Let PostgreSQL's user pass through where that is not us; what is private inside says so itself."""
    directory.chmod(0o711 if os.geteuid() == 0 else 0o700)


def _prepare_sockets(layout: Layout) -> None:
    sockets = layout.sockets
    sockets.mkdir(mode=0o711, exist_ok=True)
    status = sockets.lstat()
    if not sockets.is_dir() or sockets.is_symlink() or status.st_uid != os.geteuid():
        raise ServiceProblem(
            f"{sockets} belongs to somebody else: remove it, or set CROSSDESK_DATA to a shorter path."
        )
    open_to_database_user(sockets)
    if sockets.parent == layout.data:
        return
    if len(os.fsencode(sockets)) > LONGEST_SOCKET_DIR:
        raise ServiceProblem(
            f"{sockets} is too long for a unix socket: set CROSSDESK_DATA to a shorter path."
        )
    (layout.data / "socket-dir").write_text(f"{sockets}\n", encoding="utf-8")


def free_mb(path: Path) -> int:
    """Free space in MB for this user on the file system of `path`."""
    status = os.statvfs(path)
    return status.f_bavail * status.f_frsize // 1_000_000
