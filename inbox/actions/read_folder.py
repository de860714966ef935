"""Reading one folder from its cursor: everything that came is in the ledger before the cursor moves over it.

Progress is ours (UIDVALIDITY and UID, RFC 3501, 2.3.1.1), never the server's flags and never a date.
"""

from __future__ import annotations

from datetime import datetime

from inbox.actions.fetching import batches, fetch_arrivals
from inbox.actions.ledger import enter
from inbox.actions.renumbered import pair_after_renumbering
from inbox.actions.start_anew import start_anew
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.imap import FolderState, ImapConnection
from inbox.models import InboundState, Mailbox, MailFolder


def read_folder(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, state: FolderState, *, now: datetime
) -> int:
    """Take in what the selected folder has behind the cursor; returns how many mails came.

    Stops the folder (and says why) where the server's numbers contradict what we know; other folders go on.
    """
    if folder.restart_mode:
        start_anew(connection, mailbox, folder, state, now=now)
    elif folder.uidvalidity not in (None, state.uidvalidity) and not pair_after_renumbering(
        connection, mailbox, folder, state.uidvalidity, now=now
    ):
        raise stop_folder(folder, "uidvalidity_changed", now)
    if _went_back(folder, state):
        raise stop_folder(folder, "uidnext_went_back", now)
    fetched = 0
    if _may_have_more(folder, state):
        for listed in connection.list_behind(folder.last_uid, state.uidnext):
            for batch in batches(listed):
                arrivals = fetch_arrivals(connection, batch, now)
                enter(arrivals, mailbox, folder.name, state.uidvalidity, now)
                _move_cursor(folder, state, batch[-1].uid)
                fetched += sum(1 for one in arrivals if one.state == InboundState.FETCHED)
    _remember(folder, state, now)
    return fetched


def stop_folder(folder: MailFolder, reason: str, now: datetime) -> MailServerProblem:
    """Read the folder no further until somebody decides; returns the problem, `reason` being its code."""
    folder.is_stopped, folder.stop_reason, folder.checked_at = True, reason, now
    folder.save(update_fields=["is_stopped", "stop_reason", "checked_at"])
    mailbox = folder.mailbox
    return MailServerProblem(reason, f"{mailbox.imap_host}:{mailbox.imap_port} ({folder.name})")


def _went_back(folder: MailFolder, state: FolderState) -> bool:
    """A server that lowers UIDNEXT will use numbers again: reading on would skip mail silently."""
    return (
        folder.uidvalidity == state.uidvalidity
        and state.uidnext is not None
        and folder.server_uidnext is not None
        and state.uidnext < folder.server_uidnext
    )


def _may_have_more(folder: MailFolder, state: FolderState) -> bool:
    """False when UIDNEXT rules it out, or when nothing at all changed since the last whole visit (RFC 7162)."""
    if state.uidnext is not None and state.uidnext <= folder.last_uid + 1:
        return False
    seen = (folder.uidvalidity, folder.server_uidnext, folder.server_exists, folder.highest_modseq)
    shown = (state.uidvalidity, state.uidnext, state.exists, state.highest_modseq)
    return state.highest_modseq is None or seen != shown


def _move_cursor(folder: MailFolder, state: FolderState, uid: int) -> None:
    folder.uidvalidity, folder.last_uid = state.uidvalidity, uid
    folder.save(update_fields=["uidvalidity", "last_uid"])


def _remember(folder: MailFolder, state: FolderState, now: datetime) -> None:
    """What the server showed before the listing: what came after it differs and is seen next time."""
    folder.uidvalidity, folder.server_uidnext = state.uidvalidity, state.uidnext
    folder.server_exists, folder.highest_modseq = state.exists, state.highest_modseq
    folder.checked_at = now
    folder.save(
        update_fields=["uidvalidity", "server_uidnext", "server_exists", "highest_modseq", "checked_at"]
    )
