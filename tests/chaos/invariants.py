"""The invariants I1-I8 of SECURITY.md 2.3, decided by comparing ledgers: the servers' with the desk's."""

from __future__ import annotations

from collections import Counter, defaultdict

from audit.models import AuditEvent
from inbox.models import InboundMail, InboundState, Mailbox, Message, OutboundMail, OutboundState, Ticket
from inbox.queries.mailflow import account_for
from inbox.storage import read_blob
from tests.chaos.world import World
from tests.support.imap_store import chaos_id_of
from tests.support.scripted_smtp import SmtpLedger

_MAYBE = (OutboundState.SENDING, OutboundState.UNKNOWN)
_ENDS = frozenset(InboundMail.FINAL - {InboundState.DUPLICATE}) | {InboundState.QUARANTINED}


def assert_mail_in(world: World, *, resends: int = 0) -> dict[str, str]:
    """I1, I2 and I6 for mail in; returns the end of every X-Chaos-Id that was ever delivered."""
    ends = nothing_lost(world)
    nothing_doubled()
    audit_of_mail_in_complete()
    return ends


def nothing_lost(world: World) -> dict[str, str]:
    """I1: every mail the server was given has exactly one end, and duplicates point at it."""
    found: dict[str, list[InboundMail]] = defaultdict(list)
    for row in InboundMail.objects.select_related("raw").order_by("pk"):
        found[_chaos_id(world, row)].append(row)
    ends = {}
    for chaos_id in dict.fromkeys(world.imap.ledger.delivered):
        rows = found.get(chaos_id, [])
        states = [row.state for row in rows if row.state in _ENDS]
        assert len(states) == 1, f"{chaos_id}: {[(row.uid, row.state, row.reason) for row in rows]}"
        open_rows = [row.state for row in rows if row.state == InboundState.FETCHED]
        assert not open_rows, f"{chaos_id} waits"
        orphans = [row for row in rows if row.state == InboundState.DUPLICATE and not row.duplicate_of_id]
        assert not orphans, f"{chaos_id} is a duplicate of nothing"
        ends[chaos_id] = states[0]
    return ends


def nothing_doubled() -> None:
    """I2: one message per imported row, no row of the ledger twice, no ticket without or with a wrong count."""
    imported = Counter(Message.objects.filter(inbound__isnull=False).values_list("inbound_id", flat=True))
    assert set(imported.values()) <= {1}
    rows = InboundMail.objects.filter(state=InboundState.IMPORTED).values_list("pk", flat=True)
    assert set(imported) == set(rows), "imported rows and messages differ"
    counts = Counter(Message.objects.values_list("ticket_id", flat=True))
    assert dict(Ticket.objects.values_list("pk", "message_count")) == dict(counts)


def audit_of_mail_in_complete() -> None:
    """I6: an event for every message that came and for every mail put into quarantine by reading it."""
    events = AuditEvent.objects.filter(action="mail.received").values_list("payload", flat=True)
    told = Counter(one["message"] for one in events)
    came = Message.objects.filter(inbound__isnull=False).values_list("pk", flat=True)
    assert told == Counter(came), "messages and their audit events differ"


def assert_mail_out(ledger: SmtpLedger, *, resent: frozenset[str] = frozenset()) -> None:
    """I3, I4 and I6 for mail out. `resent`: Message-IDs that a person sent again."""
    rows = {
        one.message.message_id: one for one in OutboundMail.objects.select_related("message").order_by("pk")
    }
    for key, times in ledger.times_accepted().items():
        message_id, _, address = key.partition(" ")
        assert message_id in rows, f"{message_id} was sent by nobody"
        assert times == 1 or message_id in resent, f"{key} was sent {times} times"
        assert address in rows[message_id].recipients, f"{address} was never a recipient"
    for message_id, row in rows.items():
        for address, one in row.recipients.items():
            taken = ledger.times_accepted()[f"{message_id} {address}"]
            if one["state"] == "sent":
                assert taken >= 1 or message_id in resent, f"{address} did not get {message_id}"
            if one["state"] in ("waiting", "failed") and row.state not in _MAYBE:
                assert not taken or message_id in resent, f"{address} has {message_id} all the same"
        if row.state in (OutboundState.SENT, OutboundState.FAILED):
            said = AuditEvent.objects.filter(object_kind="outbound_mail", object_id=row.pk)
            assert said.exists(), f"no audit event for {message_id}"


def assert_alarm(mailbox: Mailbox) -> str:
    """I5: the mailbox says what is wrong; returns the code."""
    mailbox.refresh_from_db()
    assert mailbox.failing_since is not None or mailbox.last_error_code, "a fault and no word of it"
    assert mailbox.last_error_detail
    return mailbox.last_error_code


def assert_calm(world: World) -> None:
    """I7: the fault is over, nothing waits, nothing is unaccounted for, and the mailbox says nothing any more."""
    from helpdesk.core.clock import database_now

    world.mailbox.refresh_from_db()
    assert (world.mailbox.failing_since, world.mailbox.last_error_code) == (None, "")
    assert world.waiting() == 0
    assert account_for(world.mailbox, since=None, now=database_now()).unaccounted == 0


def _chaos_id(world: World, row: InboundMail) -> str:
    if row.raw is not None and (found := chaos_id_of(read_blob(row.raw))):
        return found
    return world.imap.ledger.numbers.get((row.folder, row.uidvalidity, row.uid), "")
