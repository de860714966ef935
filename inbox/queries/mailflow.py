"""The account of every UID: what the ledger says, what the server has, and what neither explains."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min

from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import explain
from inbox.models import InboundMail, InboundState, Mailbox, MailFolder

# What was stored longer ago and is still not filed has been forgotten by somebody.
STUCK_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FolderAccount:
    """One folder compared with its server. `missing`: UIDs on the server that the ledger does not hold.

    `not_read_yet`: how many of these lie before the cursor, for the next visit; nobody can explain the others.
    `oldest_missing`: when the oldest of them arrived, where the server says so.
    """

    name: str
    uidvalidity: int | None
    on_server: int
    missing: tuple[int, ...]
    stopped: str
    not_read_yet: int = 0
    oldest_missing: datetime | None = None


@dataclass(frozen=True, slots=True)
class MailboxAccount:
    """`unaccounted` counts missing mails, mails stored but forgotten, and imported rows without a message.

    `is_proven`: the server was asked about every folder, and nothing is unaccounted for.
    """

    address: str
    states: dict[str, int]
    oldest_unprocessed: datetime | None
    stuck: int
    without_message: int
    folders: tuple[FolderAccount, ...]
    server_problem: str

    @property
    def unaccounted(self) -> int:
        return self.stuck + self.without_message + sum(len(one.missing) for one in self.folders)

    @property
    def is_proven(self) -> bool:
        return not self.unaccounted and not self.server_problem


def account_for(
    mailbox: Mailbox, *, since: datetime | None, now: datetime, ask_server: bool = True
) -> MailboxAccount:
    """The account of one mailbox; mails that arrived before `since` are left out."""
    rows = InboundMail.objects.filter(mailbox=mailbox)
    if since is not None:
        rows = rows.filter(internal_date__gte=since)
    waiting = rows.filter(state=InboundState.FETCHED)
    counted = dict(rows.values_list("state").annotate(Count("id")))
    folders, problem = _ask(mailbox, since) if ask_server else ((), "")
    oldest = [waiting.aggregate(oldest=Min("fetched_at"))["oldest"], *(one.oldest_missing for one in folders)]
    return MailboxAccount(
        address=mailbox.address,
        states={state: counted.get(state, 0) for state in InboundState.values},
        oldest_unprocessed=min((one for one in oldest if one is not None), default=None),
        stuck=waiting.filter(fetched_at__lt=now - STUCK_AFTER).count(),
        without_message=rows.filter(state=InboundState.IMPORTED, message__isnull=True).count(),
        folders=folders,
        server_problem=problem,
    )


def _ask(mailbox: Mailbox, since: datetime | None) -> tuple[tuple[FolderAccount, ...], str]:
    folders = list(MailFolder.objects.filter(mailbox=mailbox).order_by("id")) or [MailFolder(name="INBOX")]
    try:
        with imap.connect(imap_account(mailbox)) as connection:
            return tuple(_compare(connection, mailbox, folder, since) for folder in folders), ""
    except Exception as error:
        return (), str(explain(error, f"{mailbox.imap_host}:{mailbox.imap_port}"))


def _compare(
    connection: imap.ImapConnection, mailbox: Mailbox, folder: MailFolder, since: datetime | None
) -> FolderAccount:
    state = connection.select(folder.name, readonly=True)
    listed = {
        one.uid: one.internal_date
        for one in (connection.list_from(1) if state.exists else [])
        if since is None or one.internal_date is None or one.internal_date >= since
    }
    held = set(
        InboundMail.objects.filter(
            mailbox=mailbox, folder=folder.name, uidvalidity=state.uidvalidity
        ).values_list("uid", flat=True)
    )
    missing = tuple(uid for uid in listed if uid not in held)
    cursor = folder.last_uid if folder.uidvalidity == state.uidvalidity else 0
    arrived = [at for uid in missing if (at := listed[uid]) is not None]
    return FolderAccount(
        name=folder.name,
        uidvalidity=state.uidvalidity,
        on_server=len(listed),
        missing=missing,
        stopped=folder.stop_reason,
        not_read_yet=sum(uid > cursor for uid in missing),
        oldest_missing=min(arrived, default=None),
    )
