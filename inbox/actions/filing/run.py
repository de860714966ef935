"""What waits is filed: read in the parser child one chunk ahead, filed by one transaction a chunk.

1. count the attempt and commit it, so that a mail that kills its reader is counted too
2. read (in the child); what cannot be read goes into quarantine with its reason, and the next mail goes on
3. file the chunk; where that fails, each of its mails by itself, so that one bad mail harms no other
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction

from audit.log import record
from inbox.actions.filing.batch import Manner, file_batch
from inbox.actions.filing.linking import link_namesakes
from inbox.actions.locks import Work, one_worker, wait_for_turn
from inbox.mail.model import UnparsableMail
from inbox.mail.reading import Reading, ReadingRules
from inbox.models import Blob, InboundMail, InboundState, Mailbox
from inbox.parsing.pool import ReadingFailed, parser
from inbox.queries.desk_identity import desk_identity
from inbox.queries.own_addresses import own_addresses
from inbox.storage import read_file, small_contents

logger = logging.getLogger(__name__)
# Hostile mail ends its reader, not this process: so many deaths over one mail alone are no accident any more.
MAX_ATTEMPTS = 8
BATCH = 500  # mails of one mailbox per task
_CHUNK_MAILS = 50
_CHUNK_BYTES = 8 * 1024 * 1024
# Without waiting for the disk: a count that a power cut forgets does no harm.
_COUNT = """
UPDATE inbound_mail SET attempts = attempts + 1
 WHERE (SELECT set_config('synchronous_commit', 'off', true)) = 'off'
   AND id = ANY(%s) AND state = 'fetched' RETURNING id, attempts
