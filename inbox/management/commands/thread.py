"""`manage.py thread --jsonl FILE`: which mails of a case the desk puts into one ticket."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbox.actions.thread_cases import group_case


class Command(BaseCommand):
    help = (
        "Run cases of mails through the real filing, in a transaction that is rolled back, and print the groups of "
        'each: {"name", "groups": [[keys]]}. A case is a JSON object a line: name, messages[] (key, direction in or '
        "out, sender, to, cc, subject, message_id, in_reply_to, raw_in_reply_to, references, day, arrives, body, "
        "ticket_token, reply_address, duplicate_of), and where it is known expected_groups and certain. Exits with "
        "1 when a case that is certain comes out otherwise."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--jsonl", required=True, metavar="FILE", help="the cases; - reads them from stdin"
        )
        parser.add_argument("--json", action="store_true", help="print nothing but JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        wrong = 0
        for number, case in _cases(options["jsonl"]):
            try:
                groups = group_case(case)
            except (KeyError, ValueError, TypeError) as error:
                reason = f"{type(error).__name__}: {error}"
                raise CommandError(f"Line {number} is no case ({reason}).", returncode=2) from error
            is_right = "expected_groups" not in case or _as_set(groups) == _as_set(case["expected_groups"])
            wrong += not is_right and bool(case.get("certain"))
            if options["json"]:
                name = {key: case[key] for key in ("name", "id") if key in case}
                self.stdout.write(json.dumps({**name, "groups": groups}, ensure_ascii=False))
            else:
                verdict = (
                    "as expected" if is_right else "WRONG" if case.get("certain") else "by another policy"
                )
                self.stdout.write(f"{case.get('name', number)}: {groups} {verdict}")
        if wrong:
            sys.exit(1)


def _cases(path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                yield number, json.loads(line)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.", returncode=2) from error
    except json.JSONDecodeError as error:
        raise CommandError(f"Line {number} of {path} is not JSON: {error.msg}.", returncode=2) from error


def _as_set(groups: list[list[str]]) -> set[frozenset[str]]:
    return {frozenset(group) for group in groups}
