"""The inbound ledger: raw bytes and their row in one transaction, before anybody looks inside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from inbox.models import AfterImport, InboundMail, InboundState, Mailbox
from inbox.storage import store_blobs

_ENTER = """
INSERT INTO inbound_mail (mailbox_id, folder, uidvalidity, uid, raw_id, size, internal_date, state, reason,
       attempts, message_id, duplicate_of_id, is_flagged, fetched_at, filed_at)
SELECT %(mailbox)s, %(folder)s, %(uidvalidity)s, uid, raw, size, internal_date, state, reason,
       0, message_id, duplicate_of, %(is_flagged)s, %(now)s, CASE WHEN state <> 'fetched' THEN %(now)s::timestamptz END
  FROM unnest(%(uid)s::bigint[], %(raw)s::text[], %(size)s::bigint[], %(internal_date)s::timestamptz[],
              %(state)s::text[], %(reason)s::text[], %(message_id)s::text[], %(duplicate_of)s::bigint[])
       AS came(uid, raw, size, internal_date, state, reason, message_id, duplicate_of)
ON CONFLICT DO NOTHING
"""


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
    if not arrivals:
        return
    with transaction.atomic():
        stored = iter(store_blobs([one.raw for one in arrivals if one.raw is not None]))
        blobs = [None if one.raw is None else next(stored) for one in arrivals]
        values: dict[str, Any] = {
            "mailbox": mailbox.pk,
            "folder": folder,
            "uidvalidity": uidvalidity,
            "now": now,
            # Nothing left to do on the server where its copy is to stay as it is.
            "is_flagged": mailbox.after_import == AfterImport.KEEP,
            "uid": [one.uid for one in arrivals],
            "raw": [None if blob is None else blob.sha256 for blob in blobs],
            "size": [
                one.size if blob is None else blob.size for one, blob in zip(arrivals, blobs, strict=True)
            ],
            "internal_date": [one.internal_date for one in arrivals],
            "state": [str(one.state) for one in arrivals],
            "reason": [one.reason for one in arrivals],
            "message_id": [one.message_id for one in arrivals],
            "duplicate_of": [one.duplicate_of for one in arrivals],
        }
        with connection.cursor() as cursor:
            cursor.execute(_ENTER, values)
