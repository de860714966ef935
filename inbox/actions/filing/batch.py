"""A batch of mails of one mailbox meets the desk: duplicates, copies of our own, bounces, answers, new conversations.

One transaction: everything commits or nothing does. Mails are decided in the order of their arrival, and each
sees what those before it have done.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from audit.log import record_all
from audit.models import AuditEvent
from helpdesk.core.bulk import copy_rows
from helpdesk.core.events import publish
from helpdesk.core.ids import derived_key
from inbox.actions.bounce import find_bounced, note_bounce
from inbox.actions.canary import came_back, note_mail
from inbox.actions.change import show_message
from inbox.actions.filing import rows
from inbox.actions.filing.item import Item, TicketWork
from inbox.actions.filing.matching import (
    Duplicates,
    KnownCustomer,
    customer_without_address,
    known_customers,
    learn_languages,
    make_customers,
)
from inbox.actions.filing.writing import end_ledger_rows, next_ids, update_tickets
from inbox.actions.take_back import cancel_on_answer
from inbox.events import FiledMessage, MailFiled, TicketChanged, TicketsChanged
from inbox.mail.loops import Kind
from inbox.mail.reading import Reading
from inbox.mail.threading import ThreadDecision, Topic, decide, facts_of, thread_keys
from inbox.models import (
    Direction,
    InboundMail,
    InboundState,
    Mailbox,
    Ticket,
    TimelineEvent,
)
from inbox.queries.batch_index import BatchThreadIndex
from inbox.storage import store_blobs


@dataclass(frozen=True, slots=True)
class Manner:
    """How mail is filed. `is_quiet`: no rule, clock or automatic answer starts. `is_history`: mail of the past,
    of which some was written by us."""

    is_quiet: bool = False
    is_history: bool = False


@dataclass(slots=True)
class _Batch:
    mailbox: Mailbox
    now: datetime
    manner: Manner
    index: BatchThreadIndex
    items: list[Item]
    tickets: dict[int, TicketWork] = field(default_factory=dict)  # new ones under negative numbers
    timeline: list[TimelineEvent] = field(default_factory=list)
    audit: list[AuditEvent] = field(default_factory=list)

    @property
    def filed(self) -> list[Item]:
        return [item for item in self.items if item.state == InboundState.IMPORTED]


def file_batch(
    mailbox: Mailbox,
    arrivals: Sequence[tuple[InboundMail, Reading]],
    *,
    now: datetime,
    manner: Manner,
) -> None:
    """File mails whose ledger rows the caller has locked, inside the caller's transaction."""
    key = derived_key("reply-token")
    items = [_item(inbound, reading, key, manner) for inbound, reading in arrivals]
    batch = _Batch(mailbox, now, manner, BatchThreadIndex(mailbox.pk), items)
    _find_bounced(batch, key)
    batch.index.prefetch(
        [one.facts for one in items],
        {thread_key for one in items for thread_key in one.thread_keys},
        {one.bounce.ticket_id for one in items if one.bounce},
    )
    _decide_all(batch)
    _open_tickets(batch)
    _write_messages(batch)
    learn_languages(
        {one.work.ticket.customer_id: one.language for one in batch.filed if one.work and not one.is_from_us}
    )
    end_ledger_rows(items, now)
    _tell(batch)
    if batch.filed and not manner.is_history:
        note_mail(mailbox.pk, now)


def _item(inbound: InboundMail, reading: Reading, key: bytes, manner: Manner) -> Item:
    mail, history = reading.mail, reading.history
    facts = facts_of(
        mail,
        key,
        delivered_to=reading.delivered_to,
        dmarc=reading.trust.dmarc,
        dkim=reading.trust.dkim,
        arrived_at=inbound.internal_date,
        is_person=reading.automatic.kind == Kind.HUMAN,
    )
    is_from_us = manner.is_history and history.direction == "out"
    item = Item(
        inbound,
        reading,
        facts,
        thread_keys(mail),
        is_from_us,
        history.customer_address if is_from_us else mail.from_address,
        history.customer_name if is_from_us else mail.from_name,
    )
    if is_from_us:
        # Our own mail of the past joins a conversation of the customer it was written to, as if by them.
        item.facts = replace(facts, sender=history.customer_address, is_sender_refuted=False)
    return item


def _find_bounced(batch: _Batch, key: bytes) -> None:
    readings = {number: item.reading for number, item in enumerate(batch.items)}
    for number, bounce in find_bounced(readings, batch.mailbox.pk, key).items():
        batch.items[number].bounce = bounce


def _decide_all(batch: _Batch) -> None:
    """Give every mail its end and, where that is a message, its ticket."""
    duplicates = Duplicates.prefetch(batch.items, batch.index)
    known = known_customers({one.customer_address for one in batch.items if one.customer_address})
    for item in batch.items:
        if item.reading.canary and came_back(item.reading.canary, batch.mailbox.pk, batch.now):
            item.state, item.reason = InboundState.IGNORED, "test mail of the desk"
            continue
        item.duplicate_of = duplicates.original_of(item, batch.index)
        if item.duplicate_of is not None:
            item.state = InboundState.DUPLICATE
            continue
        if _is_our_own(item, batch.index):
            item.state, item.reason = InboundState.IGNORED, "a copy of a mail that we sent ourselves"
            continue
        duplicates.remember(item)
        if item.bounce is not None:
            item.decision = ThreadDecision(item.bounce.ticket_id, "bounce")
        else:
            item.decision = decide(item.facts, batch.index)
        number = item.decision.ticket_number
        if number is None:
            number = -1 - len(batch.tickets)
            batch.tickets[number] = item.work = TicketWork(rows.new_ticket(item, 0), is_new=True)
        else:
            item.work = batch.tickets.setdefault(number, TicketWork(Ticket(pk=number), is_new=False))
        _let_later_mails_find(batch, item, number, known)


