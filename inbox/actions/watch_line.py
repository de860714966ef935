"""One line to one mail server that announces new mail: a thread with a connection, and no database."""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connections

from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.channels.email.idle import ROUND_SECONDS, IdleRefused, idle_round
from inbox.models import Mailbox

logger = logging.getLogger(__name__)
NO_IDLE = "no_idle"


@dataclass(frozen=True, slots=True)
class Announced:
    """Look for mail in this mailbox now: the server announced some, or a round is over."""

    line: Line


@dataclass(frozen=True, slots=True)
class Listening:
    """The server has accepted IDLE."""

    line: Line


@dataclass(frozen=True, slots=True)
class Ended:
    """The line is over; `code` is "" when it was closed by us, NO_IDLE, or a problem's code."""

    line: Line
    code: str
    problem: MailServerProblem | None = None


News = Announced | Listening | Ended


class Line:
    """Signs in, opens `folder` read-only and IDLEs in rounds until `close` or the first trouble."""

    def __init__(
        self,
        mailbox: Mailbox,
        folder: str,
        tell: Callable[[News], None],
        *,
        round_seconds: float = ROUND_SECONDS,
    ) -> None:
        self.mailbox_id = mailbox.pk
        self._mailbox, self._folder, self._tell = mailbox, folder, tell
        self._round_seconds = round_seconds
        self._wake, self._waker = socket.socketpair()
        self._is_closed = False
        self.thread = threading.Thread(target=self._run, name=f"watch-{mailbox.pk}", daemon=True)
        self.thread.start()

    def close(self) -> None:
        """End the line soon; a server that is silent right now does not hold us up."""
        self._is_closed = True
        with contextlib.suppress(OSError):  # it has ended by itself
            self._waker.send(b"x")

    def _run(self) -> None:
        try:
            code, problem = self._listen()
        except Exception:  # a bug must end one line, visibly, and not the watcher
            logger.exception("the line of mailbox %s broke", self.mailbox_id)
            code, problem = "not_understood", None
        finally:
            connections.close_all()
            self._wake.close()
            self._waker.close()
        self._tell(Ended(self, "" if self._is_closed else code, problem))

    def _listen(self) -> tuple[str, MailServerProblem | None]:
        server = f"{self._mailbox.imap_host}:{self._mailbox.imap_port}"
        try:
            with imap.connect(imap_account(self._mailbox)) as connection:
                connections.close_all()  # an OAuth token may have been read; hours of waiting need no database
                if not connection.has("IDLE"):
                    return NO_IDLE, None
                connection.select(self._folder, readonly=True)
                while not self._is_closed and self._round(connection):
                    pass
        except IdleRefused:
            return NO_IDLE, None
        except Exception as error:
            problem = explain(error, server)
            return problem.code, problem
        return "", None

    def _round(self, connection: imap.ImapConnection) -> bool:
        """One IDLE; whatever came before it, between two of them or unannounced is looked for."""
        self._announce()
        return idle_round(
            connection,
            self._announce,
            seconds=self._round_seconds,
            wake=self._wake,
            on_started=lambda: self._tell(Listening(self)),
        )

    def _announce(self) -> None:
        self._tell(Announced(self))
