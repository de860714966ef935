"""Delivery of the demo mail server: into a Maildir for our accounts, into the outbox for everybody else."""

from __future__ import annotations

import itertools
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

_counter = itertools.count()


def deliver(raw: bytes, sender: str, recipients: Sequence[str], maildirs: Path, outbox: Path) -> None:
    """Store a mail for every recipient before the sender is told that it is taken (RFC 5321, 6.1).

    Bytes are kept as they came, with the trace fields of a final delivery on top; one outbox file holds all
    recipients from outside. Raises OSError when it cannot be stored."""
    local = [address for address in recipients if (maildirs / account_of(address)).is_dir()]
    foreign = [address for address in recipients if address not in local]
    for address in dict.fromkeys(local):
        trace = f"Return-Path: <{sender}>\r\nDelivered-To: {address}\r\n".encode("utf-8", "replace")
        inbox = maildirs / account_of(address)
        _write_durably(trace + raw, inbox / "tmp", inbox / "new", _maildir_name())
    if foreign:
        trace = f"Return-Path: <{sender}>\r\nX-Envelope-To: {', '.join(foreign)}\r\n".encode(
            "utf-8", "replace"
        )
        _write_durably(trace + raw, outbox, outbox, f"{_maildir_name()}.eml")


def account_of(address: str) -> str:
    """The account behind an address: `support+anything@...` belongs to `support@...` (RFC 5233)."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def make_maildir(path: Path) -> None:
    """An empty Maildir."""
    for part in ("tmp", "new", "cur"):
        (path / part).mkdir(mode=0o700, parents=True, exist_ok=True)


def _maildir_name() -> str:
    return f"{time.time_ns()}.P{os.getpid()}Q{next(_counter):06d}.{socket.gethostname().replace('/', '-')}"


def _write_durably(content: bytes, draft_dir: Path, final_dir: Path, name: str) -> None:
    draft = draft_dir / f".{name}" if draft_dir == final_dir else draft_dir / name
    with draft.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(final_dir / name)
    descriptor = os.open(final_dir, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
