"""The parser child: `python -m inbox.parsing.child CPU_SECONDS MEMORY_BYTES [MODULE:FUNCTION]`.

It knows no Django and no secret. The function, named by the desk's settings, tells the language of a text.

Each mail gets its own CPU allowance; the kernel ends a child that exceeds it, or that asks for too much
memory. It ends by itself when the desk closes its pipe.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import BinaryIO, Protocol

import msgspec

from inbox.mail.model import UnparsableMail
from inbox.mail.reading import ReadingRules, read_mail
from inbox.parsing.frames import Answer, Order, read_frame, write_frame

_ORDERS = msgspec.msgpack.Decoder(Order)


class Told(Protocol):
    """What a language detector answers: a code and a confidence from 0 to 1."""

    @property
    def code(self) -> str: ...
    @property
    def confidence(self) -> float: ...


Detect = Callable[[str], Told]


def serve(orders: BinaryIO, answers: BinaryIO, *, cpu_seconds: float, detect: Detect | None = None) -> None:
    """Answer orders until there are no more."""
    rules = ReadingRules()
    write_frame(answers, Answer())  # ready: whoever counts attempts must not count the time of starting
    while (frame := read_frame(orders)) is not None:
        # Until the timer is off again SIGVTALRM ends this process (POSIX setitimer; its default action).
        signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
        order = _ORDERS.decode(frame)
        rules = order.rules or rules
        answer = _answer(order.raw, rules, detect)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        try:
            write_frame(answers, answer)
        except UnicodeEncodeError:  # a lone surrogate that some header let through
            write_frame(answers, Answer(error="UnicodeEncodeError"))


def _answer(raw: bytes, rules: ReadingRules, detect: Detect | None) -> Answer:
    try:
        reading = read_mail(raw, rules).without_source()
        if detect is not None:
            told = detect(f"{reading.mail.subject}\n{reading.parts.reply_text}")
            reading = replace(reading, language=told.code, confidence=told.confidence)
        return Answer(reading=reading)
    except UnparsableMail as error:
        return Answer(reason=error.reason)
    except MemoryError:
        return Answer(reason="Reading it needs more memory than one mail may have.")
    except Exception as error:
        return Answer(error=type(error).__name__)


def main() -> None:
    """Set the limits, then serve on what were stdin and stdout; prints by libraries go to stderr."""
    cpu_seconds, memory_bytes = float(sys.argv[1]), int(sys.argv[2])
    resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the desk; the closed pipe ends us
    with contextlib.suppress(OSError):
        os.nice(5)
    orders, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    detect: Detect | None = None
    if len(sys.argv) > 3:
        module, _, function = sys.argv[3].partition(":")
        detect = getattr(importlib.import_module(module), function)
    with contextlib.suppress(BrokenPipeError):
        serve(orders, answers, cpu_seconds=cpu_seconds, detect=detect)


if __name__ == "__main__":
    main()
