"""Filing: from a stored raw mail to a message in a ticket, exactly once, whatever crashes.

1. count the attempt and commit it, so that a mail that kills its reader is counted too
2. parse (pure); what cannot be read goes into quarantine with its reason, and the next mail goes on
3. in one transaction: duplicates, customer, thread, ticket, message, attachments, the ledger's new state
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from audit.log import record
from helpdesk.core.ids import derived_key
from inbox.actions.arrival import file_arrival
from inbox.actions.ledger import take_in
from inbox.actions.locks import Work, one_worker, wait_for_turn
from inbox.actions.reading import Reading, read_mail
from inbox.mail.model import UnparsableMail
from inbox.models import InboundMail, InboundState
from inbox.queries.own_addresses import own_addresses
from inbox.storage import read_blob

__all__ = ["file_inbound", "file_waiting", "take_in"]

logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 3
BATCH = 500  # mails of one mailbox per task: some 20 seconds
_COUNT = (
    "UPDATE inbound_mail SET attempts = attempts + 1 WHERE id = %s AND state = 'fetched' RETURNING attempts"
)


def file_waiting(*, now: datetime, mailbox_id: int | None = None, limit: int = BATCH) -> int:
    """File what waits, oldest first; returns how many mails reached an end. Safe to run side by side."""
    waiting = InboundMail.objects.filter(state=InboundState.FETCHED)
    if mailbox_id is not None:
        waiting = waiting.filter(mailbox_id=mailbox_id)
    filed = 0
    for one in waiting.order_by("mailbox_id").values_list("mailbox_id", flat=True).distinct():
        with one_worker(Work.FILING, one) as is_ours:
            if not is_ours:
                continue
            ids = waiting.filter(mailbox_id=one).order_by("id").values_list("pk", flat=True)
            for inbound_id in list(ids[:limit]):
                filed += file_inbound(inbound_id, now=now).state != InboundState.FETCHED
    return filed


def file_inbound(inbound_id: int, *, now: datetime, is_quiet: bool = False) -> InboundMail:
    """Bring one stored mail to its end; a mail that is there already stays as it is.

    `is_quiet`: no MessageReceived, so that no rule, clock or automatic answer starts (imports of history).
    Raises OperationalError and OSError when the database or the disk fails: the mail then waits.
    """
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [inbound_id])
        row = cursor.fetchone()
    inbound = InboundMail.objects.select_related("mailbox__store", "raw").get(pk=inbound_id)
    if row is None:
        return inbound
    if row[0] > MAX_ATTEMPTS:
        return _quarantine(inbound, f"Reading it was cut off {MAX_ATTEMPTS} times: it may be harmful.", now)
    try:
        reading = _read(inbound)
        return _file(inbound, reading, now=now, is_quiet=is_quiet)
    except UnparsableMail as error:
        return _quarantine(inbound, error.reason, now)
    except (OperationalError, InterfaceError, OSError):
        # The machine's fault, not the mail's: it does not count.
        _give_attempt_back(inbound)
        raise
    except Exception as error:
        logger.exception("mail %s cannot be filed", inbound.pk)
        return _quarantine(inbound, f"It could not be read ({type(error).__name__}).", now)


def _read(inbound: InboundMail) -> Reading:
    if inbound.raw is None:
        raise UnparsableMail("Its bytes are not stored: the mail server did not hand them out.")
    try:
        raw = read_blob(inbound.raw)
    except FileNotFoundError as error:
        raise UnparsableMail(
            "Its stored bytes are missing: restore the data directory's blobs, then retry."
        ) from error
    return read_mail(raw, own_addresses())


def _file(inbound: InboundMail, reading: Reading, *, now: datetime, is_quiet: bool) -> InboundMail:
    with transaction.atomic():
        # One at a time per mailbox: two mails of one new conversation must not open two tickets.
        wait_for_turn(Work.THREADING, inbound.mailbox_id)
        still = InboundMail.objects.select_for_update(of=("self",)).filter(
            pk=inbound.pk, state=InboundState.FETCHED
        )
        if not still.exists():
            return InboundMail.objects.get(pk=inbound.pk)
        return file_arrival(inbound, reading, key=derived_key("reply-token"), now=now, is_quiet=is_quiet)


def _quarantine(inbound: InboundMail, reason: str, now: datetime) -> InboundMail:
    with transaction.atomic():
        changed = InboundMail.objects.filter(pk=inbound.pk, state=InboundState.FETCHED).update(
            state=InboundState.QUARANTINED, reason=reason[:300], filed_at=now
        )
        if changed:
            record(
                "mail.quarantined",
                actor=None,
                actor_label="mail in",
                object_kind="inbound_mail",
                object_id=inbound.pk,
                mailbox_id=inbound.mailbox_id,
            )
    inbound.refresh_from_db(fields=["state", "reason", "filed_at"])
    return inbound


def _give_attempt_back(inbound: InboundMail) -> None:
    try:
        InboundMail.objects.filter(pk=inbound.pk, attempts__gt=0).update(attempts=inbound.attempts - 1)
    except DatabaseError:
        logger.warning("attempt of mail %s could not be given back", inbound.pk)
