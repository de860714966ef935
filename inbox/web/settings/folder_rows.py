"""The folders of a mailbox, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.models import Mailbox, MailFolder


@dataclass(frozen=True, slots=True)
class FolderView:
    """A line of the list. `problem`: why it is stopped, and what to do; "" while it is read."""

    url: str
    name: str
    exists: int | None
    is_stopped: bool
    is_restarting: bool
    problem: str
    unaccounted: int


def folder_views(mailbox: Mailbox) -> tuple[FolderView, ...]:
    """The folders that are read, INBOX first."""
    found = MailFolder.objects.filter(mailbox=mailbox)
    ordered = sorted(found, key=lambda folder: (folder.name != "INBOX", folder.name.casefold()))
    return tuple(
        FolderView(
            url=f"/settings/mailboxes/{mailbox.pk}/folders/{folder.pk}",
            name=folder.name,
            exists=folder.server_exists,
            is_stopped=folder.is_stopped,
            is_restarting=bool(folder.restart_mode),
            problem=_in_words(mailbox, folder) if folder.is_stopped else "",
            unaccounted=folder.unaccounted,
        )
        for folder in ordered
    )


def _in_words(mailbox: Mailbox, folder: MailFolder) -> str:
    if folder.stop_reason not in PROBLEMS:
        return folder.stop_reason
    return str(MailServerProblem(folder.stop_reason, f"{mailbox.imap_host}:{mailbox.imap_port}"))
