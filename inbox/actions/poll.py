"""Looking for mail: who is due, one visit to a server, and what a failure means for the next visit.

1. claim due mailboxes with one guarded UPDATE (a lost or doubled hint does no harm)
2. sign in, read every folder from its cursor, commit, then settle the server's copies
3. write down how it went; a failing mailbox backs off by itself and delays nobody
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.locks import Work, one_worker
from inbox.actions.visit_folders import read_all_folders
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.models import Mailbox, MailFolder

logger = logging.getLogger(__name__)
# As long as a hint may wait in the broker. A poll that takes longer is guarded by its lock, and one that was
# killed is taken up again after this.
LEASE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=15)
# Where the server announces new mail, looking is only the net below: fewer sign-ins, which providers count.
ANNOUNCED_INTERVAL = timedelta(seconds=60)
# Mail announced during a visit is fetched by it; a server that announces without end does not hold a worker.
_ROUNDS = 5
# Four sign-ins an hour at most: providers lock accounts that try a wrong password more often (SECURITY.md R19).
PAUSE_AT_ONCE = frozenset(
    {
        "wrong_password",
        "secret",
        "bad_setting",
        "oauth_consent",
        "oauth_refused",
        "oauth_client",
        "no_xoauth2",
    }
)


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a mailbox: how many mails entered the ledger, and the problem's code if it failed."""

    fetched: int = 0
    problem: str = ""
    was_busy: bool = False


def claim_due_mailboxes(now: datetime) -> list[int]:
    """Claim every mailbox whose time has come; of two callers, each mailbox goes to one."""
    due = Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=now)
    with transaction.atomic():
        ids = list(
            Mailbox.objects.filter(_free(now), due, is_active=True)
            .select_for_update(skip_locked=True)
            .order_by("next_poll_at")
            .values_list("pk", flat=True)
        )
        if ids:
            Mailbox.objects.filter(pk__in=ids).update(poll_lease_until=now + LEASE)
    return ids


def claim_announced(mailbox_id: int, now: datetime) -> bool:
    """Its server announced mail: the mailbox is due, and claimed if nobody is there already.

    A visit under way sees that it is due again. A mailbox that backs off from its server is left alone.
    """
    mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True, failing_since=None)
    mailbox.update(next_poll_at=now)
    return bool(mailbox.filter(_free(now)).update(poll_lease_until=now + LEASE))


def poll_mailbox(mailbox_id: int, *, now: datetime) -> Visit:
    """Visit the mailbox's server once. Failures are written on its row, never raised."""
    with one_worker(Work.POLLING, mailbox_id) as is_ours:
        if not is_ours:
            return Visit(was_busy=True)
        mailbox = Mailbox.objects.filter(pk=mailbox_id, is_active=True).first()
        if mailbox is None:
            return Visit()
        server = f"{mailbox.imap_host}:{mailbox.imap_port}"
        try:
            fetched, remark = _visit(mailbox, now)
        except (MailServerProblem, SecretUnreadable, OSError) as error:
            problem = explain(error, server)
            note_failure(mailbox, problem, now)
            return Visit(problem=problem.code)
        _note_success(mailbox, now, remark)
        return Visit(fetched, problem=remark.code if remark else "")


def _visit(mailbox: Mailbox, now: datetime) -> tuple[int, MailServerProblem | None]:
    """How many mails came, and what an admin should know though the mailbox was read."""
    fetched, remark = 0, None
    with imap.connect(imap_account(mailbox)) as connection:
        for _round in range(_ROUNDS):
            count, remark = read_all_folders(connection, mailbox, now)
            fetched += count
            due_at = Mailbox.objects.values_list("next_poll_at", flat=True).get(pk=mailbox.pk)
            if due_at == mailbox.next_poll_at:
                break
            mailbox.next_poll_at = due_at  # announced while we read: once more, at once
    return fetched, remark


def _note_success(mailbox: Mailbox, now: datetime, remark: MailServerProblem | None) -> None:
    if mailbox.failing_since is not None:
        logger.warning("mailbox %s works again", mailbox.pk)
    if remark is not None and remark.code != mailbox.last_error_code:
        logger.warning("mailbox %s: %s", mailbox.pk, remark)
    row = Mailbox.objects.filter(pk=mailbox.pk)
    row.update(
        poll_lease_until=None,
        last_poll_at=now,
        last_success_at=now,
        failing_since=None,
        failure_count=0,
        last_error_code=remark.code if remark else "",
        last_error_detail=str(remark)[:300] if remark else "",
    )
    # Not where it became due once more meanwhile.
    row.filter(next_poll_at=mailbox.next_poll_at).update(next_poll_at=now + _interval(mailbox, now))


def _interval(mailbox: Mailbox, now: datetime) -> timedelta:
    """Until the next look: only one folder is announced, so several are looked at as often as ever."""
    interval = timedelta(seconds=mailbox.poll_seconds)
    idle_until = Mailbox.objects.values_list("idle_until", flat=True).get(pk=mailbox.pk)
    is_announced = mailbox.uses_idle and idle_until is not None and idle_until > now
    if is_announced and MailFolder.objects.filter(mailbox=mailbox, is_stopped=False).count() == 1:
        return max(interval, ANNOUNCED_INTERVAL)
    return interval


def note_failure(mailbox: Mailbox, problem: MailServerProblem, now: datetime) -> None:
    """Write a failed visit on the mailbox and leave its server alone for a while."""
    count = mailbox.failure_count + 1
    pause = pause_after(problem.code, count, timedelta(seconds=mailbox.poll_seconds))
    if mailbox.last_error_code != problem.code:
        logger.warning("mailbox %s: %s", mailbox.pk, problem)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        poll_lease_until=None,
        next_poll_at=now + pause,
        last_poll_at=now,
        failing_since=mailbox.failing_since or now,
        failure_count=count,
        last_error_code=problem.code,
        last_error_detail=str(problem)[:300],
    )


def pause_after(code: str, failures: int, interval: timedelta) -> timedelta:
    """How long to leave a server alone after that many failures in a row: doubling, 15 minutes at most."""
    if code in PAUSE_AT_ONCE:
        return LONGEST_PAUSE
    return min(LONGEST_PAUSE, interval * (1 << min(failures, 12)))


def _free(now: datetime) -> Q:
    return Q(poll_lease_until__isnull=True) | Q(poll_lease_until__lt=now)
