"""The outbox directory as the demo's customers see it: which mails are new, and which were handled."""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta
from pathlib import Path

_REMEMBERED = 5000


class Letterbox:
    """Remembers handled file names in a small state file, so that a restart answers nothing twice."""

    def __init__(self, state_file: Path) -> None:
        self._state_file = state_file
        self._handled: dict[str, None] = dict.fromkeys(_read(state_file))

    @property
    def is_first_run(self) -> bool:
        """Nothing was ever handled here."""
        return not self._state_file.exists()

    def new_files(self, outbox: Path) -> list[Path]:
        """Finished .eml files not handled yet, oldest first; empty when the directory is missing."""
        try:
            names = sorted(entry.name for entry in outbox.iterdir() if entry.name.endswith(".eml"))
        except OSError:
            return []
        return [outbox / name for name in names if name not in self._handled and not name.startswith(".")]

    def handled(self, name: str) -> None:
        """Remember a file; the oldest names are forgotten after five thousand."""
        self._handled[name] = None
        for old in list(self._handled)[:-_REMEMBERED]:
            del self._handled[old]
        draft = self._state_file.with_name(f".{self._state_file.name}-{os.getpid()}")
        draft.write_text(json.dumps(list(self._handled)), encoding="utf-8")
        draft.replace(self._state_file)


class Pending:
    """Answers that wait for their moment."""

    def __init__(self) -> None:
        self._due: list[tuple[datetime, Path]] = []

    def add(self, path: Path, at: datetime) -> None:
        """Answer the mail in `path` at this instant."""
        self._due.append((at, path))

    def take_due(self, now: datetime) -> list[Path]:
        """Remove and return what is due."""
        due = [path for at, path in self._due if at <= now]
        self._due = [entry for entry in self._due if entry[0] > now]
        return due

    def seconds_to_next(self, now: datetime) -> float:
        """Until the earliest one, or an hour."""
        return max(0.0, min((at - now for at, _ in self._due), default=timedelta(hours=1)).total_seconds())


def _read(path: Path) -> list[str]:
    try:
        names = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return []
    return [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
