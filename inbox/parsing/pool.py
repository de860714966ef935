"""The desk's side: a long-lived parser child per process, replaced when a mail kills it or it grows old."""

from __future__ import annotations

import atexit
import contextlib
import os
import select
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec
from django.conf import settings

from inbox.mail.model import UnparsableMail
from inbox.mail.reading import Reading, ReadingRules
from inbox.parsing.frames import Answer, Order, read_frame, write_frame

_ANSWERS = msgspec.msgpack.Decoder(Answer)
_ROOT = Path(__file__).resolve().parents[2]
_TOO_MUCH = "Reading it took more time or memory than one mail may have: it may be harmful."


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """What one mail may cost: `cpu_seconds` and `wall_seconds` each, `memory_bytes` of address space.

    After `mails` readings the child is replaced, so that no leak of a library grows for ever.
    """

    cpu_seconds: float = 10.0
    wall_seconds: float = 30.0
    memory_bytes: int = 1536 * 1024 * 1024
    mails: int = 5000


class ReadingFailed(Exception):
    """The reader has a fault (`kind` is the exception's name); the mail itself may be fine."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


class Parser:
    """One child process; safe to use from several threads, one mail at a time."""

    def __init__(self, limits: ChildLimits | None = None, detector: str = "") -> None:
        """`detector`: "module:function" that tells a text's language in the child; "" for none."""
        self._limits, self._detector = limits or ChildLimits(), detector
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._rules: ReadingRules | None = None
        self._mails = 0

    def read(self, raw: bytes, rules: ReadingRules) -> Reading:
        """Read one mail. Raises UnparsableMail (also for a mail that exceeds the limits) and ReadingFailed."""
        with self._lock:
            if self._mails >= self._limits.mails:
                self._stop()
            answer = self._ask(raw, rules)
        if answer.reading is not None:
            return answer.reading
        if answer.error:
            raise ReadingFailed(answer.error)
        raise UnparsableMail(answer.reason)

    def start(self) -> None:
        """Have a child that is ready to read."""
        with self._lock:
            self._started()

    def close(self) -> None:
        """End the child; the next mail starts another."""
        with self._lock:
            self._stop()

    def _ask(self, raw: bytes, rules: ReadingRules) -> Answer:
        process = self._started()
        assert process.stdin is not None and process.stdout is not None
        order = Order(raw, rules if rules != self._rules else None)
        self._rules, self._mails = rules, self._mails + 1
        try:
            write_frame(process.stdin, order)
        except BrokenPipeError:
            self._stop()
            return Answer(reason=_TOO_MUCH)
        deadline = time.monotonic() + self._limits.wall_seconds
        # The answer comes in one piece once reading is done: waiting for its first byte is waiting for all.
        while not select.select([process.stdout], [], [], max(0.0, deadline - time.monotonic()))[0]:
            if time.monotonic() >= deadline:
                self._stop()
                return Answer(reason=_TOO_MUCH)
        frame = read_frame(process.stdout)
        if frame is None:
            self._stop()
            return Answer(reason=_TOO_MUCH)
        return _ANSWERS.decode(frame)

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._stop()
        limits = self._limits
        # -I would hide the project; a bare environment carries no secret of the desk into the child.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [
                *(sys.executable, "-m", "inbox.parsing.child"),
                *(str(limits.cpu_seconds), str(limits.memory_bytes)),
                *([self._detector] if self._detector else []),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        assert self._process.stdout is not None
        read_frame(self._process.stdout)  # its readiness; a child that cannot start says so at the first mail
        return self._process

    def _stop(self) -> None:
        process, self._process = self._process, None
        self._rules, self._mails = None, 0
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):  # what was still buffered for a child that is gone
                    pipe.close()
        process.wait()


_parsers: dict[int, Parser] = {}


def parser() -> Parser:
    """This process's parser. A fork does not share its parent's: two processes on one pipe would mix answers."""
    pid = os.getpid()
    if pid not in _parsers:
        _parsers.clear()
        _parsers[pid] = Parser(detector=settings.LANGUAGE_DETECTOR)
        atexit.register(_parsers[pid].close)
    return _parsers[pid]
