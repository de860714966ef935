"""The folders a mailbox reads: which ones the server has, adding, removing, and starting a stopped one again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.models import Mailbox, MailFolder, RestartMode

INBOX = "INBOX"
_MOST_FOLDERS = 20
# What LIST says about a folder (RFC 6154), as a word for the screen; the rest has no special use.
_USES = ("all", "archive", "drafts", "flagged", "important", "junk", "sent", "trash")


@dataclass(frozen=True, slots=True)
class OfferedFolder:
    """A folder on the server. `special_use`: "" or a word of RFC 6154, such as archive, junk, sent, trash."""

    name: str
    delimiter: str
    special_use: str
    is_selectable: bool
    is_read: bool


def list_server_folders(mailbox: Mailbox) -> list[OfferedFolder]:
    """Every folder of the mailbox's account, INBOX first. Raises MailServerProblem, SecretUnreadable."""
    with imap.connect(imap_account(mailbox)) as connection:
        listed = connection.folders()
    read = {
        spelled(name) for name in MailFolder.objects.filter(mailbox=mailbox).values_list("name", flat=True)
    }
    offered = [
        OfferedFolder(
            name=one.name,
            delimiter=one.delimiter,
            special_use=next((use for use in _USES if f"\\{use}" in one.flags), ""),
            is_selectable=one.is_selectable,
            is_read=spelled(one.name) in (read or {INBOX}),
        )
        for one in listed
    ]
    return sorted(offered, key=lambda one: (spelled(one.name) != INBOX, one.name.casefold()))


@transaction.atomic
def add_folder(mailbox_id: int, name: str, *, actor: User | None, ip: str = "") -> MailFolder:
    """Read this folder too, from its first mail; known mails are not taken in twice. Raises Refused."""
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    name = spelled(name.strip())
    known = _folders(mailbox)
    _check_name(mailbox, name, known)
    folder = MailFolder.objects.create(mailbox=mailbox, name=name)
    _look_soon(mailbox)
    _record("mailbox.folder_added", folder, actor, ip)
    return folder


@transaction.atomic
def remove_folder(folder_id: int, *, actor: User | None, ip: str = "") -> None:
    """Read this folder no longer; what came from it stays. Raises Refused for the only one."""
    mailbox_id = MailFolder.objects.values_list("mailbox_id", flat=True).get(pk=folder_id)
    mailbox = Mailbox.objects.select_for_update().get(pk=mailbox_id)
    folder = MailFolder.objects.get(pk=folder_id)
    if not MailFolder.objects.filter(mailbox=mailbox).exclude(pk=folder_id).exists():
        raise Refused(_("A mailbox reads at least one folder: add another one first, or pause the mailbox."))
    _record("mailbox.folder_removed", folder, actor, ip)
    folder.delete()
    _look_soon(mailbox)


@transaction.atomic
def restart_folder(folder_id: int, mode: str, *, actor: User | None, ip: str = "") -> MailFolder:
    """Let a stopped folder go on, with the next visit. Raises Refused when it is not stopped.

    `all_new`: everything in it is read; mails that are known by content end as duplicates. `from_now`: what is
    in it is entered as ignored, only later mail becomes tickets.
    """
    folder = MailFolder.objects.select_for_update().select_related("mailbox").get(pk=folder_id)
    if not folder.is_stopped:
        raise Refused(_("This folder is being read: there is nothing to start again."))
    reason = folder.stop_reason
    folder.is_stopped, folder.stop_reason, folder.restart_mode = False, "", RestartMode(mode)
    folder.save(update_fields=["is_stopped", "stop_reason", "restart_mode"])
    _look_soon(folder.mailbox)
    _record("mailbox.folder_restarted", folder, actor, ip, mode=str(mode), reason=reason)
    return folder


def spelled(name: str) -> str:
    """INBOX means the same in any case (RFC 3501, 5.1); other names do not."""
    return INBOX if name.upper() == INBOX else name


def _folders(mailbox: Mailbox) -> list[str]:
    """Their names; a mailbox that was never visited reads its INBOX."""
    names = list(MailFolder.objects.filter(mailbox=mailbox).values_list("name", flat=True))
    if not names:
        MailFolder.objects.create(mailbox=mailbox, name=INBOX)
        names = [INBOX]
    return names


def _check_name(mailbox: Mailbox, name: str, known: list[str]) -> None:
    if not name or len(name) > 255 or not name.isprintable():
        raise Refused(_("This is not a folder's name: choose one of the server's list."), "folder")
    if name in known:
        raise Refused(_("The folder %(name)s is already read.") % {"name": name}, "folder")
    if spelled(mailbox.move_to_folder.strip()) == name:
        raise Refused(
            _("Imported mail is moved to %(name)s: reading it would bring every mail in again.")
            % {"name": name},
            "folder",
        )
    if len(known) >= _MOST_FOLDERS:
        raise Refused(_("Twenty folders are the most for one mailbox."), "folder")


def _look_soon(mailbox: Mailbox) -> None:
    Mailbox.objects.filter(pk=mailbox.pk).update(next_poll_at=None)


def _record(action: str, folder: MailFolder, actor: User | None, ip: str, **payload: object) -> None:
    record(
        action,
        actor=actor,
        actor_label="" if actor else "command line",
        object_kind="mail_folder",
        object_id=folder.pk,
        mailbox_id=folder.mailbox_id,
        payload=payload,
        ip=ip,
    )
