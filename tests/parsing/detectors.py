"""Stands where the child tells a language, and does what a hostile mail might make a reader do."""

from __future__ import annotations

import os
import signal
import time

from routing.classify.language import Language


def misbehave(text: str) -> Language:
    """What the subject asks for."""
    if "loop" in text:
        while True:
            pass
    if "sleep" in text:
        time.sleep(60)
    if "memory" in text:
        bytearray(4 * 1024**3)
    if "killed" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "fault" in text:
        raise ValueError("a fault of ours")
    return Language("en", 0.99)
