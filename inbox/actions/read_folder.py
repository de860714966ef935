"""Reading one folder from its cursor: everything that came is in the ledger before the cursor moves over it.

Progress is ours (UIDVALIDITY and UID, RFC 3501, 2.3.1.1), never the server's flags and never a date.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings

from inbox.actions.ledger import Arrival, enter
from inbox.actions.renumbered import pair_after_renumbering
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.fetch_response import Fetched
from inbox.channels.email.imap import FolderState, ImapConnection, MessageRefused
from inbox.models import AfterImport, InboundMail, InboundState, Mailbox, MailFolder

_BATCH_MESSAGES = 25
_BATCH_BYTES = 8 * 1024 * 1024
_TRIES = 3


def read_folder(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, state: FolderState, *, now: datetime
) -> int:
    """Take in what the selected folder has behind the cursor; returns how many mails came.

    Stops the folder (and says why) where the server's numbers contradict what we know; other folders go on.
    """
    if folder.uidvalidity not in (None, state.uidvalidity) and not pair_after_renumbering(
        connection, mailbox, folder, state.uidvalidity, now=now
    ):
        return _stop(folder, "uidvalidity_changed", now)
    if _went_back(folder, state):
        return _stop(folder, "uidnext_went_back", now)
    fetched = 0
    if state.uidnext is None or state.uidnext > folder.last_uid + 1:
        for batch in _batches(connection.list_from(folder.last_uid + 1)):
            arrivals = _arrivals(connection, batch, now)
            enter(arrivals, mailbox, folder.name, state.uidvalidity, now)
            _move_cursor(folder, state, batch[-1].uid)
            fetched += sum(1 for one in arrivals if one.state == InboundState.FETCHED)
    _remember(folder, state, now)
    if mailbox.after_import == AfterImport.SEEN:
        _flag_what_is_stored(connection, mailbox, folder)
    return fetched


def _went_back(folder: MailFolder, state: FolderState) -> bool:
    """A server that lowers UIDNEXT will use numbers again: reading on would skip mail silently."""
    return (
        folder.uidvalidity == state.uidvalidity
        and state.uidnext is not None
        and folder.server_uidnext is not None
        and state.uidnext < folder.server_uidnext
    )


def _stop(folder: MailFolder, reason: str, now: datetime) -> int:
    folder.is_stopped, folder.stop_reason, folder.checked_at = True, reason, now
    folder.save(update_fields=["is_stopped", "stop_reason", "checked_at"])
    mailbox = folder.mailbox
    raise MailServerProblem(reason, f"{mailbox.imap_host}:{mailbox.imap_port} ({folder.name})")


def _batches(listed: Sequence[Fetched]) -> Iterator[list[Fetched]]:
    """Few messages and few bytes at a time: memory stays small and a crash repeats little."""
    batch: list[Fetched] = []
    size = 0
    for one in listed:
        if batch and (len(batch) == _BATCH_MESSAGES or size + one.size > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(one)
        size += one.size
    if batch:
        yield batch


def _arrivals(connection: ImapConnection, batch: Sequence[Fetched], now: datetime) -> list[Arrival]:
    """A ledger entry for every listed message: its bytes, or why there are none."""
    wanted = [one.uid for one in batch if one.size <= settings.MAX_MAIL_BYTES]
    try:
        bodies = connection.fetch_bodies(wanted) if wanted else {}
    except MessageRefused:
        bodies = {}  # one of them is refused; below each is asked for alone
    return [
        _arrival(one, bodies[one.uid].body, now) if one.uid in bodies else _alone(connection, one, now)
        for one in batch
    ]


def _alone(connection: ImapConnection, listed: Fetched, now: datetime) -> Arrival:
    if listed.size > settings.MAX_MAIL_BYTES:
        return _oversized(connection, listed, now)
    for _try in range(_TRIES):
        try:
            found = connection.fetch_bodies([listed.uid])
        except MessageRefused:
            continue
        if listed.uid in found:
            return _arrival(listed, found[listed.uid].body, now)
        if not any(one.uid == listed.uid for one in connection.list_from(listed.uid)[:1]):
            return _arrival(
                listed, None, now, InboundState.VANISHED, "removed from the server by somebody else"
            )
    return _arrival(
        listed, None, now, InboundState.QUARANTINED, "The server lists this mail but does not hand it out."
    )


def _oversized(connection: ImapConnection, listed: Fetched, now: datetime) -> Arrival:
    """Keep the header as the raw mail, so that a person sees whose mail waits on the server."""
    limit = settings.MAX_MAIL_BYTES // (1024 * 1024)
    reason = f"Larger than {limit} MB ({listed.size // (1024 * 1024)} MB): only its header was fetched."
    header = connection.fetch_headers([listed.uid]).get(listed.uid)
    return _arrival(listed, header.body if header else None, now, InboundState.QUARANTINED, reason)


def _arrival(
    listed: Fetched, raw: bytes | None, now: datetime, state: str = InboundState.FETCHED, reason: str = ""
) -> Arrival:
    # A server clock that runs ahead must not bring mail from the future to the top of every list.
    arrived = min(listed.internal_date or now, now)
    return Arrival(listed.uid, arrived, raw, listed.size, state, reason)


def _move_cursor(folder: MailFolder, state: FolderState, uid: int) -> None:
    folder.uidvalidity, folder.last_uid = state.uidvalidity, uid
    folder.save(update_fields=["uidvalidity", "last_uid"])


def _remember(folder: MailFolder, state: FolderState, now: datetime) -> None:
    folder.uidvalidity, folder.server_uidnext, folder.server_exists = (
        state.uidvalidity,
        state.uidnext,
        state.exists,
    )
    folder.checked_at = now
    folder.save(update_fields=["uidvalidity", "server_uidnext", "server_exists", "checked_at"])


def _flag_what_is_stored(connection: ImapConnection, mailbox: Mailbox, folder: MailFolder) -> None:
    """Also what an earlier visit committed and was killed before flagging."""
    waiting = InboundMail.objects.filter(
        mailbox=mailbox, folder=folder.name, uidvalidity=folder.uidvalidity or 0, is_flagged=False
    )
    uids = list(waiting.values_list("uid", flat=True).order_by("uid")[:2000])
    if uids:
        connection.mark_seen(uids)
        waiting.filter(uid__in=uids).update(is_flagged=True)
