"""One child process of the supervisor: how it is started, watched and stopped."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from helpdesk.services.problem import explain_os_error

PR_SET_PDEATHSIG = 1
LONGEST_LOG_BYTES = 10_000_000
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

# (signal, seconds to wait for it to work); SIGKILL to the whole process group follows the last one.
StopSteps = tuple[tuple[signal.Signals, float], ...]


@dataclass(frozen=True)
class ChildSpec:
    """How to run one child. `stage` orders the stop: higher stages stop first, one stage at once."""

    name: str
    argv: Sequence[str]
    log: Path
    env: Mapping[str, str]
    cwd: Path
    stage: int = 1
    uid: int | None = None
    gid: int | None = None
    stop_steps: StopSteps = ((signal.SIGTERM, 8.0), (signal.SIGINT, 2.0))
    # What the kernel sends when the supervisor itself is killed.
    death_signal: signal.Signals = signal.SIGKILL
    pass_fds: tuple[int, ...] = ()
    is_ready: Callable[[], bool] = field(default=lambda: True)
    ready_seconds: float = 30.0


def spawn(spec: ChildSpec) -> subprocess.Popen[bytes]:
    """Start the child in a session of its own (the terminal's Ctrl-C goes to the supervisor alone), with its
    output in its log file, never in the caller's pipe. Raises ServiceProblem where it cannot be started."""
    supervisor = os.getpid()
    death_signal = int(spec.death_signal)

    def die_with_the_supervisor() -> None:
        # Runs after the change of user, which would clear it.
        if _libc is not None:
            _libc.prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
            if os.getppid() != supervisor:  # it died before the line above
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        _turn_log(spec.log)
        with spec.log.open("ab") as log:
            return subprocess.Popen(  # noqa: S603
                spec.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=spec.cwd,
                env=dict(spec.env),
                pass_fds=spec.pass_fds,
                start_new_session=True,
                preexec_fn=die_with_the_supervisor,
                user=spec.uid,
                group=spec.gid,
                extra_groups=None if spec.uid is None else [],
            )
    except OSError as error:
        raise explain_os_error(error, f"start {spec.name} (log {spec.log})") from None


def _turn_log(log: Path) -> None:
    """Set a long log aside (one generation): a demo that runs for weeks must not fill the disk."""
    if log.exists() and log.stat().st_size > LONGEST_LOG_BYTES:
        log.replace(log.with_suffix(".log.1"))


def signal_child(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Signal the child itself; SIGKILL goes to its whole process group, so that nothing of it stays behind."""
    try:
        if number == signal.SIGKILL:
            os.killpg(process.pid, number)
        else:
            process.send_signal(number)
    except (ProcessLookupError, PermissionError):
        process.poll()


def how_it_ended(returncode: int) -> str:
    """`signal SIGKILL` or `exit code 3`."""
    if returncode < 0:
        try:
            return f"signal {signal.Signals(-returncode).name}"
        except ValueError:
            return f"signal {-returncode}"
    return f"exit code {returncode}"


def last_line(log: Path) -> str:
    """The last line with text in a log file, for the one line that a person reads."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, log.stat().st_size - 4096))
            lines = [
                line.strip() for line in file.read().decode("utf-8", "replace").splitlines() if line.strip()
            ]
    except OSError:
        return ""
    return lines[-1] if lines else ""
