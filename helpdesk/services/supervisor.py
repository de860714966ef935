"""Starts children, restarts what dies, stops everything in order. Single-threaded on purpose: PDEATHSIG is
bound to the thread that forked, and forking beside other threads can deadlock."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable
from types import FrameType

from helpdesk.services.child import ChildSpec, how_it_ended, last_line, signal_child, spawn
from helpdesk.services.problem import ServiceProblem, StopRequested

FIRST_PAUSE, LONGEST_PAUSE, CALM_SECONDS = 0.2, 10.0, 30.0


class Child:
    """A spec with its running process and its history of deaths."""

    def __init__(self, spec: ChildSpec) -> None:
        self.spec = spec
        self.process = spawn(spec)
        self.started_at = time.monotonic()
        self.restart_at: float | None = None
        self.backoff_seconds = FIRST_PAUSE
        self.has_been_ready = False

    def restart(self) -> None:
        """Start it again in the place of the process that died."""
        self.process = spawn(self.spec)
        self.started_at, self.restart_at = time.monotonic(), None


class Supervisor:
    """`say` prints one line for a person."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say = say
        self.children: list[Child] = []
        self.signals_seen = 0
        self._wake_read, self._wake_write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def catch_signals(self) -> None:
        """From now on Ctrl-C, SIGTERM and a closed terminal ask for a clean stop."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_stop_signal)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only to wake the loop
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)

    def _on_stop_signal(self, number: int, frame: FrameType | None) -> None:
        self.signals_seen += 1

    def start(self, *specs: ChildSpec) -> None:
        """Start children without waiting for them."""
        for spec in specs:
            self._check_stop()
            self.children.append(Child(spec))

    def wait_ready(self, *names: str) -> None:
        """Wait until these children answer. One that dies is tried again while its time lasts (a killed
        predecessor may still hold its files); raises ServiceProblem with the end of its log at the deadline."""
        waiting = [child for child in self.children if child.spec.name in names]
        begun = time.monotonic()
        while waiting:
            self._check_stop()
            for child in list(waiting):
                self._await_one(child, waiting, time.monotonic() - begun)
            if waiting:
                self.pause(0.05)

    def _await_one(self, child: Child, waiting: list[Child], elapsed: float) -> None:
        if child.process.poll() is None:
            if child.spec.is_ready():
                child.has_been_ready = True
                waiting.remove(child)
                return
        elif child.restart_at is None:
            child.restart_at = time.monotonic() + child.backoff_seconds
            child.backoff_seconds = min(child.backoff_seconds * 2, LONGEST_PAUSE)
        elif time.monotonic() >= child.restart_at and child.backoff_seconds < 4.0:
            child.restart()
        dead = child.process.poll() is not None and child.backoff_seconds >= 4.0
        if dead or elapsed > child.spec.ready_seconds:
            how = how_it_ended(child.process.returncode) if dead else f"not ready after {elapsed:.0f} s"
            raise ServiceProblem(
                f"{child.spec.name} does not start ({how}): {last_line(child.spec.log)} [whole log: {child.spec.log}]"
            )

    def run_to_end(self, spec: ChildSpec) -> int:
        """Run a child that finishes by itself; returns its exit code. Everything else is watched meanwhile."""
        child = Child(spec)
        begun = time.monotonic()
        try:
            while child.process.poll() is None:
                self._check_stop()
                self.watch_once()
                if time.monotonic() - begun > spec.ready_seconds:
                    raise ServiceProblem(
                        f"{spec.name} did not finish within {spec.ready_seconds:.0f} s [log: {spec.log}]"
                    )
                self.pause(0.1)
        finally:
            self._stop_together([child])
        return child.process.returncode

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Keep the children alive until a stop is asked for or `until()` is true."""
        while not self.signals_seen and not until():
            self.watch_once()
            self.pause(0.5)

    def watch_once(self) -> None:
        """Restart, after a growing pause, whatever has died."""
        now = time.monotonic()
        for child in self.children:
            if child.process.poll() is None:
                if now - child.started_at > CALM_SECONDS:
                    child.backoff_seconds = FIRST_PAUSE
            elif child.restart_at is None:
                child.restart_at = now + child.backoff_seconds
                self.say(
                    f"{child.spec.name} ended ({how_it_ended(child.process.returncode)});"
                    f" starting it again in {child.backoff_seconds:.1f} s [log: {child.spec.log}]"
                )
                child.backoff_seconds = min(child.backoff_seconds * 2, LONGEST_PAUSE)
            elif now >= child.restart_at:
                self._try_restart(child)

    def _try_restart(self, child: Child) -> None:
        try:
            child.restart()
        except ServiceProblem as problem:  # the disk may have room again later
            self.say(str(problem))
            child.restart_at = time.monotonic() + child.backoff_seconds

    def pause(self, seconds: float) -> None:
        """Wait, but wake at once for a signal or the end of a child."""
        ready, _, _ = select.select([self._wake_read], [], [], self._until_next_restart(seconds))
        if ready:
            os.read(self._wake_read, 4096)

    def _until_next_restart(self, seconds: float) -> float:
        due = [child.restart_at for child in self.children if child.restart_at is not None]
        return max(0.02, min([seconds, *(at - time.monotonic() for at in due)]))

    def stop_all(self) -> None:
        """Stop every child, the highest stage first; returns when none is left."""
        for stage in sorted({child.spec.stage for child in self.children}, reverse=True):
            self._stop_together([child for child in self.children if child.spec.stage == stage])
        for child in self.children:
            for descriptor in child.spec.pass_fds:  # locks that were handed over: the last holder lets go
                os.close(descriptor)
        self.children.clear()

    def _stop_together(self, children: Iterable[Child]) -> None:
        plans = [(child.process, iter([*child.spec.stop_steps, (signal.SIGKILL, 5.0)])) for child in children]
        deadlines = dict.fromkeys((process.pid for process, _ in plans), 0.0)
        seen = self.signals_seen
        while running := [plan for plan in plans if plan[0].poll() is None]:
            is_hurried = self.signals_seen > max(seen, 1)  # a second Ctrl-C: do not wait politely
            for process, steps in running:
                if time.monotonic() >= deadlines[process.pid] or is_hurried:
                    number, patience = next(steps, (signal.SIGKILL, 5.0))
                    signal_child(process, number)
                    deadlines[process.pid] = time.monotonic() + (0.5 if is_hurried else patience)
            self.pause(0.05)
        for process, _ in plans:
            _end_group(process)

    def _check_stop(self) -> None:
        if self.signals_seen:
            raise StopRequested

    def close(self) -> None:
        """Give the terminal's signals back (tests run several supervisors in one process)."""
        if signal.set_wakeup_fd(-1) == self._wake_write:
            for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.default_int_handler)
        os.close(self._wake_read)
        os.close(self._wake_write)


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """What a dead child left in its process group must not outlive it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return
