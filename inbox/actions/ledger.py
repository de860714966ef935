"""The inbound ledger: raw bytes and their row in one transaction, before anybody looks inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from inbox.models import AfterImport, Blob, InboundMail, InboundState, Mailbox
from inbox.storage import store_blobs


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail as a folder showed it. `raw` is None when only the row is kept, with `state` and `reason`."""

    uid: int
    internal_date: datetime
    raw: bytes | None
    size: int = 0
    state: str = InboundState.FETCHED
    reason: str = ""
    message_id: str = ""
    duplicate_of: int | None = None


def take_in(
    raw: bytes,
    *,
    mailbox: Mailbox,
    folder: str,
    uidvalidity: int,
    uid: int,
    internal_date: datetime,
    now: datetime,
) -> InboundMail:
    """Store one raw mail and its ledger row durably; the same key again returns the row that is there.

    Raises OSError when the bytes cannot be stored: then there is no row either.
    """
    key = {"mailbox": mailbox, "folder": folder, "uidvalidity": uidvalidity, "uid": uid}
    known = InboundMail.objects.filter(**key).first()
    if known is not None:
        return known
    enter([Arrival(uid, internal_date, raw)], mailbox, folder, uidvalidity, now)
    return InboundMail.objects.select_related("raw").get(**key)


def enter(
    arrivals: Sequence[Arrival], mailbox: Mailbox, folder: str, uidvalidity: int, now: datetime
) -> None:
    """Enter a batch in one transaction; rows that exist already stay as they are (the unique key decides)."""
    with transaction.atomic():
        rows = []
        stored = iter(store_blobs([one.raw for one in arrivals if one.raw is not None]))
        for one in arrivals:
            blob: Blob | None = None if one.raw is None else next(stored)
            rows.append(
                InboundMail(
                    mailbox=mailbox,
                    folder=folder,
                    uidvalidity=uidvalidity,
                    uid=one.uid,
                    raw=blob,
                    size=one.size if one.raw is None else len(one.raw),
                    internal_date=one.internal_date,
                    state=one.state,
                    reason=one.reason,
                    message_id=one.message_id,
                    duplicate_of_id=one.duplicate_of,
                    # Nothing left to do on the server where its copy is to stay as it is.
                    is_flagged=mailbox.after_import == AfterImport.KEEP,
                    fetched_at=now,
                    filed_at=None if one.state == InboundState.FETCHED else now,
                )
            )
        InboundMail.objects.bulk_create(rows, ignore_conflicts=True)
