"""Mails of the past for the tests: dated, answering each other, in mboxes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from inbox.actions.imports.bite import run_some
from inbox.actions.imports.jobs import Choices, start_import
from inbox.models import ImportJob, ImportState
from tests.inbox.mail_in.world import World

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def old_mail(
    number: int,
    *,
    days_ago: int,
    sender: str = "Jane Roe <jane@mail.example>",
    to: str = "support@voltway.example",
    subject: str = "Where is my parcel?",
    answers: int = 0,
    head: str = "",
    body: str = "",
) -> bytes:
    """A mail as a server keeps it; `answers` is the number of the mail it replies to."""
    date = format_datetime(NOW - timedelta(days=days_ago, seconds=-number))
    lines = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", f"Date: {date}"]
    lines += [f"Message-ID: <m{number}@mail.example>"]
    lines += [f"In-Reply-To: <m{answers}@mail.example>"] if answers else []
    lines += [f"References: <m{answers}@mail.example>"] if answers else []
    lines += [head] if head else []
    return ("\r\n".join(lines) + f"\r\n\r\n{body or f'Mail number {number}.'}\r\n").encode()


def write_mbox(path: Path, mails: Iterable[bytes], *, line_end: bytes = b"\n") -> Path:
    """An mbox with mboxrd quoting, as Gmail and others write it."""
    with path.open("wb") as file:
        for raw in mails:
            lines = raw.replace(b"\r\n", b"\n").split(b"\n")
            quoted = [b">" + one if one.lstrip(b">").startswith(b"From ") else one for one in lines]
            file.write(b"From 1790@xxx Mon Jan 05 10:00:00 +0000 2026" + line_end)
            file.write(line_end.join(quoted) + line_end)
    return path


def start(world: World, **choices: Any) -> ImportJob:
    """An import of the world's mailbox, not begun yet."""
    return start_import(world.mailbox, Choices(**choices), actor=None, now=NOW)


def run_to_the_end(job: ImportJob, **limits: Any) -> ImportJob:
    """Bite after bite, as the workers do."""
    for _bite in range(100):
        found = run_some(job.pk, NOW, **limits)
        assert found is not None
        if found.state not in ImportJob.OPEN or found.last_error:
            return found
    raise AssertionError("the import does not end")


def counts(job: ImportJob) -> tuple[int, ...]:
    """seen, imported, duplicate, ignored, quarantined."""
    return (job.seen, job.imported, job.duplicate, job.ignored, job.quarantined)


__all__ = ["NOW", "ImportState", "counts", "old_mail", "run_to_the_end", "start", "write_mbox"]
