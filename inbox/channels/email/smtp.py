"""Handing one mail to a submission server, with an exact account of how far it got (RFC 5321, RFC 1047).

The window between the end of DATA and the server's answer cannot be closed: what happens in it is reported as
`unknown`, and only there.
"""

from __future__ import annotations

import contextlib
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from helpdesk.core.secrets import SecretUnreadable
from inbox.channels.email.account import Account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.channels.email.network import TIMEOUT_SECONDS, open_socket, tls_context

TOTAL_SECONDS = 120.0
_WORDS = 250


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient. `state`: sent | retry | failed | unknown; `detail`: the server's words."""

    state: str
    detail: str = ""


def submit(
    account: Account,
    *,
    sender: str,
    recipients: Sequence[str],
    content: bytes,
    on_data: Callable[[], None],
    total_seconds: float = TOTAL_SECONDS,
) -> dict[str, Outcome]:
    """Submit `content` (CRLF wire bytes) from `sender` to `recipients`; an outcome for each of them.

    `on_data` is called, and must return, before the DATA command is sent: it records that from now on a lost
    connection means "maybe". Whatever it raises ends the session without DATA.
    `total_seconds` bounds the whole session, however slowly the server takes or gives bytes.
    """
    try:
        with _session(account, total_seconds) as session:
            return _submit(session, sender, recipients, content, on_data)
    except _Stop as stop:
        return dict.fromkeys(recipients, stop.outcome)
    except (OSError, smtplib.SMTPException, MailServerProblem, SecretUnreadable) as error:
        # Nothing of the mail itself had been sent when any of these could be raised.
        return dict.fromkeys(recipients, Outcome("retry", str(explain(error, account.server))))


def check(account: Account) -> None:
    """Connect and sign in, send nothing. Raises MailServerProblem."""
    try:
        with _session(account, TIMEOUT_SECONDS):
            pass
    except _Stop as stop:
        raise MailServerProblem("server_said_no", account.server) from stop
    except (OSError, smtplib.SMTPException, SecretUnreadable) as error:
        raise explain(error, account.server) from error


class _Stop(Exception):
    """The server answered something that decides the fate of the whole mail."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


def _submit(
    session: _Session, sender: str, recipients: Sequence[str], content: bytes, on_data: Callable[[], None]
) -> dict[str, Outcome]:
    for address in (sender, *recipients):
        if not address.isprintable() or any(character in address for character in "<> "):
            raise _Stop(Outcome("failed", f"{address!r} is not an address that can be sent to"))
    options = []
    if not (sender + "".join(recipients)).isascii():
        if not session.has_extn("smtputf8"):
            raise _Stop(Outcome("failed", "the server takes no addresses outside ASCII (SMTPUTF8)"))
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        session.command_encoding = "utf-8"
    elif session.has_extn("8bitmime") and not content.isascii():
        options = ["BODY=8BITMIME"]
    code, words = session.mail(sender, options)
    if code != 250:
        raise _Stop(_refusal(code, words))
    outcomes: dict[str, Outcome] = {}
    for recipient in recipients:
        code, words = session.rcpt(recipient)
        outcomes[recipient] = Outcome("sent") if code in (250, 251) else _refusal(code, words)
    accepted = [recipient for recipient in recipients if outcomes[recipient].state == "sent"]
    if accepted:
        final = _send_data(session, content, on_data)
        outcomes.update(dict.fromkeys(accepted, final))
    return outcomes


def _send_data(session: _Session, content: bytes, on_data: Callable[[], None]) -> Outcome:
    on_data()
    try:
        code, words = session.docmd("DATA")
    except (OSError, smtplib.SMTPException):
        return Outcome("retry", "the connection was lost before the mail was sent")
    if code != 354:
        return _refusal(code, words)
    try:
        # The dot line ends the mail: dots that begin a line are doubled (RFC 5321, 4.5.2).
        quoted = content.replace(b"\r\n.", b"\r\n..")
        quoted = b"." + quoted if quoted.startswith(b".") else quoted
        session.send(quoted + (b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n"))
        code, words = session.getreply()
    except (OSError, smtplib.SMTPException):
        return Outcome(
            "unknown", "the connection was lost after the mail was sent and before it was confirmed"
        )
    return Outcome("sent", _text(words)) if code == 250 else _refusal(code, words)


def _refusal(code: int, words: bytes) -> Outcome:
    """4xx is for now, 5xx for good (RFC 5321, 4.2.1); anything else is not an answer to rely on."""
    return Outcome("failed" if 500 <= code < 600 else "retry", f"{code} {_text(words)}".strip())


def _text(words: bytes) -> str:
    line = " ".join(words.decode("utf-8", "replace").split())
    return "".join(character for character in line if character.isprintable())[:_WORDS]


class _Session(smtplib.SMTP):
    """smtplib on a socket that was checked, with verified TLS or none (F4)."""

    def __init__(self, account: Account) -> None:
        self._account = account
        self._tls = tls_context()
        # FQDN look-ups of the own name can take seconds; the literal is valid (RFC 5321, 4.1.4).
        super().__init__(local_hostname="[127.0.0.1]", timeout=TIMEOUT_SECONDS)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        connection = open_socket(host, port, security=self._account.security, timeout=timeout)
        if self._account.security != "tls":
            return connection
        try:
            return self._tls.wrap_socket(connection, server_hostname=host)
        except BaseException:
            connection.close()
            raise

    def open(self) -> None:
        """Connect, greet, secure and sign in."""
        account = self._account
        self._host = account.host  # starttls() verifies this name
        code, words = self.connect(account.host, account.port)
        if code != 220:
            raise _Stop(_refusal(code, words) if code < 500 else Outcome("retry", f"{code} {_text(words)}"))
        self.ehlo_or_helo_if_needed()
        if account.security == "starttls":
            if not self.has_extn("starttls"):
                raise MailServerProblem("no_starttls", account.server)
            code, words = self.starttls(context=self._tls)
            if code != 220:
                raise MailServerProblem("no_starttls", account.server)
            self.ehlo_or_helo_if_needed()
        if account.username:
            self.login(account.username, account.password)


@contextlib.contextmanager
def _session(account: Account, total_seconds: float) -> Iterator[_Session]:
    session = _Session(account)
    ends_at = time.monotonic() + total_seconds

    def cut() -> None:
        # A server that gives one byte a second never runs into a read's own time limit.
        if session.sock is not None:
            with contextlib.suppress(OSError):
                session.sock.shutdown(socket.SHUT_RDWR)

    watchdog = threading.Timer(ends_at - time.monotonic(), cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        session.open()
        yield session
        with contextlib.suppress(OSError, smtplib.SMTPException):
            session.quit()
    finally:
        watchdog.cancel()
        session.close()
