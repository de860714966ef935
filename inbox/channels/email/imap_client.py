"""The socket below an IMAP connection: imaplib's protocol over a reader of our own.

imaplib reads through a buffered file, which cannot be waited on: it hides bytes from `select` and refuses to go
on after a time-out. IDLE needs both, and every command needs an end even where a server sends a byte a minute.
"""

from __future__ import annotations

import imaplib
import select
import socket
import ssl
import time
from typing import Any

from imap_tools import BaseMailBox
from imap_tools.errors import MailboxStarttlsError

from inbox.channels.email.account import Account
from inbox.channels.email.network import open_socket, tls_context

# A command may take this long, and a second more for every so many bytes that came: slow is fine, stuck is not.
_COMMAND_SECONDS = 60.0
_BYTES_PER_SECOND = 8 * 1024
_CHUNK = 256 * 1024
_LONGEST_LINE = 4 * 1024 * 1024  # a SEARCH or FETCH line of a server that writes everything into one


class ImapClient(imaplib.IMAP4):
    """imaplib on a socket that is already open. `patience`: seconds that a command may take, and more for what
    it brings; each single wait has the socket's own time-out."""

    def __init__(self, host: str, port: int, connection: socket.socket | ssl.SSLSocket) -> None:
        self._connection = connection
        self._buffer = bytearray()
        self._started, self._received = time.monotonic(), 0
        self.patience = _COMMAND_SECONDS
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._connection

    def send(self, data: Any) -> None:
        """Send; the command's time starts anew."""
        self._started, self._received = time.monotonic(), 0
        super().send(data)

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes. Raises IMAP4.abort at the end of the stream, TimeoutError when it stalls."""
        while len(self._buffer) < size:
            self._fill()
        return self._take(size)

    def readline(self) -> bytes:
        """A line with its end. Raises as `read` does."""
        searched = 0
        while (end := self._buffer.find(b"\n", searched)) < 0:
            searched = len(self._buffer)
            if searched > _LONGEST_LINE:
                raise self.error("a line without an end")
            self._fill()
        return self._take(end + 1)

    def wait(self, seconds: float, wake: socket.socket | None = None) -> bool:
        """Whether a whole line is there within `seconds`; also False when `wake` becomes readable."""
        until = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            left = until - time.monotonic()
            if left <= 0:
                return False
            # Decrypted bytes wait inside the TLS layer, where select does not see them.
            if not (isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()):
                ready, _, _ = select.select([self.sock, *([wake] if wake else [])], [], [], left)
                if self.sock not in ready:
                    return False
            self._started, self._received = time.monotonic(), 0
            self._fill()
        return True

    def _fill(self) -> None:
        if time.monotonic() - self._started > self.patience + self._received / _BYTES_PER_SECOND:
            raise TimeoutError("too slow")
        chunk = self.sock.recv(_CHUNK)
        if not chunk:
            raise self.abort("socket error: EOF")
        self._buffer += chunk
        self._received += len(chunk)

    def _take(self, size: int) -> bytes:
        taken = bytes(memoryview(self._buffer)[:size])
        del self._buffer[:size]
        return taken

    def starttls(self, ssl_context: ssl.SSLContext | None = None) -> Any:
        """Switch to TLS; bytes that came ahead of the handshake were not protected and end the connection."""
        status, answer = self._simple_command("STARTTLS")
        if status != "OK" or ssl_context is None:
            raise self.error("no TLS session")
        if self._buffer:
            raise self.abort("bytes ahead of the TLS handshake")
        self.sock = ssl_context.wrap_socket(self.sock, server_hostname=self.host)
        self._tls_established = True
        self._get_capabilities()
        return status, answer


class ImapMailbox(BaseMailBox):
    """imap-tools' mailbox on a socket that was checked (F2), with verified TLS or none at all (F4)."""

    def __init__(self, account: Account, timeout: float) -> None:
        self._account, self._timeout = account, timeout
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        account = self._account
        connection = open_socket(account.host, account.port, security=account.security, timeout=self._timeout)
        try:
            if account.security == "tls":
                connection = tls_context().wrap_socket(connection, server_hostname=account.host)
            client = ImapClient(account.host, account.port, connection)
            if account.security == "starttls":
                self._start_tls(client)
        except BaseException:
            connection.close()
            raise
        return client

    def _start_tls(self, client: imaplib.IMAP4) -> None:
        if "STARTTLS" not in client.capabilities:
            raise MailboxStarttlsError(("NO", []), "OK")
        client.starttls(tls_context())
