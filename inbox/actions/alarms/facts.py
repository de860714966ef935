"""What the database knows about every mailbox in use, for the alarms: a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.utils.translation import override

from inbox.actions.alarms.troubles import PATIENCE, MailboxFacts, SendingFacts
from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.models import (
    InboundMail,
    InboundState,
    Mailbox,
    MailFolder,
    OutboundMail,
    OutboundState,
    OutboxHold,
)

_COLUMNS = (
    "created_at",
    "next_poll_at",
    "last_success_at",
    "failing_since",
    "last_mail_at",
    "silence_hours",
    "has_canary",
    "canary_token",
    "canary_sent_at",
    "canary_seen_at",
)


def facts_of_mailboxes(now: datetime) -> dict[int, MailboxFacts]:
    """The facts of every mailbox in use, by its id."""
    mailboxes = {one.pk: one for one in Mailbox.objects.filter(is_active=True)}
    stopped = _stopped()
    unaccounted = dict(_by_mailbox(MailFolder.objects.filter(unaccounted__gt=0), Sum("unaccounted")))
    unfiled = {key: rest for key, *rest in _unfiled(now)}
    unsent = {key: rest for key, *rest in _unsent(now)}
    sending = _sending(mailboxes)
    busy = _busy([key for key, one in mailboxes.items() if _is_overdue(one, now) or key in unfiled], now)
    return {
        key: MailboxFacts(
            server=f"{one.imap_host}:{one.imap_port}",
            error_code=one.last_error_code,
            is_fetching=key in busy,
            stopped=tuple(stopped.get(key, ())),
            unaccounted=unaccounted.get(key, 0),
            unfiled=unfiled.get(key, (0, None))[0],
            unfiled_since=unfiled.get(key, (0, None))[1],
            sending=sending.get(key),
            unsent=unsent.get(key, (0, None))[0],
            unsent_since=unsent.get(key, (0, None))[1],
            **{name: getattr(one, name) for name in _COLUMNS},
        )
        for key, one in mailboxes.items()
    }


def _is_overdue(mailbox: Mailbox, now: datetime) -> bool:
    return mailbox.next_poll_at is None or mailbox.next_poll_at <= now - PATIENCE


def _busy(mailbox_ids: list[int], now: datetime) -> set[int]:
    """Those whose long first visit or filing goes on: they are late, and not in trouble."""
    lately = now - PATIENCE
    if not mailbox_ids:
        return set()
    last = InboundMail.objects.filter(mailbox=OuterRef("pk")).order_by("-pk").values("fetched_at")[:1]
    rows = Mailbox.objects.filter(pk__in=mailbox_ids).annotate(fetched=Subquery(last))
    recent = rows.filter(Q(fetched__gt=lately) | Q(last_mail_at__gt=lately))
    return set(recent.values_list("pk", flat=True))


def _stopped() -> Mapping[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = MailFolder.objects.filter(is_stopped=True, restart_mode="").order_by("pk")
    for mailbox_id, name, reason in rows.values_list("mailbox_id", "name", "stop_reason"):
        found[mailbox_id].append((name, reason))
    return found


def _unfiled(now: datetime) -> QuerySet[Any, Any]:
    """What was stored a while ago and is not filed; an import's mails are filed by it, in its own time."""
    waiting = InboundMail.objects.filter(
        state=InboundState.FETCHED, import_job=None, fetched_at__lte=now - PATIENCE
    )
    return _by_mailbox(waiting, Count("pk"), Min("fetched_at"))


def _unsent(now: datetime) -> QuerySet[Any, Any]:
    """Mail that is due and that nobody tries to send, nor any other mail of its mailbox (a limit per minute)."""
    held = OutboxHold.objects.filter(Q(mailbox=None) | Q(mailbox=OuterRef("mailbox")))
    tried = OutboundMail.objects.filter(mailbox=OuterRef("mailbox"), attempted_at__gt=now - PATIENCE)
    due = OutboundMail.objects.filter(
        ~Exists(held), ~Exists(tried), state__in=OutboundMail.WAITING, send_after__lte=now - PATIENCE
    )
    return _by_mailbox(due, Count("pk"), Min("send_after"))


def _sending(mailboxes: Mapping[int, Mailbox]) -> dict[int, SendingFacts]:
    """By mailbox, the mail that was tried again last, and whether another one has left since."""
    sent = OutboundMail.objects.filter(
        mailbox=OuterRef("mailbox"), state=OutboundState.SENT, attempted_at__gt=OuterRef("attempted_at")
    )
    again = (
        OutboundMail.objects.filter(
            state=OutboundState.RETRY, attempts__gte=1, attempted_at__isnull=False, mailbox_id__in=mailboxes
        )
        .annotate(has_sent=Exists(sent))
        .order_by("mailbox_id", "-attempts", "-attempted_at")
        .distinct("mailbox_id")
    )
    return {one.mailbox_id: _tried(one, mailboxes[one.mailbox_id]) for one in again}


def _tried(mail: Any, mailbox: Mailbox) -> SendingFacts:
    server = f"{mailbox.smtp_host}:{mailbox.smtp_port}"
    code = _code_in(mail.last_error, server)
    return SendingFacts(mail.last_error, mail.attempts, mail.attempted_at, code, server, mail.has_sent)


def _code_in(error: str, server: str) -> str:
    """The problem that an outbox row's words are of, "" for a server's own words; workers speak English."""
    if error.startswith("535 "):
        return "wrong_password"
    with override("en"):
        known = (code for code in PROBLEMS if error.startswith(MailServerProblem(code, server).sentence))
        return next(known, "")


def _by_mailbox(rows: QuerySet[Any, Any], *totals: Count | Sum | Min | Max) -> QuerySet[Any, Any]:
    names = {f"total{number}": total for number, total in enumerate(totals)}
    found: QuerySet[Any, Any] = rows.order_by().values("mailbox_id").annotate(**names)
    return found.values_list("mailbox_id", *names)
