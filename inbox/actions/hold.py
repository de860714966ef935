"""Holding the outbox: nothing leaves, of one mailbox or of the whole desk, until somebody releases it.

Claiming looks for these rows in its own statement, and a mail already claimed is put back before DATA.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit.log import record
from helpdesk.accounts.models import User
from inbox.models import Mailbox, OutboxHold

OPERATOR = "operator"
RESTORED = "restored"


def hold(
    mailbox: Mailbox | None, *, actor: User | None, now: datetime, reason: str = OPERATOR, detail: str = ""
) -> bool:
    """Let nothing leave from now on, of this mailbox or (None) of any; False when it was held already.

    A restored database outweighs an operator's hold: what has to be done before the release is more.
    """
    with transaction.atomic():
        found, is_new = OutboxHold.objects.select_for_update().get_or_create(
            mailbox=mailbox, defaults={"reason": reason, "detail": detail[:300], "since": now}
        )
        if not is_new and (found.reason == reason or reason != RESTORED):
            return False
        if not is_new:
            found.reason, found.detail, found.since = reason, detail[:300], now
            found.save(update_fields=["reason", "detail", "since"])
        _record("outbox.held", mailbox, actor, reason)
    return True


def release(mailbox: Mailbox | None, *, actor: User | None) -> bool:
    """End the hold of this mailbox or (None) of the whole desk; False when there was none."""
    with transaction.atomic():
        count, _rows = OutboxHold.objects.filter(_of(mailbox)).delete()
        if count:
            _record("outbox.released", mailbox, actor, "")
    return bool(count)


def is_held(mailbox_id: int) -> bool:
    """Whether mail of this mailbox may not leave now."""
    return OutboxHold.objects.filter(Q(mailbox_id=mailbox_id) | Q(mailbox=None)).exists()


def _of(mailbox: Mailbox | None) -> Q:
    return Q(mailbox__isnull=True) if mailbox is None else Q(mailbox=mailbox)


def _record(action: str, mailbox: Mailbox | None, actor: User | None, reason: str) -> None:
    record(
        action,
        actor=actor,
        actor_label="" if actor else ("mail out" if reason == RESTORED else "command line"),
        object_kind="outbox",
        object_id=None,
        mailbox_id=mailbox.pk if mailbox else None,
        payload={"reason": reason} if reason else {},
    )
