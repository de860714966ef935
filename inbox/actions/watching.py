"""Which mailboxes a server may announce mail for, and what the watcher writes about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch

from inbox.actions.poll import note_failure
from inbox.channels.email.errors import MailServerProblem
from inbox.models import Mailbox, MailFolder

# Renewed while the line stands; a watcher that was killed is noticed this late, and mail still comes by polling.
ANNOUNCED_FOR = timedelta(seconds=90)
INBOX = "INBOX"


@dataclass(frozen=True, slots=True)
class Watchable:
    """A mailbox that wants announcements. `key` changes when its line has to be laid anew."""

    mailbox: Mailbox
    folder: str
    key: tuple[object, ...]
    # Only after a visit that worked: the poller tries a new or mended account first, and it alone fails.
    may_connect: bool


def watchable_mailboxes() -> list[Watchable]:
    """Every mailbox in use with IDLE switched on."""
    folders = Prefetch("folders", MailFolder.objects.filter(is_stopped=False).order_by("id"), "open_folders")
    return [
        _watchable(one)
        for one in Mailbox.objects.filter(is_active=True, uses_idle=True).prefetch_related(folders)
    ]


def renew_announcements(mailbox_ids: Iterable[int], now: datetime) -> None:
    """Their servers announce mail, for now: they are looked at less often."""
    Mailbox.objects.filter(pk__in=list(mailbox_ids)).update(idle_until=now + ANNOUNCED_FOR)


def end_announcement(mailbox_id: int, now: datetime) -> None:
    """Its line is down: look at the usual intervals again, at once."""
    Mailbox.objects.filter(pk=mailbox_id).update(idle_until=None)
    Mailbox.objects.filter(pk=mailbox_id, failing_since=None, next_poll_at__gt=now).update(next_poll_at=now)


def note_refused_sign_in(mailbox_id: int, problem: MailServerProblem, now: datetime) -> None:
    """A refused password counts for the poller too: providers count the tries of both (SECURITY.md R19)."""
    mailbox = Mailbox.objects.filter(pk=mailbox_id, failing_since=None).first()
    if mailbox is not None:
        note_failure(mailbox, problem, now)


def _watchable(mailbox: Mailbox) -> Watchable:
    folders: list[MailFolder] = getattr(mailbox, "open_folders", [])
    folder = folders[0].name if folders else INBOX
    return Watchable(
        mailbox=mailbox,
        folder=folder,
        key=(
            mailbox.imap_host,
            mailbox.imap_port,
            mailbox.imap_security,
            mailbox.imap_username,
            mailbox.sealed_imap_password,
            mailbox.sign_in,
            folder,
        ),
        may_connect=mailbox.last_success_at is not None and mailbox.failing_since is None,
    )
