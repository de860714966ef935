"""IDLE (RFC 2177): the server says at once that mail came. A hint, never a source: fetching is the visit's work.

On the raw protocol: imap-tools' idle hides the end of the stream, and bytes inside the TLS layer.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable
from typing import Any

from inbox.channels.email.imap import ImapConnection

# Servers and the firewalls between forget silent connections; RFC 2177 says 29 minutes, mobile networks 4.
ROUND_SECONDS = 240.0
_NEW_MAIL = re.compile(rb"\* \d+ EXISTS\b", re.IGNORECASE)


class IdleRefused(Exception):
    """The server lists IDLE, or not, but does not do it: looking at intervals has to do."""


def idle_round(
    connection: ImapConnection,
    on_mail: Callable[[], None],
    *,
    seconds: float = ROUND_SECONDS,
    wake: socket.socket | None = None,
    on_started: Callable[[], None] = lambda: None,
) -> bool:
    """One IDLE in the selected folder, for `seconds` or until `wake` becomes readable (then False).

    `on_mail` is called for every burst of announced mail. Raises IdleRefused; imaplib.IMAP4.abort, OSError
    when the connection ends.
    """
    client: Any = connection.client
    tag = client._new_tag()
    client.send(tag + b" IDLE\r\n")
    _until_accepted(client, tag, on_mail)
    on_started()
    ended_by_time = _listen(client, on_mail, seconds, wake)
    client.send(b"DONE\r\n")
    while not (line := client.readline()).startswith(tag):
        _look_at(client, line, on_mail)
    del client.tagged_commands[tag]
    return ended_by_time


def _until_accepted(client: Any, tag: bytes, on_mail: Callable[[], None]) -> None:
    while not (line := client.readline()).startswith(b"+"):
        if line.startswith(tag):
            del client.tagged_commands[tag]
            raise IdleRefused
        _look_at(client, line, on_mail)


def _listen(client: Any, on_mail: Callable[[], None], seconds: float, wake: socket.socket | None) -> bool:
    """True when the time is over, False when somebody woke us."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if client.wait(left, wake):
            _look_at(client, client.readline(), on_mail)
        elif until > time.monotonic():
            return False
    return True


def _look_at(client: Any, line: bytes, on_mail: Callable[[], None]) -> None:
    if line.upper().startswith(b"* BYE"):
        raise client.abort("the server says goodbye")
    if _NEW_MAIL.match(line):
        on_mail()
