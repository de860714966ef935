"""One visit's way through the folders of a mailbox: trouble with one never keeps the others from being read."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from inbox.actions.after_import import settle_server_copies
from inbox.actions.read_folder import read_folder, stop_folder
from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.channels.email.imap import ImapConnection, MessageRefused
from inbox.models import AfterImport, Mailbox, MailFolder

INBOX = "INBOX"
MISSING = "no_folder"
# A folder that went away may come back under its name; looking for it is cheap but not free.
_LOOK_FOR_MISSING = timedelta(minutes=15)


def read_all_folders(
    connection: ImapConnection, mailbox: Mailbox, now: datetime
) -> tuple[int, MailServerProblem | None]:
    """Read every folder that is not stopped; returns how many mails came and what an admin should know.

    Raises MailServerProblem where the server refuses all of them, for then the mailbox as a whole fails; errors
    of the connection itself pass through.
    """
    fetched, was_read = 0, False
    remark: MailServerProblem | None = None
    refusal: MailServerProblem | None = None
    folders = _folders(mailbox)
    for folder in folders:
        if _rests(folder, now):
            remark = remark or _why_stopped(mailbox, folder)
            continue
        looked_at = folder.checked_at
        if len(folders) > 1:  # one that breaks the connection must not stand first for ever
            MailFolder.objects.filter(pk=folder.pk).update(checked_at=now)
        try:
            fetched += _read(connection, mailbox, folder, now)
            was_read = True
            settle_server_copies(connection, mailbox, folder, now=now, looked_at=looked_at)
        except MessageRefused:
            refusal = MailServerProblem("server_said_no", _server(mailbox, folder))
        except MailServerProblem as problem:
            if problem.code == MISSING and folder.name != INBOX:
                stop_folder(folder, MISSING, now)
            if folder.is_stopped or was_read:
                remark = problem
            else:
                refusal = problem
    if refusal is not None and not was_read:
        raise refusal
    return fetched, remark or refusal


def _folders(mailbox: Mailbox) -> list[MailFolder]:
    """Those looked at longest ago first."""
    known = MailFolder.objects.filter(mailbox=mailbox).select_related("mailbox")
    folders = list(known.order_by(F("checked_at").asc(nulls_first=True), "id"))
    return folders or [MailFolder.objects.get_or_create(mailbox=mailbox, name=INBOX)[0]]


def _rests(folder: MailFolder, now: datetime) -> bool:
    """Whether the folder is stopped; a missing one is looked for now and then."""
    if not folder.is_stopped:
        return False
    was_missing_long = folder.checked_at is None or folder.checked_at <= now - _LOOK_FOR_MISSING
    return not (folder.stop_reason == MISSING and was_missing_long)


def _read(connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, now: datetime) -> int:
    state = connection.select(folder.name, readonly=mailbox.after_import == AfterImport.KEEP)
    if folder.is_stopped:  # it is back
        folder.is_stopped, folder.stop_reason = False, ""
        folder.save(update_fields=["is_stopped", "stop_reason"])
    return read_folder(connection, mailbox, folder, state, now=now)


def _why_stopped(mailbox: Mailbox, folder: MailFolder) -> MailServerProblem:
    code = folder.stop_reason if folder.stop_reason in PROBLEMS else "server_said_no"
    return MailServerProblem(code, _server(mailbox, folder))


def _server(mailbox: Mailbox, folder: MailFolder) -> str:
    return f"{mailbox.imap_host}:{mailbox.imap_port} ({folder.name})"
