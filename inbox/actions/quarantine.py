"""Mails that could not be read: kept, visible, tried again by hand, and never in the way of the next one."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from audit.log import record
from helpdesk.accounts.models import User
from inbox.actions.filing.run import file_inbound
from inbox.actions.refetch import refetch
from inbox.models import InboundMail, InboundState
from inbox.storage import read_blob


class NotQuarantined(Exception):
    """The mail is in another state by now."""


class NothingStored(Exception):
    """Only the ledger row exists: the server never handed the mail out."""


def try_again(inbound: InboundMail, *, actor: User | None, now: datetime) -> InboundMail:
    """Read the mail again, or fetch it first where the server has never handed out the whole of it.

    Raises NotQuarantined, and Refused with the sentence that says why it cannot be fetched.
    """
    if inbound.raw is None or inbound.raw.size < inbound.size:
        return refetch(inbound.pk, actor=actor, now=now)
    return retry(inbound, actor=actor, now=now)


def retry(inbound: InboundMail, *, actor: User | None, now: datetime) -> InboundMail:
    """Read the mail again; it ends imported, or quarantined with the reason of today.

    Raises NotQuarantined, and NothingStored where there are no bytes to read.
    """
    with transaction.atomic():
        if InboundMail.objects.filter(pk=inbound.pk, raw__isnull=True).exists():
            raise NothingStored("The server did not hand this mail out: look at it there.")
        _leave(inbound, InboundState.FETCHED, "", actor, now, "mail.quarantine_retried")
        InboundMail.objects.filter(pk=inbound.pk).update(attempts=0, filed_at=None)
    return file_inbound(inbound.pk, now=now)


def release(
    inbound: InboundMail, *, actor: User | None, now: datetime, reason: str = "released"
) -> InboundMail:
    """Take the mail out of the quarantine without making a ticket of it; its bytes stay. Raises NotQuarantined."""
    with transaction.atomic():
        _leave(inbound, InboundState.IGNORED, reason, actor, now, "mail.quarantine_released")
    return InboundMail.objects.get(pk=inbound.pk)


def raw_bytes(inbound: InboundMail) -> bytes:
    """The mail as it came, for a download. Raises NothingStored."""
    if inbound.raw is None:
        raise NothingStored("The server did not hand this mail out: look at it there.")
    return read_blob(inbound.raw)


def _leave(
    inbound: InboundMail, state: str, reason: str, actor: User | None, now: datetime, action: str
) -> None:
    changed = InboundMail.objects.filter(pk=inbound.pk, state=InboundState.QUARANTINED).update(
        state=state, reason=reason[:300], filed_at=now
    )
    if not changed:
        raise NotQuarantined(f"Mail {inbound.pk} is not in quarantine any more.")
    record(
        action,
        actor=actor,
        actor_label="" if actor else "command line",
        object_kind="inbound_mail",
        object_id=inbound.pk,
        mailbox_id=inbound.mailbox_id,
    )
