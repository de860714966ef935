"""A thin wrapper over imap-tools' connection that owns every trap of IMAP (EMBEDDED.md 4, SECURITY.md 2.2).

Nothing here sets a flag while reading, sends a plain EXPUNGE, searches, or trusts a count: messages are asked
for by UID, and what did not come back is the caller's to see.
"""

from __future__ import annotations

import contextlib
import imaplib
import re
import socket
import ssl
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxFetchError, MailboxStarttlsError

from helpdesk.core.secrets import SecretUnreadable
from inbox.channels.email import oauth
from inbox.channels.email.account import Account
from inbox.channels.email.errors import BadCharacter, MailServerProblem, explain
from inbox.channels.email.fetch_response import Fetched, read_fetch
from inbox.channels.email.network import TIMEOUT_SECONDS, open_socket, tls_context

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# NetEase and QQ refuse SELECT until the client has said who it is (RFC 2971).
_IDENTITY = '("name" "crossdesk" "version" "1" "vendor" "crossdesk")'


class MessageRefused(Exception):
    """The server answers NO to a FETCH of messages it lists."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT told: see RFC 3501, 2.3.1.1."""

    uidvalidity: int
    uidnext: int | None
    exists: int


class ImapConnection:
    """A signed-in connection; use `connect`."""

    def __init__(self, mailbox: BaseMailBox, server: str) -> None:
        self._mailbox = mailbox
        self._client: Any = mailbox.client
        self._server = server

    def select(self, folder: str, *, readonly: bool) -> FolderState:
        """Open a folder; read-only (EXAMINE) unless flags are to be set afterwards."""
        _refuse_control_characters(folder)
        self._mailbox.folder.set(folder, readonly=readonly)
        uidvalidity = self._number("UIDVALIDITY")
        if uidvalidity is None:  # RFC 3501 wants one; without it UIDs mean nothing
            raise MailServerProblem("not_understood", self._server)
        return FolderState(uidvalidity, self._number("UIDNEXT"), self._number("EXISTS") or 0)

    def list_from(self, uid: int) -> list[Fetched]:
        """Sizes and dates of the messages with this UID or a higher one, ascending, without their bodies."""
        found = self._fetch(f"{uid}:*", "(UID INTERNALDATE RFC822.SIZE)")
        # `n:*` past the end names the last message again (RFC 3501, 6.4.8).
        return sorted({one.uid: one for one in found if one.uid >= uid}.values(), key=lambda one: one.uid)

    def fetch_bodies(self, uids: Sequence[int]) -> dict[int, Fetched]:
        """Whole messages by UID; those the server did not hand out are missing. Raises MessageRefused."""
        found = self._fetch(_uid_set(uids), "(UID INTERNALDATE RFC822.SIZE BODY.PEEK[])")
        asked = set(uids)
        return {one.uid: one for one in found if one.uid in asked and one.body}

    def fetch_headers(self, uids: Sequence[int], fields: str = "") -> dict[int, Fetched]:
        """Only the header, for messages too large to take, or only some `fields` of it (space separated)."""
        part = f"HEADER.FIELDS ({fields})" if fields else "HEADER"
        _refuse_control_characters(part)
        found = self._fetch(_uid_set(uids), f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[{part}])")
        return {one.uid: one for one in found}

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Set \\Seen by a raw UID STORE: imap-tools' flag() would also expunge what others marked deleted."""
        for start in range(0, len(uids), 200):
            status, _data = self._client.uid(
                "STORE", _uid_set(uids[start : start + 200]), "+FLAGS.SILENT", r"(\Seen)"
            )
            if status != "OK":
                raise MailServerProblem("server_said_no", self._server)

    def _fetch(self, uid_set: str, parts: str) -> Iterator[Fetched]:
        status, items = self._client.uid("FETCH", uid_set, parts)
        if status == "NO":
            raise MessageRefused
        if status != "OK":
            raise MailboxFetchError((status, items), "OK")
        return read_fetch(items)

    def _number(self, name: str) -> int | None:
        values = self._client.untagged_responses.get(name) or [None]
        value = values[-1]
        return int(value) if value is not None and bytes(value).isdigit() else None


@contextlib.contextmanager
def connect(account: Account, *, timeout: float = TIMEOUT_SECONDS) -> Iterator[ImapConnection]:
    """Sign in for the length of a block. Every failure, also of the block's own commands, is raised as
    MailServerProblem; MessageRefused and errors that are not the connection's pass through."""
    mailbox: _Mailbox | None = None
    try:
        for value in (account.username, account.password):
            _refuse_control_characters(value)
        mailbox = _Mailbox(account, timeout)
        _sign_in(mailbox, account)
        yield ImapConnection(mailbox, account.server)
    except (OSError, imaplib.IMAP4.error, ImapToolsError, BadCharacter, SecretUnreadable) as error:
        raise explain(error, account.server) from error
    finally:
        if mailbox is not None:
            _leave(mailbox)


def _sign_in(mailbox: _Mailbox, account: Account) -> None:
    # A folder is chosen later: choosing one at once would skip the ID command.
    if account.token is not None:
        oauth.sign_in_imap(mailbox.client, account)
    elif (account.username + account.password).isascii():
        mailbox.login(account.username, account.password, initial_folder=None)
    else:
        mailbox.login_utf8(account.username, account.password, initial_folder=None)
    client: Any = mailbox.client
    # Capabilities before signing in are not those after it (MOVE, ID).
    status, answer = client.capability()
    if status == "OK" and answer and answer[0]:
        client.capabilities = tuple(answer[0].decode("ascii", "replace").upper().split())
    if "ID" in client.capabilities:
        with contextlib.suppress(imaplib.IMAP4.error):
            client.xatom("ID", _IDENTITY)


def _leave(mailbox: _Mailbox) -> None:
    """Log out without ever hiding the block's own error: a cut connection fails here again."""
    client: Any = mailbox.client
    with contextlib.suppress(Exception):
        client.sock.settimeout(5)
        client.logout()
    with contextlib.suppress(Exception):
        client.shutdown()


class _Mailbox(BaseMailBox):
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
            client = _Client(account.host, account.port, connection)
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


class _Client(imaplib.IMAP4):
    """imaplib on a socket that is already open."""

    def __init__(self, host: str, port: int, connection: socket.socket | ssl.SSLSocket) -> None:
        self._connection = connection
        super().__init__(host, port)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._connection


def _refuse_control_characters(value: str) -> None:
    """imaplib sends CR and LF as they are: a line break would become a second command (F6)."""
    if _CONTROL.search(value):
        raise BadCharacter


def _uid_set(uids: Iterable[int]) -> str:
    return ",".join(str(int(uid)) for uid in uids)
