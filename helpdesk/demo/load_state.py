"""What the list shows of a loaded ticket, and the story its timeline tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.demo.content.model import ConversationSpec
from helpdesk.demo.load_desk import Desk
from inbox.models import Direction, Message, Ticket, TimelineEvent, TimelineKind

_PREVIEW_CHARACTERS = 160
_CLOSED = {"resolved", "spam"}


def summarise(ticket: Ticket, spec: ConversationSpec, messages: Sequence[Message]) -> None:
    """Set the columns that the actions keep for messages that arrive one by one (saved messages, in order)."""
    public = [one for one in messages if one.direction != Direction.NOTE]
    ticket.message_count = len(messages)
    ticket.has_attachments = any(not one.content_id for turn in spec.turns for one in turn.attachments)
    ticket.last_message_id = messages[-1].pk
    ticket.last_inbound_id = max(one.pk for one in messages if one.direction == Direction.IN)
    ticket.preview = " ".join(public[-1].text.split())[:_PREVIEW_CHARACTERS]
    ticket.preview_is_ours = public[-1].direction == Direction.OUT
    ticket.last_activity_at = public[-1].created_at
    ticket.waiting_since = None
    if spec.status not in _CLOSED and spec.automatic == "human":
        for one in public:
            if one.direction == Direction.OUT:
                ticket.waiting_since = None
            elif ticket.waiting_since is None:
                ticket.waiting_since = one.created_at


def timeline(ticket: Ticket, spec: ConversationSpec, desk: Desk) -> list[TimelineEvent]:
    """Arrival, who took it, how it went on: one status a step, as the actions would have written it."""
    moments = spec.moments()
    found = [_event(ticket, TimelineKind.CREATED, spec.started_at, label="mail in")]
    actor = desk.people.get(spec.assignee)
    first_own = next((at for at, turn in enumerate(spec.turns) if turn.direction != "in"), None)
    status, taken_at = "new", moments[0] + timedelta(minutes=2)
    if first_own is not None:
        taken_at = moments[first_own] - timedelta(minutes=1)
    if actor is not None:
        names = {"from": "", "to": actor.name}
        found.append(_event(ticket, TimelineKind.ASSIGNEE, taken_at, spec.assignee, desk, names))
        if spec.status not in {"new", "in_progress"} and first_own is not None:
            found.append(
                _event(
                    ticket, TimelineKind.STATUS, taken_at, spec.assignee, desk, _step(status, "in_progress")
                )
            )
            status = "in_progress"
    if status != spec.status:
        at = taken_at if spec.status == "in_progress" else moments[-1] + timedelta(minutes=1)
        who = spec.assignee or ("sam" if spec.status in {"spam", "escalated"} else "")
        found.append(_event(ticket, TimelineKind.STATUS, at, who, desk, _step(status, spec.status)))
    if spec.snoozed_until is not None:
        until = {"until": spec.snoozed_until.isoformat()}
        found.append(
            _event(
                ticket, TimelineKind.SNOOZED, moments[-1] + timedelta(minutes=2), spec.assignee, desk, until
            )
        )
    return sorted(found, key=lambda event: event.at)


def _step(before: str, after: str) -> dict[str, str]:
    return {"from": before, "to": after}


def _event(
    ticket: Ticket,
    kind: TimelineKind,
    at: datetime,
    username: str = "",
    desk: Desk | None = None,
    data: dict[str, str] | None = None,
    label: str = "",
) -> TimelineEvent:
    actor = desk.people.get(username) if desk else None
    return TimelineEvent(
        ticket=ticket,
        kind=kind,
        actor=actor,
        actor_label="" if actor else label or "rule",
        data=data or {},
        at=at,
    )
