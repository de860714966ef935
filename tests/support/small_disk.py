"""A disk that is small enough to fill: a tmpfs of its own. Needs root, as `make test` in a container has."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import Self

import pytest


class SmallDisk:
    """`with SmallDisk(directory, megabytes) as disk`; `grow` is what an operator does about it."""

    def __init__(self, directory: Path, megabytes: int) -> None:
        self.path, self.megabytes = directory, megabytes

    def __enter__(self) -> Self:
        if os.geteuid() != 0:
            pytest.skip("a disk that can be filled needs root (mount -t tmpfs)")
        self.path.mkdir(parents=True, exist_ok=True)
        self._mount(f"size={self.megabytes}m,mode=0755")
        return self

    def __exit__(self, *_failure: object) -> None:
        subprocess.run(["umount", "--lazy", str(self.path)], check=True)

    def grow(self, megabytes: int) -> None:
        """Make room."""
        self._mount(f"remount,size={megabytes}m")

    def fill(self, *, leave_bytes: int) -> Path:
        """Fill it up to `leave_bytes` with one file; removing that file makes room, too."""
        filler = self.path / "filler"
        free = os.statvfs(self.path)
        size = max(1, free.f_bavail * free.f_frsize - leave_bytes)
        with filler.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, size)
        return filler

    def _mount(self, options: str) -> None:
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(self.path)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
