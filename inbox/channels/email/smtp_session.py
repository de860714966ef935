"""One connection to a submission server: checked address, verified TLS, signed in, bounded in time."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import threading
import time
from collections.abc import Iterator

from inbox.channels.email import oauth
from inbox.channels.email.account import Account
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.network import TIMEOUT_SECONDS, open_socket, tls_context

_QUIT_SECONDS = 3.0
_CLOSING = 421  # the server says good-bye, whatever was asked (RFC 5321, 3.8)


class Refused(Exception):
    """The server does not take our connection now; `code` and `words` are its answer."""

    def __init__(self, code: int, words: bytes) -> None:
        self.code, self.words = code, words
        super().__init__(code)


class Session(smtplib.SMTP):
    """smtplib on a socket that was checked, with verified TLS or none (F4). `mails` counts what went over it.

    `is_doubtful` once the server has said 421 or time ran out: such a connection carries nothing more.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self.mails = 0
        self.is_doubtful = False
        self.opened_at = time.monotonic()
        self._tls = tls_context()
        # FQDN look-ups of the own name can take seconds; the literal is valid (RFC 5321, 4.1.4).
        super().__init__(local_hostname="[127.0.0.1]", timeout=TIMEOUT_SECONDS)

    def open(self) -> None:
        """Connect, greet, secure and sign in. Raises Refused, MailServerProblem and smtplib's errors."""
        account = self.account
        self._host = account.host  # starttls() verifies this name
        code, words = self.connect(account.host, account.port)
        if code != 220:
            raise Refused(code, words)
        self.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            self._secure()
        self._sign_in()

    def is_alive(self) -> bool:
        """Whether a connection that was kept still answers; RSET also forgets what an earlier mail left behind."""
        if self.sock is None or self.is_doubtful:
            return False
        try:
            return self.rset()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def leave(self) -> None:
        """Say good-bye where that can be done quickly, and close."""
        try:
            if self.sock is not None and not self.is_doubtful:
                self.sock.settimeout(_QUIT_SECONDS)
                self.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.close()

    @contextlib.contextmanager
    def until(self, ends_at: float) -> Iterator[None]:
        """Cut the connection at `ends_at` (time.monotonic()): a server that gives one byte a second never runs
        into a read's own time limit (R52)."""

        def cut() -> None:
            self.is_doubtful = True
            if self.sock is not None:
                with contextlib.suppress(OSError):
                    self.sock.shutdown(socket.SHUT_RDWR)

        watchdog = threading.Timer(max(0.0, ends_at - time.monotonic()), cut)
        watchdog.daemon = True
        watchdog.start()
        try:
            yield
        finally:
            watchdog.cancel()

    def getreply(self) -> tuple[int, bytes]:
        code, words = super().getreply()
        self.is_doubtful = self.is_doubtful or code == _CLOSING
        return code, words

    def _secure(self) -> None:
        if not self.has_extn("starttls"):
            raise MailServerProblem("no_starttls", self.account.server)
        code, _words = self.starttls(context=self._tls)
        if code != 220:
            raise MailServerProblem("no_starttls", self.account.server)
        self.ehlo_or_helo_if_needed()

    def _sign_in(self) -> None:
        if self.account.token is not None:
            oauth.sign_in_smtp(self, self.account)
        elif self.account.username:
            self.login(self.account.username, self.account.password)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = open_socket(host, port, security=self.account.security, timeout=timeout)
        if self.account.security != "tls":
            return connection
        try:
            return self._tls.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise
