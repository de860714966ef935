"""How each mailbox fares, for the list: four queries however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import Right
from inbox.access import visible_mailboxes
from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.models import InboundMail, InboundState, Mailbox, OutboundMail, OutboundState
from inbox.queries.alarms import open_alarms
from inbox.queries.health import state_of

_TO_SEND = (OutboundState.QUEUED, OutboundState.SENDING, OutboundState.RETRY)


@dataclass(frozen=True, slots=True)
class MailboxHealth:
    """A line of the list. `state`: as in `inbox.queries.health`. `problem`: what is wrong and what to do, worded."""

    url: str
    name: str
    address: str
    store_name: str
    state: str
    problem: str
    last_success_at: datetime | None
    queued: int
    quarantined: int


def mailbox_health(access: Access) -> tuple[MailboxHealth, ...]:
    """The mailboxes the person manages, by store and name."""
    found = list(
        visible_mailboxes(access, Right.MANAGE).select_related("store").order_by("store__name", "name")
    )
    ids = [mailbox.pk for mailbox in found]
    alarms = {one.mailbox_id: f"{one.words.problem} {one.words.remedy}" for one in open_alarms(access)}
    queued = _counts(
        OutboundMail.objects.filter(mailbox_id__in=ids, state__in=_TO_SEND).values_list("mailbox_id")
    )
    unread = InboundMail.objects.filter(mailbox_id__in=ids, state=InboundState.QUARANTINED)
    quarantined = _counts(unread.values_list("mailbox_id"))
    return tuple(
        MailboxHealth(
            url=f"/settings/mailboxes/{mailbox.pk}",
            name=mailbox.name,
            address=mailbox.address,
            store_name=mailbox.store.name,
            state=state_of(mailbox, has_alarm=mailbox.pk in alarms),
            problem=in_words(mailbox) or alarms.get(mailbox.pk, ""),
            last_success_at=mailbox.last_success_at,
            queued=queued.get(mailbox.pk, 0),
            quarantined=quarantined.get(mailbox.pk, 0),
        )
        for mailbox in found
    )


def _counts(rows: QuerySet[Any, Any]) -> dict[int, int]:
    return dict(rows.annotate(count=Count("pk")).order_by())


def in_words(mailbox: Mailbox) -> str:
    """What the last visit ran into, and what to do; "" when it went well."""
    if mailbox.last_error_code not in PROBLEMS:
        return mailbox.last_error_detail
    return str(MailServerProblem(mailbox.last_error_code, f"{mailbox.imap_host}:{mailbox.imap_port}"))
