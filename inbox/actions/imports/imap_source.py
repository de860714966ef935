"""Folders of the mailbox's own IMAP account as the source of an import.

Mails enter the ledger under their real folder, UIDVALIDITY and UID: what polling brought already is known, and
what the import brought is known to a later poll. The server's copies are neither marked, moved nor deleted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.conf import settings
from django.utils.translation import gettext as _

from inbox.actions.imports.arrivals import Handed, SourceProblem, too_large
from inbox.actions.imports.listing import Entry
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.imap import ImapConnection, MessageRefused
from inbox.models import InboundState, Mailbox

# RFC 6154: nobody's conversations. They can be chosen, but are not by themselves.
_LEFT_OUT = frozenset({"\\drafts", "\\junk", "\\trash", "\\all", "\\flagged"})
_SENT = "\\sent"


@dataclass(frozen=True, slots=True)
class FolderChoice:
    """A folder on the server. `kind`: inbox | sent | other | unwanted (spam, trash, drafts, views of all mail)."""

    name: str
    count: int
    kind: str


def folder_choices(mailbox: Mailbox) -> list[FolderChoice]:
    """The account's folders with their numbers of mails. Raises MailServerProblem, SecretUnreadable."""
    with imap.connect(imap_account(mailbox)) as connection:
        found = [one for one in connection.folders() if one.is_selectable]
        return [
            FolderChoice(
                one.name, connection.select(one.name, readonly=True).exists, _kind(one.name, one.flags)
            )
            for one in found
        ]


def list_folders(
    connection: ImapConnection, folders: Sequence[str], since: date | None, now: datetime
) -> tuple[list[Entry], dict[str, int]]:
    """Every mail of the folders, and each folder's UIDVALIDITY. Raises MailServerProblem inside `connect`."""
    first = datetime.combine(since, time(), UTC) if since else None
    entries, numbers = [], {}
    for folder in folders:
        state = connection.select(folder, readonly=True)
        numbers[folder] = state.uidvalidity
        for one in connection.list_from(1) if state.exists else ():
            arrived = min(one.internal_date or now, now)
            if first is None or arrived >= first:
                entries.append(Entry(int(arrived.timestamp()), folder, one.uid, one.size))
    return entries, numbers


def fetch(connection: ImapConnection, entries: Sequence[Entry], numbers: dict[str, int]) -> list[Handed]:
    """The mails of these entries in their order, each folder opened once.

    Raises SourceProblem when a folder was renumbered since it was listed.
    """
    by_folder: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        by_folder[entry.place].append(entry)
    handed: dict[Entry, Handed] = {}
    for folder, inside in by_folder.items():
        if connection.select(folder, readonly=True).uidvalidity != numbers[folder]:
            sentence = _(
                "The server has renumbered “%(folder)s” since this import began. Cancel it and start it again: "
                "what is imported already is recognised."
            )
            raise SourceProblem(sentence % {"folder": folder})
        for one in _of_folder(connection, inside, numbers[folder]):
            handed[one.entry] = one
    return [handed[entry] for entry in entries]


def _of_folder(connection: ImapConnection, entries: Sequence[Entry], uidvalidity: int) -> Iterator[Handed]:
    wanted = [one.key for one in entries if one.size <= settings.MAX_MAIL_BYTES]
    try:
        bodies = connection.fetch_bodies(wanted) if wanted else {}
    except MessageRefused:
        bodies = {}  # one of them is refused; each is asked for alone
    for entry in entries:
        raw = bodies[entry.key].body if entry.key in bodies else None
        state, reason = InboundState.FETCHED, ""
        if raw is None:
            raw, state, reason = _alone(connection, entry)
        yield Handed(entry, entry.place, uidvalidity, entry.key, entry.date, raw, state, reason)


def _alone(connection: ImapConnection, entry: Entry) -> tuple[bytes | None, InboundState, str]:
    if entry.size > settings.MAX_MAIL_BYTES:
        header = connection.fetch_headers([entry.key]).get(entry.key)
        reason = too_large(entry.size, settings.MAX_MAIL_BYTES)
        return header.body if header else None, InboundState.QUARANTINED, reason
    try:
        found = connection.fetch_bodies([entry.key])
    except MessageRefused:
        found = {}
    if entry.key in found:
        return found[entry.key].body, InboundState.FETCHED, ""
    if any(one.uid == entry.key for one in connection.list_from(entry.key)[:1]):
        return None, InboundState.QUARANTINED, "The server lists this mail but does not hand it out."
    return None, InboundState.VANISHED, "removed from the server by somebody else"


def _kind(name: str, flags: frozenset[str]) -> str:
    if name.upper() == "INBOX":
        return "inbox"
    if _SENT in flags:
        return "sent"
    return "unwanted" if flags & _LEFT_OUT else "other"
