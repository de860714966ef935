"""Claiming what is due: each mail to one sender, no mailbox faster than its rate, none before the others' turn.

The rate is a sliding minute over `attempted_at`. A mail is tried at most once a minute (`send_mail.retry_pause`),
so that counting rows counts tries. People's mail goes before automatic mail when the minute is full.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F

from helpdesk.core.ids import random_token
from inbox.actions.change import lock_ticket
from inbox.actions.delivery import show_delivery
from inbox.actions.locks import Work, wait_for_turn
from inbox.models import OutboundMail, OutboundState

# Longer than a session may take (120 s): a lease that ran out belongs to a sender that is dead.
LEASE = timedelta(seconds=180)
_CLAIM = """
WITH turns AS (
  SELECT due.id, due.send_after,
         row_number() OVER (PARTITION BY mailbox.id ORDER BY due.is_automatic, due.send_after, due.id) AS turn
    FROM mailbox
   CROSS JOIN LATERAL (
         SELECT id, is_automatic, send_after
           FROM outbound_mail
          WHERE mailbox_id = mailbox.id AND state IN ('queued', 'retry') AND send_after <= %(now)s
          ORDER BY is_automatic, send_after
          LIMIT LEAST(%(limit)s, GREATEST(0, GREATEST(mailbox.sends_per_minute, 1) - (
                SELECT count(*) FROM outbound_mail AS tried
                 WHERE tried.mailbox_id = mailbox.id AND tried.attempted_at > %(now)s - interval '1 minute')))
         ) AS due
   WHERE NOT EXISTS (SELECT 1 FROM outbox_hold AS hold
                      WHERE hold.mailbox_id IS NULL OR hold.mailbox_id = mailbox.id)
)
UPDATE outbound_mail
   SET state = 'sending', attempts = attempts + 1, lease_token = %(prefix)s || id, data_started_at = NULL,
       attempted_at = %(now)s, lease_until = clock_timestamp() + make_interval(secs => %(lease)s)
 WHERE id IN (SELECT id FROM outbound_mail
               WHERE id IN (SELECT id FROM turns ORDER BY turn, send_after LIMIT %(limit)s)
                 AND state IN ('queued', 'retry') AND send_after <= %(now)s
                 FOR UPDATE SKIP LOCKED)
RETURNING id, lease_token
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """One mail to send now, and the token that proves who claimed it."""

    outbound_id: int
    token: str


def claim_due(now: datetime, *, limit: int = 50) -> list[Claimed]:
    """Claim what is due at `now` (the database's time); of two callers, each mail goes to one.

    Nothing is claimed while it is held, nor beyond `Mailbox.sends_per_minute`.
    """
    values: dict[str, str | int | float | datetime] = {
        "prefix": f"{random_token(9)}.",
        "lease": LEASE.total_seconds(),
        "now": now,
        "limit": limit,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        wait_for_turn(Work.CLAIMING, 0)  # two that count the same minute would both fill it
        cursor.execute(_CLAIM, values)
        return [Claimed(row_id, token) for row_id, token in cursor.fetchall()]


def sweep_expired(now: datetime) -> int:
    """End the leases of dead senders: retry where DATA had not begun, `unknown` where it had."""
    expired = OutboundMail.objects.filter(state=OutboundState.SENDING, lease_until__lt=now)
    swept = 0
    for row_id, ticket_id in list(expired.values_list("pk", "message__ticket_id")[:200]):
        with transaction.atomic():
            lock_ticket(ticket_id)  # the order in which every action locks: ticket, then outbox
            row = expired.select_for_update(skip_locked=True, of=("self",)).filter(pk=row_id).first()
            if row is None:
                continue
            if row.data_started_at is None:
                row.state, row.send_after = OutboundState.RETRY, now
                row.last_error = "the sending process was stopped before it sent anything"
            else:
                row.state = OutboundState.UNKNOWN
                row.last_error = "the sending process was stopped while it sent; the mail may have arrived"
                row.recipients = {
                    address: {**one, "state": "unknown"} if one["state"] == "waiting" else one
                    for address, one in row.recipients.items()
                }
            row.lease_until = None
            row.save(update_fields=["state", "send_after", "last_error", "lease_until", "recipients"])
            show_delivery(row, now=now)
        swept += 1
    return swept


def put_back(outbound_id: int, token: str) -> None:
    """Give up a claim before DATA, as if it had never been: somebody holds the outbox now."""
    OutboundMail.objects.filter(
        pk=outbound_id, state=OutboundState.SENDING, lease_token=token, data_started_at=None
    ).update(
        state=OutboundState.RETRY,
        attempts=F("attempts") - 1,
        attempted_at=None,
        last_error="the outbox is held",
        lease_until=None,
    )
