"""Looking for mail: who is due, one visit to a server, and what a failure means for the next visit.

1. claim due mailboxes with one guarded UPDATE (a lost or doubled hint does no harm)
2. sign in, read every folder from its cursor, commit, then flag
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
from inbox.actions.read_folder import read_folder
from inbox.channels.email import imap
from inbox.channels.email.account import imap_account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.models import AfterImport, Mailbox, MailFolder

logger = logging.getLogger(__name__)
INBOX = "INBOX"
# As long as a hint may wait in the broker. A poll that takes longer is guarded by its lock, and one that was
# killed is taken up again after this.
LEASE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=15)
# Four sign-ins an hour at most: providers lock accounts that try a wrong password more often (SECURITY.md R19).
_PAUSE_AT_ONCE = frozenset({"wrong_password", "secret", "bad_setting"})


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit to a mailbox: how many mails entered the ledger, and the problem's code if it failed."""

    fetched: int = 0
    problem: str = ""
    was_busy: bool = False


def claim_due_mailboxes(now: datetime) -> list[int]:
    """Claim every mailbox whose time has come; of two callers, each mailbox goes to one."""
    free = Q(poll_lease_until__isnull=True) | Q(poll_lease_until__lt=now)
    due = Q(next_poll_at__isnull=True) | Q(next_poll_at__lte=now)
    with transaction.atomic():
        ids = list(
            Mailbox.objects.filter(free, due, is_active=True)
            .select_for_update(skip_locked=True)
            .order_by("next_poll_at")
            .values_list("pk", flat=True)
        )
        if ids:
            Mailbox.objects.filter(pk__in=ids).update(poll_lease_until=now + LEASE)
    return ids


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
            fetched = _read_all_folders(mailbox, now)
        except (MailServerProblem, SecretUnreadable, OSError) as error:
            problem = explain(error, server)
            _note_failure(mailbox, problem, now)
            return Visit(problem=problem.code)
        _note_success(mailbox, now)
        return Visit(fetched)


def _read_all_folders(mailbox: Mailbox, now: datetime) -> int:
    folders = list(MailFolder.objects.filter(mailbox=mailbox).order_by("id"))
    if not folders:
        folders = [MailFolder.objects.get_or_create(mailbox=mailbox, name=INBOX)[0]]
    fetched = 0
    with imap.connect(imap_account(mailbox)) as connection:
        for folder in folders:
            if not folder.is_stopped:
                readonly = mailbox.after_import == AfterImport.KEEP
                state = connection.select(folder.name, readonly=readonly)
                fetched += read_folder(connection, mailbox, folder, state, now=now)
    return fetched


def _note_success(mailbox: Mailbox, now: datetime) -> None:
    if mailbox.failing_since is not None:
        logger.warning("mailbox %s works again", mailbox.pk)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        poll_lease_until=None,
        next_poll_at=now + timedelta(seconds=mailbox.poll_seconds),
        last_poll_at=now,
        last_success_at=now,
        failing_since=None,
        failure_count=0,
        last_error_code="",
        last_error_detail="",
    )


def _note_failure(mailbox: Mailbox, problem: MailServerProblem, now: datetime) -> None:
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
    if code in _PAUSE_AT_ONCE:
        return LONGEST_PAUSE
    return min(LONGEST_PAUSE, interval * (1 << min(failures, 12)))
