"""Opening and closing alarms: facts are compared with what is open; nothing is remembered anywhere else."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from helpdesk.core.events import publish
from helpdesk.core.models import Heartbeat
from inbox.actions.alarms.facts import facts_of_mailboxes
from inbox.actions.alarms.notices import announce_end, announce_start
from inbox.actions.alarms.troubles import Trouble, troubles_of
from inbox.events import AlarmsChanged
from inbox.models import Mailbox, MailboxAlarm

logger = logging.getLogger(__name__)
PART = "alarms"
EVERY = timedelta(seconds=30)


def claim_watch(now: datetime, *, after: timedelta = EVERY * 0.8) -> bool:
    """Whether it is this process's turn: nobody has looked for `after`. One guarded UPDATE."""
    if Heartbeat.objects.filter(part=PART, at__lte=now - after).update(at=now):
        return True
    return Heartbeat.objects.get_or_create(part=PART, defaults={"at": now})[1]


def watch_mailboxes(now: datetime) -> int:
    """Open what is wrong, close what is over; returns how many alarms changed. Safe to run twice or side by side."""
    facts = facts_of_mailboxes(now)
    wanted = {key: troubles_of(one, now) for key, one in facts.items()}
    known: dict[int, dict[str, MailboxAlarm]] = defaultdict(dict)
    for alarm in MailboxAlarm.objects.filter(closed_at=None):
        known[alarm.mailbox_id][alarm.kind] = alarm
    changed = 0
    for mailbox_id in sorted(wanted.keys() | known.keys()):
        troubles = wanted.get(mailbox_id, {})  # none for a paused mailbox: whatever it had is over
        if _differ(troubles, known.get(mailbox_id, {})):
            changed += _settle(mailbox_id, troubles, now)
    return changed


def _differ(troubles: Mapping[str, Trouble], known: Mapping[str, MailboxAlarm]) -> bool:
    if troubles.keys() != known.keys():
        return True
    return any(
        (one.code, one.detail[:300]) != (known[kind].code, known[kind].detail)
        for kind, one in troubles.items()
    )


@transaction.atomic
def _settle(mailbox_id: int, troubles: Mapping[str, Trouble], now: datetime) -> int:
    """One mailbox, under its row's lock: two that look at once open one alarm."""
    mailbox = Mailbox.objects.select_for_update(no_key=True).filter(pk=mailbox_id).first()
    if mailbox is None:
        return 0
    known = {one.kind: one for one in MailboxAlarm.objects.filter(mailbox=mailbox, closed_at=None)}
    changed = 0
    for kind, trouble in troubles.items():
        if kind not in known:
            _open(mailbox, trouble, now)
            changed += 1
        elif (known[kind].code, known[kind].detail) != (trouble.code, trouble.detail[:300]):
            known[kind].code, known[kind].detail = trouble.code, trouble.detail[:300]
            known[kind].save(update_fields=["code", "detail"])
    for kind in known.keys() - troubles.keys():
        _close(known[kind], now)
        changed += 1
    if changed:
        publish(AlarmsChanged(mailbox_id))
    return changed


def _open(mailbox: Mailbox, trouble: Trouble, now: datetime) -> None:
    alarm = MailboxAlarm.objects.create(
        mailbox=mailbox,
        kind=trouble.kind,
        code=trouble.code[:40],
        detail=trouble.detail[:300],
        opened_at=min(trouble.since, now),
    )
    logger.warning("alarm: mailbox %s is %s (%s)", mailbox.pk, trouble.kind, trouble.code)
    announce_start(alarm, now)


def _close(alarm: MailboxAlarm, now: datetime) -> None:
    alarm.closed_at = now
    alarm.save(update_fields=["closed_at"])
    logger.warning("alarm: mailbox %s is no longer %s", alarm.mailbox_id, alarm.kind)
    announce_end(alarm, now)
