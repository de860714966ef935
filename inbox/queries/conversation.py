"""Everything the conversation pane shows, in a known number of queries, however long the thread."""

from __future__ import annotations

from datetime import datetime

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import Right
from inbox.access import visible_tickets
from inbox.models import Attachment, Direction, Draft, Mailbox, Message, Priority, Ticket, TimelineEvent
from inbox.queries.customer_panel import customer_panel
from inbox.queries.message_view import event_view, message_view
from inbox.queries.people import assignee_choices, chip, team_choices
from inbox.queries.rows import Conversation, EventView, MessageView, Rights

_NEWEST_SHOWN = 200  # older ones are loaded by the "earlier messages" link


def conversation(access: Access, ticket: Ticket, *, now: datetime) -> Conversation:
    """The conversation of a ticket that `access_ticket` gave out."""
    messages = _messages(ticket)
    drafts = dict(Draft.objects.filter(ticket=ticket, user_id=access.user_id).values_list("kind", "body"))
    reply_to, reply_cc = _recipients(ticket.mailbox, messages)
    return Conversation(
        number=ticket.pk,
        subject=ticket.subject,
        status=ticket.status,
        priority=Priority(ticket.priority).name.lower(),
        language=ticket.language,
        intent=ticket.intent,
        tags=tuple(ticket.tags),
        mailbox_name=ticket.mailbox.name,
        mailbox_address=ticket.mailbox.address,
        store_name=ticket.mailbox.store.name,
        assignee=chip(ticket.assignee),
        team_name=ticket.team.name if ticket.team else "",
        snoozed_until=ticket.snoozed_until,
        waiting_since=ticket.waiting_since,
        due_at=ticket.next_due_at,
        due_kind=ticket.next_due_kind,
        sla_state=ticket.sla_state,
        version=ticket.version,
        entries=_entries(ticket, messages, now),
        seen_through=messages[-1].pk if messages else 0,
        reply_to=reply_to,
        reply_cc=reply_cc,
        draft_text=drafts.get("reply", ""),
        note_draft_text=drafts.get("note", ""),
        assignees=assignee_choices(ticket),
        teams=team_choices(ticket),
        rights=Rights(
            reply=access.has(Right.REPLY, ticket.mailbox_id),
            assign=access.has(Right.ASSIGN, ticket.mailbox_id),
            export=access.has(Right.EXPORT, ticket.mailbox_id),
            manage=access.has(Right.MANAGE, ticket.mailbox_id),
        ),
        customer=customer_panel(access, ticket, now=now),
        related=_related(access, ticket),
    )


def _related(access: Access, ticket: Ticket) -> tuple[int, ...]:
    """Numbers of related tickets that the person may see: the same mail may have gone to a mailbox of others."""
    if not ticket.related:
        return ()
    seen = visible_tickets(access).filter(pk__in=ticket.related)
    return tuple(seen.order_by("-pk").values_list("pk", flat=True))


def _messages(ticket: Ticket) -> list[Message]:
    newest = (
        Message.objects.filter(ticket=ticket)
        .select_related("author", "outbound", "inbound")
        .order_by("-id")[:_NEWEST_SHOWN]
    )
    return list(reversed(newest))


def _entries(ticket: Ticket, messages: list[Message], now: datetime) -> tuple[MessageView | EventView, ...]:
    attachments: dict[int, list[Attachment]] = {}
    for attachment in (
        Attachment.objects.filter(message__in=[m.pk for m in messages]).select_related("blob").order_by("id")
    ):
        attachments.setdefault(attachment.message_id or 0, []).append(attachment)
    last = messages[-1].pk if messages else 0
    shown: list[tuple[datetime, int, MessageView | EventView]] = [
        (m.created_at, m.pk, message_view(m, attachments.get(m.pk, []), is_last=m.pk == last, now=now))
        for m in messages
    ]
    events = (
        TimelineEvent.objects.filter(ticket=ticket).select_related("actor").order_by("-id")[:_NEWEST_SHOWN]
    )
    shown += [(event.at, event.pk, event_view(event)) for event in events]
    return tuple(view for _at, _id, view in sorted(shown, key=lambda entry: (entry[0], entry[1])))


def _recipients(mailbox: Mailbox, messages: list[Message]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Where an answer goes: the last human sender who belongs to the ticket, never a stranger or an added CC."""
    for message in reversed(messages):
        if message.direction == Direction.IN and not message.is_from_stranger and message.from_address:
            return (message.from_address,), ()
    for message in reversed(messages):
        if message.direction == Direction.OUT:
            return tuple(message.to), tuple(message.cc)
    return (), ()
