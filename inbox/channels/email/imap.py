"""A thin wrapper over imap-tools' connection that owns every trap of IMAP (EMBEDDED.md 4, SECURITY.md 2.2).

Nothing here sets a flag while reading, sends a plain EXPUNGE, searches, or trusts a count: messages are asked
for by UID, and what did not come back is the caller's to see.
"""

from __future__ import annotations

import contextlib
import imaplib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError, MailboxFetchError, MailboxFolderSelectError
from imap_tools.utils import encode_folder

from helpdesk.core.secrets import SecretUnreadable
from inbox.channels.email.account import Account
from inbox.channels.email.errors import BadCharacter, MailServerProblem, explain
from inbox.channels.email.fetch_response import Fetched, read_fetch
from inbox.channels.email.imap_client import ImapClient, ImapMailbox
from inbox.channels.email.imap_sign_in import leave, refuse_control_characters, sign_in
from inbox.channels.email.network import TIMEOUT_SECONDS
from inbox.channels.email.uid_windows import SMALL, in_windows

_LONGEST_SET = 200
_UNUSABLE = frozenset({"\\noselect", "\\nonexistent"})


class MessageRefused(Exception):
    """The server answers NO to a FETCH of messages it lists."""


@dataclass(frozen=True, slots=True)
class FolderState:
    """What SELECT told: see RFC 3501, 2.3.1.1, and RFC 7162, 3.1.2 for `highest_modseq`."""

    uidvalidity: int
    uidnext: int | None
    exists: int
    highest_modseq: int | None = None


@dataclass(frozen=True, slots=True)
class ServerFolder:
    """A folder as LIST shows it. `flags`: lower case, with special uses such as \\sent (RFC 6154)."""

    name: str
    delimiter: str
    flags: frozenset[str]

    @property
    def is_selectable(self) -> bool:
        return not self.flags & _UNUSABLE


