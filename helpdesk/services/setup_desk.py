"""Runs before the desk opens, in one process (starting Django costs more than the work itself): migrations,
static files where they changed, and the demo. `python -m helpdesk.services.setup_desk`"""

from __future__ import annotations

import hashlib
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

import django


def main() -> int:
    """Set up and return the exit code; the last line of output says what went wrong."""
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    try:
        call_command("migrate", interactive=False, verbosity=1)
        collect_static_files(Path(settings.STATIC_ROOT))
        if settings.IS_DEMO:
            call_command("demo_load")
    except Exception as error:
        traceback.print_exc()
        sys.stderr.write(f"{type(error).__name__}: {' '.join(str(error).split())}\n")
        return 1
    return 0


def collect_static_files(target: Path) -> None:
    """Run collectstatic unless the sources are those of the last time."""
    from django.core.management import call_command

    stamp, seen = target / ".collected", _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == seen:
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    target.mkdir(parents=True, exist_ok=True)
    stamp.write_text(seen, encoding="ascii")


def _fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(_sources()):
        status = path.stat()
        digest.update(f"{path}|{status.st_mtime_ns}|{status.st_size}\n".encode())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    from django.contrib.staticfiles.finders import get_finders

    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            yield Path(storage.path(name))


if __name__ == "__main__":
    sys.exit(main())
