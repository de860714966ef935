"""The poison set in full size: time, memory, and that twice the size costs twice the time."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mail.test_poison import SECONDS, read
from tests.support.poison import poison_set

MEGABYTES = 400
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.chaos
@pytest.mark.parametrize("seed", range(1, 4))
def test_poison_stays_within_its_time_and_grows_no_faster_than_its_size(seed: int) -> None:
    half = {name: read(raw) for name, raw in poison_set(seed, scale=0.5)}
    for name, raw in poison_set(seed):
        seconds = read(raw)
        assert seconds < SECONDS, name
        assert seconds < 3.5 * half[name] + 0.3, f"{name} grows faster than its size"


@pytest.mark.chaos
def test_poison_stays_within_its_memory() -> None:
    code = "from tests.chaos.test_poison_in_full import peak; print(peak())"
    assert int(subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)) < MEGABYTES


def peak() -> int:
    """Megabytes that a fresh process needed at most for the whole set."""
    for _name, raw in poison_set():
        read(raw)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