class ImapConnection:
    """A signed-in connection; use `connect`."""

    def __init__(self, mailbox: BaseMailBox, server: str) -> None:
        self._mailbox = mailbox
        self._client: Any = mailbox.client
        self._server = server

    @property
    def client(self) -> ImapClient:
        """The protocol below, for IDLE."""
        return self._client  # type: ignore[no-any-return]

    def has(self, capability: str) -> bool:
        """Whether the server offers this now, after signing in."""
        return capability in self._client.capabilities

    def select(self, folder: str, *, readonly: bool) -> FolderState:
        """Open a folder; read-only (EXAMINE) unless something is to be changed in it.

        Raises MailServerProblem: `no_folder` when it is not there, `server_said_no` when the server refuses
        one that is.
        """
        refuse_control_characters(folder)
        try:
            self._mailbox.folder.set(folder, readonly=readonly)
        except MailboxFolderSelectError as error:
            code = "server_said_no" if self.has_folder(folder) else "no_folder"
            raise MailServerProblem(code, f"{self._server} ({folder})") from error
        uidvalidity = self._number("UIDVALIDITY")
        if uidvalidity is None:  # RFC 3501 wants one; without it UIDs mean nothing
            raise MailServerProblem("not_understood", self._server)
        return FolderState(
            uidvalidity,
            self._number("UIDNEXT"),
            self._number("EXISTS") or 0,
            self._number("HIGHESTMODSEQ"),
        )

    def folders(self) -> list[ServerFolder]:
        """Every folder of the account, with its special use where the server tells."""
        return [
            ServerFolder(one.name, one.delim, frozenset(flag.lower() for flag in one.flags))
            for one in self._mailbox.folder.list()
        ]

    def has_folder(self, name: str) -> bool:
        """Whether the folder is there and can be opened."""
        wanted = _spelled(name)
        return any(_spelled(one.name) == wanted and one.is_selectable for one in self.folders())

    def create_folder(self, name: str) -> None:
        """Make a folder."""
        refuse_control_characters(name)
        self._mailbox.folder.create(name)

    def list_from(self, uid: int) -> list[Fetched]:
        """Sizes and dates of the messages with this UID or a higher one, ascending, without their bodies."""
        found = self._fetch(f"{uid}:*", "(UID INTERNALDATE RFC822.SIZE)")
        # `n:*` past the end names the last message again (RFC 3501, 6.4.8).
        return sorted({one.uid: one for one in found if one.uid >= uid}.values(), key=lambda one: one.uid)

    def list_behind(self, uid: int, uidnext: int | None) -> Iterator[Sequence[Fetched]]:
        """The same behind this UID, in pieces where the server says that there may be very many."""
        if uidnext is None or uidnext - uid <= SMALL:
            yield self.list_from(uid + 1)
        else:
            yield from in_windows(self._list_range, uid + 1, uidnext)

    def _list_range(self, first: int, last: int) -> list[Fetched]:
        found = self._fetch(f"{first}:{last}", "(UID INTERNALDATE RFC822.SIZE)")
        kept = {one.uid: one for one in found if first <= one.uid <= last}
        return [kept[uid] for uid in sorted(kept)]

    def list_only(self, uids: Sequence[int]) -> list[Fetched]:
        """The same for these UIDs, as far as they are there."""
        asked, found = set(uids), {}
        for chunk in _chunks(uids):
            for one in self._fetch(_uid_set(chunk), "(UID INTERNALDATE RFC822.SIZE)"):
                found[one.uid] = one
        return [found[uid] for uid in sorted(asked & found.keys())]

    def all_uids(self, uidnext: int | None) -> list[int]:
        """Every UID of the folder, ascending: the cheapest question a server can be asked about all its mail."""
        if uidnext is None or uidnext <= SMALL:
            return sorted({one.uid for one in self._fetch("1:*", "(UID)")})
        return [uid for found in in_windows(self._uid_range, 1, uidnext) for uid in found]

    def _uid_range(self, first: int, last: int) -> list[int]:
        found = {one.uid for one in self._fetch(f"{first}:{last}", "(UID)")}
        return sorted(uid for uid in found if first <= uid <= last)

    def fetch_bodies(self, uids: Sequence[int]) -> dict[int, Fetched]:
        """Whole messages by UID; those the server did not hand out are missing. Raises MessageRefused."""
        found = self._fetch(_uid_set(uids), "(UID BODY.PEEK[])")
        asked = set(uids)
        return {one.uid: one for one in found if one.uid in asked and one.body}

    def fetch_headers(self, uids: Sequence[int], fields: str = "") -> dict[int, Fetched]:
        """Only the header, for messages too large to take, or only some `fields` of it (space separated)."""
        part = f"HEADER.FIELDS ({fields})" if fields else "HEADER"
        refuse_control_characters(part)
        found = self._fetch(_uid_set(uids), f"(UID INTERNALDATE RFC822.SIZE BODY.PEEK[{part}])")
        return {one.uid: one for one in found}

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Set \\Seen by a raw UID STORE: imap-tools' flag() would also expunge what others marked deleted."""
        for chunk in _chunks(uids):
            self._command("STORE", _uid_set(chunk), "+FLAGS.SILENT", r"(\Seen)")

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move messages (RFC 6851), or copy and expunge exactly these (RFC 4315).

        UIDs that are gone are passed over. Raises MailServerProblem `no_uidplus` where the server can do
        neither: a plain EXPUNGE would destroy what other people marked.
        """
        refuse_control_characters(folder)
        quoted = encode_folder(folder)
        for chunk in _chunks(uids):
            if self.has("MOVE"):
                self._command("MOVE", _uid_set(chunk), quoted)
            else:
                self._require_uidplus()
                self._command("COPY", _uid_set(chunk), quoted)
                self.delete(chunk)

    def delete(self, uids: Sequence[int]) -> None:
        """Delete exactly these messages, by UID EXPUNGE. Raises MailServerProblem `no_uidplus`."""
        self._require_uidplus()
        for chunk in _chunks(uids):
            self._command("STORE", _uid_set(chunk), "+FLAGS.SILENT", r"(\Deleted)")
            self._command("EXPUNGE", _uid_set(chunk))

    def _require_uidplus(self) -> None:
        if not self.has("UIDPLUS"):
            raise MailServerProblem("no_uidplus", self._server)

    def _command(self, name: str, *arguments: Any) -> None:
        status, _data = self._client.uid(name, *arguments)
        if status != "OK":
            raise MailServerProblem("server_said_no", self._server)

    def append_seen(self, folder: str, content: bytes, at: datetime) -> None:
        """Put a mail (CRLF wire bytes) into a folder, as read. MailServerProblem `server_said_no` when refused."""
        refuse_control_characters(folder)
        name = encode_folder(folder).decode("ascii")
        status, _data = self._client.append(name, r"(\Seen)", imaplib.Time2Internaldate(at), content)
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
    mailbox: ImapMailbox | None = None
    is_broken = False
    try:
        mailbox = ImapMailbox(account, timeout)
        sign_in(mailbox, account)
        yield ImapConnection(mailbox, account.server)
    except (OSError, imaplib.IMAP4.error, ImapToolsError, BadCharacter, SecretUnreadable) as error:
        is_broken = isinstance(error, (OSError, imaplib.IMAP4.abort))
        raise explain(error, account.server) from error
    finally:
        if mailbox is not None:
            leave(mailbox, is_broken=is_broken)


def _spelled(name: str) -> str:
    """INBOX means the same in any case (RFC 3501, 5.1); other names do not."""
    return "INBOX" if name.upper() == "INBOX" else name


def _chunks(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Servers limit the length of a line (RFC 7162, 4: 8192 octets are safe)."""
    for start in range(0, len(uids), _LONGEST_SET):
        yield uids[start : start + _LONGEST_SET]


def _uid_set(uids: Iterable[int]) -> str:
    return ",".join(str(int(uid)) for uid in uids)
