"""One supervisor per data directory, one Valkey per append-only file."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

from helpdesk.services.problem import ServiceProblem, explain_os_error


def lock(path: Path, *, inheritable: bool = False) -> int | None:
    """Take an exclusive flock on `path` and write our pid into it; returns the descriptor, None when it is held.

    The kernel lets go of it however we die. An inheritable one is handed to a child with pass_fds: it then stays
    held until the last of both has ended. Raises ServiceProblem when the file cannot be opened."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise explain_os_error(error, f"write {path}") from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    os.set_inheritable(descriptor, inheritable)
    return descriptor


def lock_data_dir(data: Path) -> int:
    """The lock of the whole desk; raises ServiceProblem naming the process that has it."""
    descriptor = lock(data / "up.lock")
    if descriptor is None:
        raise ServiceProblem(
            f"Another `make up` (process {holder(data / 'up.lock') or 'unknown'}) already runs on {data}:"
            " stop that one, or set CROSSDESK_DATA and CROSSDESK_PORT for a second desk."
        )
    return descriptor


def wait_for_lock(path: Path, seconds: float, what: str) -> int:
    """Like `lock`, waiting for the last one's child to end; raises ServiceProblem after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        descriptor = lock(path)
        if descriptor is not None:
            return descriptor
        if time.monotonic() > deadline:
            raise ServiceProblem(
                f"{what} of an earlier run still holds {path}: end process {holder(path)} and retry."
            )
        time.sleep(0.05)


def holder(path: Path) -> int | None:
    """The pid written into a lock file, if any."""
    try:
        return int(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        return None


def is_locked(path: Path) -> bool:
    """Whether a living process holds the lock."""
    if not path.exists():
        return False
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False
