"""As whom PostgreSQL runs. It refuses to be root, so root hands it to a system user, or hides its uid in a
user namespace where that user could not reach the files (a data directory below /root, say)."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from helpdesk.services.problem import ServiceProblem

SYSTEM_USER = "crossdesk"
# `setpriv` stands last because entering the namespace clears the death signal.
NAMESPACE = ("unshare", "--user", "--map-user=65534", "--map-group=65534", "setpriv", "--pdeathsig", "INT")


@dataclass(frozen=True)
class DatabaseUser:
    """`uid`/`gid` to switch to (None: stay), and what to put before the command line."""

    uid: int | None = None
    gid: int | None = None
    prefix: tuple[str, ...] = ()

    @property
    def owner(self) -> tuple[int, int]:
        """Who must own the files."""
        return (os.geteuid(), os.getegid()) if self.uid is None or self.gid is None else (self.uid, self.gid)


def choose_database_user(data: Path) -> DatabaseUser:
    """The user for this data directory; raises ServiceProblem where there is none."""
    if os.geteuid() != 0:
        return DatabaseUser()
    entry = _system_user()
    if can_reach(data, entry.pw_uid, entry.pw_gid):
        return DatabaseUser(entry.pw_uid, entry.pw_gid)
    if _has_namespaces():
        return DatabaseUser(prefix=NAMESPACE)
    raise ServiceProblem(
        f"PostgreSQL refuses to run as root, and the user {entry.pw_name!r} cannot reach {data}: set CROSSDESK_DATA"
        " to a directory below /var/lib, or run make up as an ordinary user, or set DATABASE_URL."
    )


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if useradd := shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_USER]
        subprocess.run(command, check=False, capture_output=True, timeout=20)  # noqa: S603
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return pwd.getpwnam("nobody")


def can_reach(path: Path, uid: int, gid: int) -> bool:
    """Whether that user may pass through every directory down to `path`."""
    return all(_may_enter(part, uid, gid) for part in (path, *path.parents) if part.is_dir())


def can_run_all(paths: Iterable[Path], user: DatabaseUser) -> bool:
    """Whether the database user may reach these programs."""
    if user.uid is None or user.gid is None:
        return True
    uid, gid = user.uid, user.gid
    return all(can_reach(path, uid, gid) and path.stat().st_mode & 0o005 == 0o005 for path in paths)


def _may_enter(directory: Path, uid: int, gid: int) -> bool:
    status = directory.stat()
    if status.st_uid == uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)


def _has_namespaces() -> bool:
    try:
        done = subprocess.run([*NAMESPACE, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
