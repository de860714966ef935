"""The full comparison of a folder with the ledger: every UID the server has must have its row.

The cursor makes this superfluous as long as server and desk keep their promises; this is how we know.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q

from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.fetching import batches, fetch_arrivals
from inbox.actions.ledger import enter
from inbox.actions.locks import Work, one_worker
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.channels.email.imap import FolderState, ImapConnection
from inbox.models import InboundMail, InboundState, Mailbox, MailFolder

logger = logging.getLogger(__name__)
EVERY = timedelta(days=7)
_AGAIN = timedelta(minutes=50)
# Per hour and courier: a comparison lists every UID of a folder.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """One folder compared with its server.

    `server_has_not_ours`: UIDs at or behind the cursor, ascending: nobody can explain them. `not_read_yet`: how
    many lie before it, which the next visit takes. `gone_from_server`: rows whose mail somebody removed.
    `problem`: why it was not compared, or "".
    """

    name: str
    uidvalidity: int | None = None
    on_server: int = 0
    server_has_not_ours: tuple[int, ...] = ()
    not_read_yet: int = 0
    gone_from_server: int = 0
    stopped: str = ""
    problem: str = ""


def compare(mailbox: Mailbox, *, now: datetime) -> list[FolderAccount]:
    """Compare every folder of the mailbox with its server; fetches and writes nothing."""
    folders = list(MailFolder.objects.filter(mailbox=mailbox).order_by("id")) or [MailFolder(name="INBOX")]
    server = f"{mailbox.imap_host}:{mailbox.imap_port}"
    try:
        with imap.connect(imap_account(mailbox)) as connection:
            return [_account(connection, mailbox, folder) for folder in folders]
    except (MailServerProblem, SecretUnreadable, OSError) as error:
        problem = str(explain(error, server))
        return [FolderAccount(one.name, stopped=one.stop_reason, problem=problem) for one in folders]


def mailboxes_to_reconcile(now: datetime) -> list[int]:
    """Those whose comparison is a week old, the oldest first; failing ones wait until they work again.

    Where the last one found something, the next is due soon: it shows whether that was made good.
    """
    found = Q(folders__unaccounted__gt=0, reconciled_at__lte=now - _AGAIN)
    old = Q(reconciled_at__isnull=True) | Q(reconciled_at__lte=now - EVERY)
    rows = Mailbox.objects.filter(
        old | found, is_active=True, failing_since=None, last_success_at__isnull=False
    ).distinct()
    return list(
        rows.order_by(F("reconciled_at").asc(nulls_first=True)).values_list("pk", flat=True)[:_AT_ONCE]
    )


def reconcile_mailbox(mailbox_id: int, *, now: datetime) -> int:
    """Compare all its folders and fetch what is missing; returns how many mails came late. Raises nothing of the
    server's: a comparison that fails is tried again in an hour."""
    with one_worker(Work.POLLING, mailbox_id) as is_ours:
        mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True).first() if is_ours else None
        if mailbox is None:
            return 0
        folders = list(MailFolder.objects.filter(mailbox=mailbox, is_stopped=False).order_by("id"))
        try:
            with imap.connect(imap_account(mailbox)) as connection:
                fetched = sum(_reconcile_or_say(connection, mailbox, folder, now) for folder in folders)
        except (MailServerProblem, SecretUnreadable, OSError) as error:
            logger.warning("mailbox %s cannot be compared: %s", mailbox_id, explain(error, mailbox.imap_host))
            return 0
        Mailbox.objects.filter(pk=mailbox_id).update(reconciled_at=now)
        return fetched


def reconcile_folder(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, *, now: datetime
) -> int:
    """Compare one folder, fetch what the ledger does not hold, and write down how many that were.

    Leaves alone what lies before the cursor and what has another UIDVALIDITY: both are the next visit's.
    """
    state = connection.select(folder.name, readonly=True)
    if state.uidvalidity != folder.uidvalidity:
        return 0
    account = _compare(connection, mailbox, folder, state)
    came = _fetch_late(connection, mailbox, folder, account.server_has_not_ours, now)
    if account.server_has_not_ours:
        missing = len(account.server_has_not_ours)
        logger.warning("folder %s: %s mails were not in the ledger, %s came late", folder.pk, missing, came)
    folder.unaccounted, folder.reconciled_at = len(account.server_has_not_ours), now
    folder.save(update_fields=["unaccounted", "reconciled_at"])
    return came


def _reconcile_or_say(connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, now: datetime) -> int:
    try:
        return reconcile_folder(connection, mailbox, folder, now=now)
    except (MailServerProblem, imap.MessageRefused) as problem:
        logger.warning("folder %s cannot be compared: %s", folder.pk, problem)
        return 0


def _fetch_late(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, uids: Iterable[int], now: datetime
) -> int:
    came = 0
    for batch in batches(connection.list_only(list(uids))):
        arrivals = fetch_arrivals(connection, batch, now)
        enter(arrivals, mailbox, folder.name, folder.uidvalidity or 0, now)
        came += sum(1 for one in arrivals if one.state == InboundState.FETCHED)
    return came


def _account(connection: ImapConnection, mailbox: Mailbox, folder: MailFolder) -> FolderAccount:
    try:
        state = connection.select(folder.name, readonly=True)
        return _compare(connection, mailbox, folder, state)
    except MailServerProblem as error:
        problem = error
    except imap.MessageRefused:
        problem = MailServerProblem("server_said_no", f"{mailbox.imap_host}:{mailbox.imap_port}")
    return FolderAccount(folder.name, stopped=folder.stop_reason, problem=str(problem))


def _compare(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, state: FolderState
) -> FolderAccount:
    listed = connection.all_uids(state.uidnext) if state.exists else []
    rows = InboundMail.objects.filter(mailbox=mailbox, folder=folder.name, uidvalidity=state.uidvalidity)
    held = set(rows.values_list("uid", flat=True).iterator(chunk_size=10_000))
    cursor = folder.last_uid if folder.uidvalidity == state.uidvalidity else 0
    missing = [uid for uid in listed if uid not in held]
    return FolderAccount(
        name=folder.name,
        uidvalidity=state.uidvalidity,
        on_server=len(listed),
        server_has_not_ours=tuple(uid for uid in missing if uid <= cursor),
        not_read_yet=sum(1 for uid in missing if uid > cursor),
        gone_from_server=len(held.difference(listed)),
        stopped=folder.stop_reason,
    )
