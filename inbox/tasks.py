"""Celery tasks: each loads by id and calls one action. Lost, doubled and late hints do no harm."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from helpdesk.core.clock import database_now
from inbox.actions import auto_reply, canary, outbox, poll, reconcile
from inbox.actions.alarms import notices, watch
from inbox.actions.check_dkim import check_signatures
from inbox.actions.filing.run import BATCH, file_waiting
from inbox.actions.imports import bite
from inbox.actions.restored import hold_when_restored
from inbox.actions.send_mail import send_claimed
from inbox.actions.sent_copy import copies_left_behind, copy_to_sent_folder
from inbox.actions.status import wake_due_tickets
from inbox.models import ImportJob, ImportSource, OutboundState


@shared_task(name="inbox.tasks.poll_mailboxes")
def poll_mailboxes() -> None:
    """Hand every due mailbox to a worker of its own."""
    for mailbox_id in poll.claim_due_mailboxes(database_now()):
        poll_mailbox.apply_async([mailbox_id], expires=poll.LEASE.total_seconds())


@shared_task(name="inbox.tasks.poll_mailbox")
def poll_mailbox(mailbox_id: int) -> None:
    """Visit one mailbox's server; what came is filed by another task."""
    if poll.poll_mailbox(mailbox_id, now=database_now()).fetched:
        file_fetched_mail.delay(mailbox_id)


@shared_task(name="inbox.tasks.reconcile_mailboxes")
def reconcile_mailboxes() -> None:
    """Have every mailbox compared with its server whose last comparison is a week old."""
    for mailbox_id in reconcile.mailboxes_to_reconcile(database_now()):
        reconcile_mailbox.apply_async([mailbox_id], expires=1800)


@shared_task(name="inbox.tasks.reconcile_mailbox")
def reconcile_mailbox(mailbox_id: int) -> None:
    """Compare one mailbox with its server, UID by UID, and fetch what is missing."""
    if reconcile.reconcile_mailbox(mailbox_id, now=database_now()):
        file_fetched_mail.delay(mailbox_id)


@shared_task(name="inbox.tasks.watch_mailboxes")
def watch_mailboxes() -> None:
    """Open and close alarms, and hand what has to be told to workers that may wait for others."""
    now = database_now()
    if watch.claim_watch(now):
        watch.watch_mailboxes(now)
    for one in notices.claim_due_notices(now):
        tell_alarm.apply_async([one.notice_id, one.attempt], expires=notices.LEASE.total_seconds())


@shared_task(name="inbox.tasks.tell_alarm")
def tell_alarm(notice_id: int, attempt: int) -> None:
    """Tell one target of one alarm."""
    notices.tell(notice_id, attempt, database_now())


@shared_task(name="inbox.tasks.send_canaries")
def send_canaries() -> None:
    """Have every mailbox whose hour is over write to itself."""
    for mailbox_id in canary.claim_due_canaries(database_now()):
        send_canary.apply_async([mailbox_id], expires=600)


@shared_task(name="inbox.tasks.send_canary")
def send_canary(mailbox_id: int) -> None:
    """Send one mailbox's test mail."""
    canary.send_canary(mailbox_id, now=database_now())


@shared_task(name="inbox.tasks.file_fetched_mail")
def file_fetched_mail(mailbox_id: int | None = None) -> None:
    """File what waits, in one mailbox or, as the safety net, in all of them."""
    if file_waiting(now=database_now(), mailbox_id=mailbox_id) >= BATCH:
        file_fetched_mail.delay(
            mailbox_id
        )  # a backlog goes on at once, in bites that a time limit never cuts


@shared_task(name="inbox.tasks.check_dkim")
def check_dkim(message_ids: list[int]) -> None:
    """Check signatures of mail that was filed; name servers may take their time."""
    check_signatures(message_ids)


@shared_task(name="inbox.tasks.answer_automatically")
def answer_automatically(message_ids: list[int], attempt: int = 0) -> None:
    """Answer first messages where a mailbox does so; a message whose language is being looked for waits a little."""
    is_last_try = attempt >= 3
    if waiting := auto_reply.answer_automatically(message_ids, now=database_now(), is_last_try=is_last_try):
        answer_automatically.apply_async([waiting, attempt + 1], countdown=2)


@shared_task(name="inbox.tasks.send_due_mail")
def send_due_mail() -> None:
    """Claim what is due, each mail for a worker of its own, and settle what dead senders left."""
    now = database_now()
    hold_when_restored(now)  # before anything else: a database that forgot what it sent must not send
    outbox.sweep_expired(now)
    for claimed in outbox.claim_due(now):
        send_mail.delay(claimed.outbound_id, claimed.token)


@shared_task(name="inbox.tasks.send_mail")
def send_mail(outbound_id: int, token: str) -> None:
    """Send one claimed mail; its copy in the Sent folder is another's work, and may fail without harm."""
    sent = send_claimed(outbound_id, token, now=database_now())
    if sent.state == OutboundState.SENT and sent.mailbox.sent_folder:
        file_sent_copy.delay(outbound_id)


@shared_task(name="inbox.tasks.file_sent_copy")
def file_sent_copy(outbound_id: int) -> None:
    """Put one sent mail into its mailbox's Sent folder."""
    copy_to_sent_folder(outbound_id, now=database_now())


@shared_task(name="inbox.tasks.file_sent_copies")
def file_sent_copies() -> None:
    """The net under lost hints and folders that could not be written to."""
    for outbound_id in copies_left_behind(database_now()):
        file_sent_copy.apply_async([outbound_id], expires=60)


@shared_task(name="inbox.tasks.wake_snoozed_tickets")
def wake_snoozed_tickets() -> None:
    """Bring back tickets whose snooze is over."""
    wake_due_tickets(now=database_now())


@shared_task(name="inbox.tasks.run_imports")
def run_imports() -> None:
    """Hand every import that goes on to a worker: folders to one that talks to servers, files to one that files."""
    for job_id, kind in bite.claim_due_imports(database_now()):
        run_import.apply_async([job_id], queue=_queue_of(kind), expires=bite.HINT.total_seconds())
    bite.tidy_up()


@shared_task(name="inbox.tasks.run_import")
def run_import(job_id: int) -> None:
    """One bite of one import; the next one queues up behind what came meanwhile."""
    job = bite.run_some(job_id, database_now())
    if job is not None and job.state in ImportJob.OPEN and not job.last_error:
        run_import.apply_async([job_id], queue=_queue_of(job.kind), expires=bite.HINT.total_seconds())


def _queue_of(kind: str) -> str:
    return str(settings.COURIERS if kind == ImportSource.IMAP else "celery")