def _let_later_mails_find(batch: _Batch, item: Item, number: int, known: dict[str, KnownCustomer]) -> None:
    is_report = item.reading.automatic.kind == Kind.BOUNCE or item.bounce is not None
    is_participant = not item.decision.not_the_customer and not is_report
    people = {item.customer_address} - {""} if is_participant or number < 0 else set()
    customer = known.get(item.customer_address)
    if number < 0 and customer is not None:
        people.update(customer.addresses)
    if item.is_from_us:
        people.update(item.reading.mail.to, item.reading.mail.cc)
    topic = Topic(item.reading.mail.subject, item.inbound.internal_date)
    batch.index.add(number, item.facts, keys=item.thread_keys, topic=topic, participants=people)


def _is_our_own(item: Item, index: BatchThreadIndex) -> bool:
    """What we sent came back to us (a copy to ourselves, a list), or lies in the Sent folder of an import."""
    if item.reading.automatic.kind != Kind.LOOP and not item.is_from_us:
        return False
    return any(one.direction == Direction.OUT for one in index.namesakes(item.facts.message_id))


def _open_tickets(batch: _Batch) -> None:
    """Lock the tickets that get a message, and write the new ones."""
    old = sorted(number for number in batch.tickets if number > 0)
    for ticket in Ticket.objects.select_for_update().filter(pk__in=old).order_by("pk") if old else ():
        batch.tickets[ticket.pk].ticket = ticket
    opening = [item for item in batch.filed if item.work is not None and item.work.is_new]
    first: dict[int, Item] = {}
    for item in opening:
        first.setdefault(id(item.work), item)
    wanted: dict[str, tuple[str, datetime]] = {}
    for item in first.values():
        if item.customer_address:
            known_as = wanted.get(item.customer_address, ("", item.inbound.internal_date))
            wanted[item.customer_address] = (known_as[0] or item.customer_name, known_as[1])
    customers = make_customers(wanted, known_customers(wanted))
    numbers = next_ids("ticket", len(first))
    for number, item in zip(numbers, first.values(), strict=True):
        assert item.work is not None
        ticket = item.work.ticket
        ticket.pk = number
        ticket.customer_id = (
            customers[item.customer_address].customer_id
            if item.customer_address
            else customer_without_address(item.customer_name, item.inbound.internal_date)
        )
    # Written with what their messages show on them: see _write_messages.


def _write_messages(batch: _Batch) -> None:
    filed = batch.filed
    domain = batch.mailbox.domain
    for pk, item in zip(next_ids("message", len(filed)), filed, strict=True):
        assert item.work is not None
        item.message = rows.message_row(item, domain)
        item.message.pk = pk
        item.message.ticket_id = item.work.ticket.pk
        _show(batch, item)
    works = [work for work in batch.tickets.values() if work.is_touched]
    copy_rows([work.ticket for work in works if work.is_new])
    update_tickets([work.ticket for work in works if not work.is_new])
    copy_rows([item.message for item in filed if item.message is not None])
    store_blobs([file.content for item in filed for file in item.reading.mail.attachments])
    copy_rows([row for item in filed for row in rows.attachment_rows(item, batch.now)])
    copy_rows(batch.timeline)
    record_all(batch.audit)
    for item in filed:
        if item.bounce is not None and item.work is not None:
            note_bounce(item.work.ticket, item.bounce, now=batch.now)


def _show(batch: _Batch, item: Item) -> None:
    """What a message does to its ticket besides standing in it."""
    assert item.work is not None and item.message is not None
    work, arrived = item.work, item.inbound.internal_date
    batch.timeline += rows.timeline_rows(item) if not work.is_touched else []
    is_answer = not work.is_new or work.is_touched
    if item.language and not item.is_from_us:
        work.ticket.language = item.language
    show_message(work.ticket, item.message, now=arrived, has_attachments=rows.has_files(item))
    work.is_touched = True
    work.ticket.version += not work.is_new
    is_news = item.reading.automatic.kind == Kind.HUMAN and not batch.manner.is_history
    if is_answer and is_news:
        timeline, audit = rows.bring_back(work, arrived)
        batch.timeline += timeline
        batch.audit += audit
    batch.audit.append(rows.received_row(item))
    if item.decision.forged:
        batch.audit.append(rows.forged_row(item))


def _tell(batch: _Batch) -> None:
    """The other browsers on commit, and whoever acts on mail that came; the past is no news to either."""
    if not batch.manner.is_history:
        publish(TicketsChanged(tuple(_changed(one) for one in batch.tickets.values() if one.is_touched)))
    if batch.manner.is_quiet:
        return
    seen: set[int] = set()
    messages = []
    for item in batch.filed:
        assert item.work is not None and item.message is not None
        ticket = item.work.ticket
        is_new = item.work.is_new and ticket.pk not in seen
        has_signature = item.reading.is_signed and item.reading.trust.dkim == "none"
        messages.append(FiledMessage(item.message.pk, ticket.pk, is_new, bool(item.language), has_signature))
        seen.add(ticket.pk)
    human = {
        item.work.ticket.pk
        for item in batch.filed
        if item.work is not None and not item.work.is_new and item.reading.automatic.kind == Kind.HUMAN
    }
    if human:
        cancel_on_answer(sorted(human), batch.now)
    if messages:
        publish(MailFiled(batch.mailbox.pk, tuple(messages)))


def _changed(work: TicketWork) -> TicketChanged:
    ticket = work.ticket
    return TicketChanged(
        "created" if work.is_new else "message", ticket.pk, ticket.mailbox_id, ticket.version
    )
