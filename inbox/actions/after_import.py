"""What happens to the server's copy of a mail once ours is committed: keep, mark as read, move, delete later.

Every step can be repeated: a crash between the server's answer and `is_flagged` repeats it on UIDs that are
gone by then, which servers pass over. Nothing but UID EXPUNGE ever removes a mail (SECURITY.md R08).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet

from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.imap import ImapConnection
from inbox.models import AfterImport, InboundMail, InboundState, Mailbox, MailFolder

_PER_VISIT = 2000
_CHUNK = 100
# A mail that is only known by its header, or was refused, has its only whole copy on the server.
_STORED = (InboundState.FETCHED, *sorted(InboundMail.FINAL))


def settle_server_copies(
    connection: ImapConnection,
    mailbox: Mailbox,
    folder: MailFolder,
    *,
    now: datetime,
    looked_at: datetime | None,
) -> None:
    """Carry out the mailbox's `after_import` on what is stored from the selected folder.

    `looked_at`: the visit before; deletion looks once an hour. Also takes up what an earlier visit committed
    and was killed before settling. Raises MailServerProblem where the server cannot do it safely.
    """
    waiting = InboundMail.objects.filter(
        mailbox=mailbox, folder=folder.name, uidvalidity=folder.uidvalidity or 0, is_flagged=False
    )
    if mailbox.after_import == AfterImport.SEEN:
        _settle(waiting, connection.mark_seen)
    elif mailbox.after_import == AfterImport.MOVE:
        _move(connection, mailbox, waiting.filter(state__in=_STORED))
    elif mailbox.after_import == AfterImport.DELETE and _is_due(looked_at, now):
        old = now - timedelta(days=mailbox.delete_after_days)
        _settle(waiting.filter(state__in=InboundMail.FINAL, fetched_at__lte=old), connection.delete)


def _settle(waiting: QuerySet[InboundMail], act: Callable[[Sequence[int]], None]) -> None:
    uids = list(waiting.values_list("uid", flat=True).order_by("uid")[:_PER_VISIT])
    for start in range(0, len(uids), _CHUNK):
        chunk = uids[start : start + _CHUNK]
        act(chunk)
        waiting.filter(uid__in=chunk).update(is_flagged=True)


def _move(connection: ImapConnection, mailbox: Mailbox, waiting: QuerySet[InboundMail]) -> None:
    target = mailbox.move_to_folder.strip()
    if not target or MailFolder.objects.filter(mailbox=mailbox, name__iexact=target).exists():
        # Mail moved into a folder that is read would come in again, for ever.
        raise MailServerProblem("moved_into_itself", f"{mailbox.imap_host}:{mailbox.imap_port}")
    if not waiting.exists():
        return
    if not connection.has_folder(target):
        connection.create_folder(target)
    _settle(waiting, lambda uids: connection.move(uids, target))


def _is_due(looked_at: datetime | None, now: datetime) -> bool:
    """In the first visit of an hour: asking the database about a month of mail every few seconds is waste."""
    return looked_at is None or int(looked_at.timestamp()) // 3600 != int(now.timestamp()) // 3600
