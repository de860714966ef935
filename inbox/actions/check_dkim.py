"""Signatures checked after filing: asking name servers must never hold up mail."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from inbox.actions.change import lock_ticket, save_ticket
from inbox.channels.dns_keys import txt_record
from inbox.mail.dkim_check import DkimResult, KeyLookup, has_signature, verify
from inbox.mail.trust import Trust, with_dkim
from inbox.models import Direction, Message
from inbox.storage import read_blob

_MOST_SILENCES = 3  # a desk without a name server must not keep a courier busy with waiting


def check_signatures(message_ids: Sequence[int], *, lookup: KeyLookup = txt_record) -> int:
    """Check the DKIM signatures of messages in for which our mail server wrote no result; returns how many changed.

    Safe to run twice. A name server that does not answer leaves the message as it is.
    """
    waiting = (
        Message.objects.filter(pk__in=message_ids, direction=Direction.IN, inbound__raw__isnull=False)
        .select_related("inbound__raw")
        .order_by("pk")
    )
    changed = silences = 0
    for message in waiting:
        checked = _check(message, lookup)
        changed += checked.result not in ("none", "temperror") and _write(message, checked)
        silences = silences + 1 if checked.result == "temperror" else 0
        if silences == _MOST_SILENCES:
            break
    return changed


def _check(message: Message, lookup: KeyLookup) -> DkimResult:
    nothing = DkimResult("none")
    if message.trust.get("dkim", "none") != "none" or message.inbound is None or message.inbound.raw is None:
        return nothing
    try:
        raw = read_blob(message.inbound.raw)
    except OSError:
        return nothing  # filing has said so already; a lost file is not this check's business
    return verify(raw, lookup) if has_signature(raw) else nothing


def _write(message: Message, checked: DkimResult) -> bool:
    with transaction.atomic():
        ticket = lock_ticket(message.ticket_id)
        message.refresh_from_db(fields=["trust"])
        before = _trust(message)
        if before.dkim != "none":
            return False
        after = with_dkim(before, message.from_address, checked.result, checked.domains)
        message.trust = {
            **message.trust,
            "dkim": after.dkim,
            "dkim_domains": list(checked.domains),
            "warnings": list(after.warnings),
        }
        message.save(update_fields=["trust"])
        if after.warnings != before.warnings:
            save_ticket(ticket, [], kind="message")  # open screens show the banner anew
    return True


def _trust(message: Message) -> Trust:
    known = message.trust
    results = {name: str(known.get(name, "none")) for name in ("spf", "dkim", "dmarc")}
    return Trust(**results, warnings=tuple(known.get("warnings", ())))
