"""What was asked, what was measured: a table for people and bench.json for everybody else."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_MARKS = {True: "yes", False: "NO", None: "-"}


@dataclass(frozen=True, slots=True)
class Row:
    """One number. `asked` is the goal in words, `holds` whether it is met; None where nothing was asked."""

    name: str
    measured: str
    asked: str = ""
    holds: bool | None = None


@dataclass
class Section:
    """The rows of one part of the benchmark, and its raw numbers for bench.json."""

    title: str
    rows: list[Row]
    raw: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def print_section(section: Section) -> None:
    """The section as a table on stdout."""
    print(f"\n{section.title} ({section.seconds:.0f} s)")
    names = max(len(row.name) for row in section.rows)
    values = max(len(row.measured) for row in section.rows)
    goals = max(len(row.asked) for row in section.rows)
    for row in section.rows:
        line = f"  {row.name:<{names}}  {row.measured:>{values}}  {row.asked:<{goals}}  {_MARKS[row.holds]}"
        print(line.rstrip(" -") if row.holds is None and not row.asked else line, flush=True)


def write_json(sections: Sequence[Section], path: Path, *, options: dict[str, Any]) -> None:
    """Everything measured, with the machine it was measured on."""
    content = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {"python": platform.python_version(), "system": platform.platform()},
        "options": options,
        "sections": [asdict(section) for section in sections],
    }
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False, default=str) + "\n")
