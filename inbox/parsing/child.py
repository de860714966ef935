"""The parser child: `python -m inbox.parsing.child CPU_SECONDS MEMORY_BYTES`. It knows no Django and no secret.

Each mail gets its own CPU allowance; the kernel ends a child that exceeds it, or that asks for too much
memory. It ends by itself when the desk closes its pipe.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from typing import BinaryIO

import msgspec

from inbox.mail.model import UnparsableMail
from inbox.mail.reading import ReadingRules, read_mail
from inbox.parsing.frames import Answer, Order, read_frame, write_frame

_ORDERS = msgspec.msgpack.Decoder(Order)


def serve(orders: BinaryIO, answers: BinaryIO, *, cpu_seconds: float) -> None:
    """Answer orders until there are no more."""
    rules = ReadingRules()
    while (frame := read_frame(orders)) is not None:
        # Until the timer is off again SIGVTALRM ends this process (POSIX setitimer; its default action).
        signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)
        order = _ORDERS.decode(frame)
        rules = order.rules or rules
        answer = _answer(order.raw, rules)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        try:
            write_frame(answers, answer)
        except UnicodeEncodeError:  # a lone surrogate that some header let through
            write_frame(answers, Answer(error="UnicodeEncodeError"))


def _answer(raw: bytes, rules: ReadingRules) -> Answer:
    try:
        return Answer(reading=read_mail(raw, rules).without_source())
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
    with contextlib.suppress(BrokenPipeError):
        serve(orders, answers, cpu_seconds=cpu_seconds)


if __name__ == "__main__":
    main()
