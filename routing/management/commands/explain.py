"""`manage.py explain FILE.eml [FILE...] [--dir DIR] [--json]`: what the desk makes of a mail, without storing it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from routing.classify.explain import explain_mail


class Command(BaseCommand):
    """Reads mails and prints one JSON object a line; needs no database."""

    help = (
        "Show what the desk makes of mail files, one JSON object a line, without storing anything. "
        "Exit 0: every file was read (a mail that cannot be parsed has state 'quarantined'); "
        "1: a named file cannot be read; 2: wrong usage."
    )
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        """The options of INTERFACES.md."""
        parser.add_argument("files", nargs="*", type=Path, metavar="FILE", help="mail files (.eml)")
        parser.add_argument("--dir", type=Path, help="also every file below this directory, in order of name")
        parser.add_argument(
            "--json", action="store_true", help="print only JSON (which is what it always prints)"
        )
        parser.add_argument(
            "--own", action="append", default=[], metavar="ADDRESS", help="an address of the desk"
        )
        parser.add_argument(
            "--authserv-id",
            action="append",
            default=[],
            metavar="NAME",
            help="a mail server whose results are believed",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a line for each file; unreadable ones are named on stderr and make the exit code 1."""
        if not options["files"] and options["dir"] is None:
            raise CommandError("Name at least one mail file, or a directory with --dir.", returncode=2)
        if options["dir"] is not None and not options["dir"].is_dir():
            raise CommandError(f"{options['dir']} is not a directory; check the path.", returncode=1)
        unreadable = 0
        for path in _paths(options["files"], options["dir"]):
            try:
                raw = path.read_bytes()
            except OSError as error:
                unreadable += 1
                self.stderr.write(f"{path} cannot be read ({error.strerror}); check the path and its rights.")
                continue
            self.stdout.write(json.dumps(_explain(raw, str(path), options), ensure_ascii=False))
        if unreadable:
            sys.exit(1)


def _explain(raw: bytes, file: str, options: dict[str, Any]) -> dict[str, Any]:
    try:
        return explain_mail(
            raw,
            file=file,
            own_addresses=frozenset(address.lower() for address in options["own"]),
            trusted_authserv_ids=frozenset(name.lower() for name in options["authserv_id"]),
        )
    except Exception as error:  # a mail must never end in a traceback: it is kept, with the reason
        reason = f"The mail could not be understood ({type(error).__name__}); the bytes are kept, report it."
        return {"file": file, "state": "quarantined", "reason": reason}


def _paths(files: list[Path], directory: Path | None) -> Iterator[Path]:
    yield from files
    if directory is not None:
        yield from sorted(path for path in directory.rglob("*") if path.is_file())
