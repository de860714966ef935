"""The tuples that `seed` copies, in the order of their columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import ClassVar

from helpdesk.core.ids import derived_key, random_token
from helpdesk.demo.content.model import ConversationSpec, CustomerSpec, Turn
from helpdesk.demo.content.variation import Variation, store_key
from helpdesk.demo.load_desk import Desk
from helpdesk.demo.load_messages import FOLDER
from inbox.mail.compose import subject_for_reply
from inbox.mail.tokens import outgoing_message_id
from inbox.models import Priority

_PREVIEW_CHARACTERS = 160
_UNDO = timedelta(seconds=10)
_CLOSED = {"resolved", "spam"}
Row = tuple[object, ...]


class CustomerRows:
    columns = ("id", "name", "language", "country", "time_zone", "is_vip", "created_at")
    identity_columns = ("customer_id", "value", "created_at")


class TicketRows:
    """Collects the rows of many tickets. `ledger_ids` is None where no ledger is wanted."""

    ticket_columns: ClassVar = (
        "id", "mailbox_id", "customer_id", "subject", "status", "priority", "assignee_id", "team_id", "language",
        "intent", "sentiment", "tags", "snoozed_until", "preview", "preview_is_ours", "message_count",
        "last_message_id", "last_inbound_id", "last_activity_at", "waiting_since", "created_at", "resolved_at",
    )  # fmt: skip
    message_columns: ClassVar = (
        "id", "ticket_id", "direction", "author_id", "inbound_id", "from_name", "from_address", "to", "subject",
        "message_id", "in_reply_to", "references", "text", "language", "written_at", "created_at",
    )  # fmt: skip
    ledger_columns: ClassVar = (
        "id", "mailbox_id", "folder", "uidvalidity", "uid", "size", "internal_date", "state", "message_id",
        "is_flagged", "fetched_at", "filed_at",
    )  # fmt: skip
    order_columns: ClassVar = (
        "store_id", "customer_id", "number", "channel", "status", "placed_at", "total", "currency", "items",
        "carrier", "tracking_number", "payment",
    )  # fmt: skip
    outbound_columns: ClassVar = (
        "message_id", "mailbox_id", "state", "send_after", "attempts", "data_started_at", "sent_at", "recipients",
        "created_at",
    )  # fmt: skip
    event_columns: ClassVar = ("ticket_id", "kind", "actor_id", "actor_label", "data", "at")

    def __init__(
        self,
        desk: Desk,
        ticket_ids: Iterator[int],
        message_ids: Iterator[int],
        ledger_ids: Iterator[int] | None,
    ) -> None:
        self._desk, self._ticket_ids, self._message_ids, self._ledger_ids = (
            desk,
            ticket_ids,
            message_ids,
            ledger_ids,
        )
        self._key = derived_key("reply-token")
        self.tickets: list[Row] = []
        self.messages: list[Row] = []
        self.ledger: list[Row] = []
        self.orders: list[Row] = []
        self.outbound: list[Row] = []
        self.events: list[Row] = []

    def add(self, one: Variation, customer_id: int) -> None:
        """Append the rows of one ticket."""
        spec, ticket_id = one.conversation, next(self._ticket_ids)
        moments = spec.moments()
        ids: list[str] = []
        numbers = [next(self._message_ids) for _ in spec.turns]
        for turn, at, number in zip(spec.turns, moments, numbers, strict=True):
            self._message(turn, at, number, ticket_id, spec, one.customer, ids)
        self._ticket(ticket_id, customer_id, spec, moments, numbers)
        self._order(one, customer_id)
        self._events(ticket_id, spec, moments)

    def _message(
        self, turn: Turn, at: datetime, number: int, ticket_id: int, spec: ConversationSpec, customer: CustomerSpec,
        earlier: list[str],
    ) -> None:  # fmt: skip
        mailbox = self._desk.mailboxes[spec.mailbox]
        author = None if turn.direction == "in" else self._desk.people[turn.author]
        ledger_id = None
        name, address, to, message_id = "", "", "[]", ""
        if turn.direction == "in":
            name, address, to = customer.name, customer.email, json.dumps([spec.mailbox])
            message_id = f"{random_token(12)}@{customer.email.rpartition('@')[2]}"
            ledger_id = self._ledger(mailbox.pk, at, message_id, len(turn.text))
        elif turn.direction == "out" and author is not None:
            name, address, to = author.name, spec.mailbox, json.dumps([customer.email])
            message_id = outgoing_message_id(ticket_id, f"s{number}", mailbox.domain, self._key)
            sent = json.dumps({customer.email: {"state": "sent", "detail": "250 2.0.0 Taken"}})
            due = at + _UNDO
            self.outbound.append((number, mailbox.pk, "sent", due, 1, due, due, sent, at))
        subject = (
            "" if turn.direction == "note" else subject_for_reply(spec.subject) if earlier else spec.subject
        )
        previous = earlier[-1] if message_id and earlier else ""
        references = json.dumps(earlier if message_id else [])
        author_id = author.pk if author else None
        language = "und" if turn.direction == "note" else spec.language
        self.messages.append(
            (
                number, ticket_id, turn.direction, author_id, ledger_id, name, address, to, subject, message_id,
                previous, references, turn.text, language, at, at,
            )
        )  # fmt: skip
        if message_id:
            earlier.append(message_id)

    def _ledger(self, mailbox_id: int, at: datetime, message_id: str, size: int) -> int | None:
        if self._ledger_ids is None:
            return None
        ledger_id = next(self._ledger_ids)
        # UIDVALIDITY 2 is "seeded"; the row's own number is a UID that nothing else has there.
        self.ledger.append(
            (ledger_id, mailbox_id, FOLDER, 2, ledger_id, size, at, "imported", message_id, True, at, at)
        )
        return ledger_id

    def _ticket(
        self,
        ticket_id: int,
        customer_id: int,
        spec: ConversationSpec,
        moments: tuple[datetime, ...],
        numbers: list[int],
    ) -> None:
        public = [at for at, turn in enumerate(spec.turns) if turn.direction != "note"]
        last = public[-1]
        inbound = [at for at in public if spec.turns[at].direction == "in"]
        waiting = None
        if spec.status not in _CLOSED and spec.turns[last].direction == "in":
            answered = max((at for at in public if spec.turns[at].direction == "out"), default=-1)
            waiting = moments[min(at for at in inbound if at > answered)]
        assignee, team = self._desk.people.get(spec.assignee), self._desk.teams.get(spec.team)
        self.tickets.append(
            (
                ticket_id, self._desk.mailboxes[spec.mailbox].pk, customer_id, spec.subject, spec.status,
                int(Priority[spec.priority.upper()]), assignee.pk if assignee else None, team.pk if team else None,
                spec.language, spec.intent, spec.sentiment, list(spec.tags), spec.snoozed_until,
                " ".join(spec.turns[last].text.split())[:_PREVIEW_CHARACTERS], spec.turns[last].direction == "out",
                len(spec.turns), numbers[-1], numbers[inbound[-1]], moments[last], waiting, spec.started_at,
                moments[-1] if spec.status == "resolved" else None,
            )
        )  # fmt: skip

    def _order(self, one: Variation, customer_id: int) -> None:
        order = one.order
        if order is None:
            return
        items = [
            {"sku": item.sku, "name": item.sku, "quantity": item.quantity, "price": str(item.unit_price)}
            for item in order.items
        ]
        self.orders.append(
            (
                self._desk.stores[store_key(one.conversation)].pk, customer_id, order.number, order.channel, order.status,
                one.conversation.started_at - timedelta(days=6), order.total, order.currency, json.dumps(items),
                order.carrier, order.tracking_number, order.payment,
            )
        )  # fmt: skip

    def _events(self, ticket_id: int, spec: ConversationSpec, moments: tuple[datetime, ...]) -> None:
        self.events.append((ticket_id, "created", None, "mail", "{}", spec.started_at))
        actor = self._desk.people.get(spec.assignee)
        if actor is not None:
            data = json.dumps({"from": "", "to": actor.name})
            self.events.append((ticket_id, "assignee", actor.pk, "", data, spec.started_at))
        if spec.status != "new":
            data = json.dumps({"from": "new", "to": spec.status})
            self.events.append((ticket_id, "status", actor.pk if actor else None, "", data, moments[-1]))