"""
_GIVE_BACK = """
UPDATE inbound_mail SET attempts = attempts - 1 WHERE id = ANY(%s) AND state = 'fetched' AND attempts > 0
"""
_USUAL = Manner()
# The machine's fault and not the mail's: the mail waits, and the attempt does not count.
_MACHINE = (OperationalError, InterfaceError, OSError)


@dataclass(frozen=True, slots=True)
class _Read:
    """A ledger row with its reading, or with the reason why there is none."""

    inbound: InboundMail
    reading: Reading | None = None
    reason: str = ""


def file_waiting(*, now: datetime, mailbox_id: int | None = None, limit: int = BATCH) -> int:
    """File what waits, oldest first; returns how many mails reached an end. Safe to run side by side."""
    waiting = InboundMail.objects.filter(state=InboundState.FETCHED)
    if mailbox_id is not None:
        waiting = waiting.filter(mailbox_id=mailbox_id)
    filed = 0
    for one in waiting.order_by("mailbox_id").values_list("mailbox_id", flat=True).distinct():
        with one_worker(Work.FILING, one) as is_ours:
            if is_ours:
                ids = waiting.filter(mailbox_id=one).order_by("id").values_list("pk", flat=True)[:limit]
                filed += file_these(list(ids), now=now)
    return filed


def file_these(inbound_ids: Sequence[int], *, now: datetime, manner: Manner = _USUAL) -> int:
    """File ledger rows of one mailbox in this order; returns how many reached an end now.

    Raises OperationalError and OSError when the database or the disk fails: the mails then wait.
    """
    rows = InboundMail.objects.in_bulk(inbound_ids)
    waiting = [rows[pk] for pk in inbound_ids if pk in rows and rows[pk].state == InboundState.FETCHED]
    if not waiting:
        return 0
    mailbox = Mailbox.objects.select_related("store").get(pk=waiting[0].mailbox_id)
    filed = 0
    for chunk in _read_ahead(waiting, _rules()):
        filed += _file_chunk(mailbox, chunk, now=now, manner=manner)
    return filed


def file_inbound(
    inbound_id: int, *, now: datetime, is_quiet: bool = False, is_history: bool = False
) -> InboundMail:
    """Bring one stored mail to its end; a mail that is there already stays as it is.

    `is_quiet`: no event, so that no rule, clock or automatic answer starts; `is_history`: mail of the past, as
    all mail of an import is, also when it is tried again out of the quarantine.
    """
    is_imported = InboundMail.objects.filter(pk=inbound_id, import_job__isnull=False).exists()
    manner = Manner(is_quiet or is_imported, is_history or is_imported)
    file_these([inbound_id], now=now, manner=manner)
    return InboundMail.objects.select_related("mailbox__store", "raw").get(pk=inbound_id)


def _rules() -> ReadingRules:
    own = own_addresses()
    return ReadingRules(own, settings.TRUSTED_AUTHSERV_IDS, settings.MAX_MAIL_BYTES, desk=desk_identity(own))


def _read_ahead(waiting: Sequence[InboundMail], rules: ReadingRules) -> Iterator[list[_Read]]:
    """Chunks as they are read, one being read in the child while the one before is filed."""
    chunks = _chunks(waiting)
    # Ready before the attempt is counted: a worker that is killed again and again at its start has read nothing.
    parser().start()
    if len(chunks) == 1:
        yield _read_chunk(chunks[0], _count(chunks[0]), rules, _small(chunks[0]))
        return
    with ThreadPoolExecutor(1) as reader:
        ahead: list[Future[list[_Read]]] = []
        try:
            for chunk in chunks:
                ahead.append(reader.submit(_read_chunk, chunk, _count(chunk), rules, _small(chunk)))
                if len(ahead) == 2:
                    yield ahead.pop(0).result()
            for last in ahead:
                yield last.result()
        finally:
            for one in ahead:
                one.cancel()


def _chunks(waiting: Sequence[InboundMail]) -> list[list[InboundMail]]:
    """Few mails and few bytes at a time; a mail whose filing was cut off before goes by itself."""
    chunks: list[list[InboundMail]] = []
    size = 0
    for one in waiting:
        is_full = not chunks or len(chunks[-1]) == _CHUNK_MAILS or size + one.size > _CHUNK_BYTES
        if is_full or one.attempts or chunks[-1][-1].attempts:
            chunks.append([])
            size = 0
        chunks[-1].append(one)
        size += one.size
    return chunks


def _count(chunk: Sequence[InboundMail]) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [[one.pk for one in chunk]])
        return dict(cursor.fetchall())


def _small(chunk: Sequence[InboundMail]) -> dict[str, bytes]:
    return small_contents([one.raw_id for one in chunk if one.raw_id])


def _read_chunk(
    chunk: Sequence[InboundMail], counted: Mapping[int, int], rules: ReadingRules, small: Mapping[str, bytes]
) -> list[_Read]:
    """Runs beside the filing of the chunk before: it touches no database."""
    return [_read(one, counted[one.pk], rules, small) for one in chunk if one.pk in counted]


def _read(inbound: InboundMail, attempts: int, rules: ReadingRules, small: Mapping[str, bytes]) -> _Read:
    if attempts > MAX_ATTEMPTS:
        return _Read(inbound, reason=f"Reading it was cut off {MAX_ATTEMPTS} times: it may be harmful.")
    if inbound.raw_id is None:
        return _Read(inbound, reason="Its bytes are not stored: the mail server did not hand them out.")
    try:
        raw = small.get(inbound.raw_id)
        if raw is None:
            raw = read_file(Blob(sha256=inbound.raw_id, size=inbound.size))
        return _Read(inbound, parser().read(raw, rules))
    except FileNotFoundError:
        return _Read(
            inbound, reason="Its stored bytes are missing: restore the data directory's blobs, then retry."
        )
    except UnparsableMail as error:
        return _Read(inbound, reason=error.reason)
    except ReadingFailed as error:
        logger.warning("mail %s cannot be read: %s", inbound.pk, error.kind)
        return _Read(inbound, reason=f"It could not be read ({error.kind}).")


def _file_chunk(mailbox: Mailbox, chunk: Sequence[_Read], *, now: datetime, manner: Manner) -> int:
    ended = 0
    for one in chunk:
        if one.reading is None:
            ended += _quarantine(one.inbound, one.reason, now)
    good = [one for one in chunk if one.reading is not None]
    try:
        return ended + _file_together(mailbox, good, now=now, manner=manner)
    except _MACHINE:
        _give_back(one.inbound.pk for one in good)
        raise
    except Exception as error:
        if len(good) == 1:
            logger.exception("mail %s cannot be filed", good[0].inbound.pk)
            return ended + _quarantine(
                good[0].inbound, f"It could not be filed ({type(error).__name__}).", now
            )
        logger.warning("a batch of %s mails cannot be filed (%s): one by one", len(good), error)
    return ended + sum(_file_chunk(mailbox, [one], now=now, manner=manner) for one in good)


def _file_together(mailbox: Mailbox, chunk: Sequence[_Read], *, now: datetime, manner: Manner) -> int:
    if not chunk:
        return 0
    with transaction.atomic():
        # One at a time per mailbox: two mails of one new conversation must not open two tickets.
        wait_for_turn(Work.THREADING, mailbox.pk)
        locked = set(
            InboundMail.objects.select_for_update()
            .filter(pk__in=[one.inbound.pk for one in chunk], state=InboundState.FETCHED)
            .values_list("pk", flat=True)
        )
        arrivals = [
            (one.inbound, one.reading)
            for one in chunk
            if one.inbound.pk in locked and one.reading is not None
        ]
        file_batch(mailbox, arrivals, now=now, manner=manner)
    link_namesakes([inbound.pk for inbound, _reading in arrivals], now=now)
    return len(arrivals)


def _give_back(inbound_ids: Collection[int] | Iterator[int]) -> None:
    with suppress(DatabaseError), connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [list(inbound_ids)])


def _quarantine(inbound: InboundMail, reason: str, now: datetime) -> int:
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
    return changed
