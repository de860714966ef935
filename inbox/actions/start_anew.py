"""A folder whose numbers cannot be trusted any more starts again, the way an admin chose."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import BigIntegerField, F, Func, Max, Value

from inbox.actions.ledger import Arrival, enter
from inbox.channels.email.imap import FolderState, ImapConnection
from inbox.models import InboundMail, InboundState, Mailbox, MailFolder, RestartMode

# UIDVALIDITY is a 32-bit number (RFC 3501, 9); rows of an earlier life of the folder keep theirs above it.
_GENERATION = 1 << 32
_SKIPPED = "The folder was started from now: this mail was there before."


def start_anew(
    connection: ImapConnection, mailbox: Mailbox, folder: MailFolder, state: FolderState, *, now: datetime
) -> None:
    """Set the cursor of the selected folder as `folder.restart_mode` says, in one transaction.

    `all_new`: everything in it will be read; mails that are known by content end as duplicates. `from_now`:
    everything in it is entered as ignored, with that reason, and only later mail is read.
    """
    listed = connection.list_from(1) if folder.restart_mode == RestartMode.FROM_NOW else []
    skipped = [
        Arrival(one.uid, min(one.internal_date or now, now), None, one.size, InboundState.IGNORED, _SKIPPED)
        for one in listed
    ]
    with transaction.atomic():
        _retire_rows(folder, state.uidvalidity)
        if skipped:
            enter(skipped, mailbox, folder.name, state.uidvalidity, now)
        folder.uidvalidity, folder.restart_mode = state.uidvalidity, ""
        folder.last_uid = listed[-1].uid if listed else 0
        folder.server_uidnext = folder.server_exists = folder.highest_modseq = None
        folder.save(
            update_fields=[
                "uidvalidity", "restart_mode", "last_uid", "server_uidnext", "server_exists", "highest_modseq",
            ]
        )  # fmt: skip


def _retire_rows(folder: MailFolder, uidvalidity: int) -> None:
    """Give the ledger's rows of this number another generation: the server uses their UIDs again."""
    rows = InboundMail.objects.filter(mailbox_id=folder.mailbox_id, folder=folder.name)
    same = rows.annotate(
        number=Func(F("uidvalidity"), Value(_GENERATION), function="mod", output_field=BigIntegerField())
    )
    highest = same.filter(number=uidvalidity).aggregate(highest=Max("uidvalidity"))["highest"]
    if highest is not None:
        rows.filter(uidvalidity=uidvalidity).update(uidvalidity=highest + _GENERATION)
