"""What threading asks about a batch of mails in one mailbox, answered by four queries for all of them.

The shell's side of `inbox.mail.threading.ThreadIndex`. A conversation that the batch itself opens stands under
a negative number until its ticket has one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from inbox.mail.threading import MAX_COUSINS, MAX_IDS_LOOKED_UP, ThreadingFacts, Topic

MOST_NAMESAKES = 2000
_BY_MESSAGE_ID = """
SELECT message.message_id, message.id, message.ticket_id, message.direction, message.inbound_id
  FROM message JOIN ticket ON ticket.id = message.ticket_id
 WHERE message.message_id = ANY(%(ids)s) AND message.message_id <> '' AND ticket.mailbox_id = %(mailbox)s
   AND message.direction <> 'note'
 ORDER BY message.id LIMIT %(limit)s
"""
# Each half has its index, asked once per id: together with the join the planner would rather walk the table.
_ANSWERS = """
SELECT wanted.id, answer.ticket_id
  FROM unnest(%(ids)s::text[]) AS wanted(id)
 CROSS JOIN LATERAL (
   SELECT id, ticket_id FROM message WHERE direction = 'in' AND "references" @> jsonb_build_array(wanted.id)
   UNION ALL
   SELECT id, ticket_id FROM message WHERE direction = 'in' AND in_reply_to <> '' AND in_reply_to = wanted.id
   LIMIT 50) answer
  JOIN ticket ON ticket.id = answer.ticket_id
 WHERE ticket.mailbox_id = %(mailbox)s
 GROUP BY wanted.id, answer.ticket_id ORDER BY min(answer.id)
"""
_BY_KEY = """
WITH found AS MATERIALIZED (
  SELECT id, ticket_id, thread_keys, created_at FROM message WHERE thread_keys && %(keys)s::varchar[]
  ORDER BY id DESC LIMIT %(limit)s)
SELECT key, found.ticket_id, max(found.created_at)
  FROM found JOIN ticket ON ticket.id = found.ticket_id, unnest(found.thread_keys) AS key
 WHERE key = ANY(%(keys)s) AND ticket.mailbox_id = %(mailbox)s
 GROUP BY key, found.ticket_id ORDER BY max(found.id) DESC
"""
_PARTICIPANTS = """
SELECT ticket.id, lower(identity.value)
  FROM ticket JOIN customer_identity identity ON ticket.customer_id = identity.customer_id
 WHERE ticket.id = ANY(%(tickets)s) AND ticket.mailbox_id = %(mailbox)s AND identity.kind = 'email'
UNION
SELECT ticket.id, lower(message.from_address)
  FROM ticket JOIN message ON ticket.id = message.ticket_id
 WHERE ticket.id = ANY(%(tickets)s) AND ticket.mailbox_id = %(mailbox)s AND message.direction = 'in'
   AND NOT message.is_from_stranger AND message.automatic_kind <> 'bounce' AND message.from_address <> ''
UNION
SELECT ticket.id, lower(address.value)
  FROM ticket JOIN message ON ticket.id = message.ticket_id,
       jsonb_array_elements_text(message."to" || message.cc) AS address(value)
 WHERE ticket.id = ANY(%(tickets)s) AND ticket.mailbox_id = %(mailbox)s AND message.direction = 'out'
"""
_TOPICS = "SELECT id, subject, last_activity_at FROM ticket WHERE id = ANY(%(tickets)s) AND mailbox_id = %(mailbox)s"


@dataclass(frozen=True, slots=True)
class Namesake:
    """A stored message that bears a Message-ID which a mail of the batch bears or names."""

    message: int
    ticket: int
    direction: str
    inbound: int | None


class BatchThreadIndex:
    """Answers about one mailbox only: the same thread in two mailboxes is two tickets (SECURITY.md A14)."""

    def __init__(self, mailbox_id: int) -> None:
        self.mailbox_id = mailbox_id
        self._by_id: dict[str, list[Namesake]] = defaultdict(list)
        self._ticket_of_id: dict[str, int] = {}
        self._answers: dict[str, list[int]] = defaultdict(list)
        self._by_key: dict[str, dict[int, datetime]] = defaultdict(dict)
        self._participants: dict[int, set[str]] = defaultdict(set)
        self._topics: dict[int, Topic] = {}

    def prefetch(
        self, facts: Sequence[ThreadingFacts], keys: Collection[str] = (), also_tickets: Iterable[int] = ()
    ) -> None:
        """Ask the database once for everything that `decide` may want to know about these mails.

        `keys` are the thread keys of all of them, `also_tickets` further tickets whose participants matter.
        """
        own = {one.message_id for one in facts if one.message_id}
        self._look_up_ids(own.union(*(_named(one) for one in facts)))
        orphans = [one for one in facts if not self._points_somewhere(one)]
        named = [one.message_id for one in orphans]
        named += [one for orphan in orphans for one in _ancestors(orphan)[:MAX_COUSINS]]
        self._look_up_answers(set(named) - {""})
        self._look_up_keys(keys)
        tickets = {ticket for one in facts for ticket in one.token_tickets}
        tickets.update(also_tickets, self._ticket_of_id.values())
        tickets.update(ticket for found in self._answers.values() for ticket in found)
        tickets.update(ticket for found in self._by_key.values() for ticket in found)
        self._look_up_participants(tickets)
        self._look_up_topics(tickets)

    def namesakes(self, message_id: str) -> Sequence[Namesake]:
        """Stored messages of this mailbox with that Message-ID, oldest first."""
        return self._by_id.get(message_id, ())[:20]

    def tickets_of_message_ids(self, ids: Sequence[str]) -> Mapping[str, int]:
        """Tickets of the messages with these ids; of several with one id the first that came."""
        return {one: self._ticket_of_id[one] for one in ids if one in self._ticket_of_id}

    def tickets_referencing(self, message_id: str) -> Sequence[int]:
        """Tickets that hold an answer to a mail which arrives only now."""
        return self._answers.get(message_id, ())[:5]

    def tickets_with_key(self, key: str, since: datetime | None) -> Sequence[int]:
        """Tickets with a message that bears this thread key, written at `since` or later, newest first."""
        found = self._by_key.get(key, {})
        return [ticket for ticket, at in found.items() if since is None or at >= since]

    def participants(self, ticket: int) -> Collection[str]:
        """The customer's addresses, everybody who already writes in it, and everybody we wrote to."""
        return self._participants.get(ticket, frozenset())

    def topic(self, ticket: int) -> Topic | None:
        """The ticket's subject and last activity."""
        return self._topics.get(ticket)

    def add(
        self,
        ticket: int,
        facts: ThreadingFacts,
        *,
        keys: Iterable[str],
        topic: Topic,
        participants: Collection[str],
    ) -> None:
        """Let later mails of the batch find one that was just filed under `ticket`."""
        if facts.message_id:
            self._ticket_of_id.setdefault(facts.message_id, ticket)
        for named in {facts.in_reply_to, *facts.references} - {""}:
            if ticket not in self._answers[named]:
                self._answers[named].append(ticket)
        for key in keys:
            self._by_key[key] = {ticket: topic.last_activity_at, **self._by_key[key]}
        self._participants[ticket].update(participants)
        before = self._topics.setdefault(ticket, topic)
        if before.last_activity_at < topic.last_activity_at:
            self._topics[ticket] = Topic(before.subject, topic.last_activity_at)

    def _points_somewhere(self, facts: ThreadingFacts) -> bool:
        named = _named(facts)
        return bool(facts.token_tickets) or any(one in self._ticket_of_id for one in named)

    def _look_up_ids(self, ids: Collection[str]) -> None:
        rows = self._ask(_BY_MESSAGE_ID, ids=sorted(ids), limit=MOST_NAMESAKES) if ids else []
        for message_id, message, ticket, direction, inbound in rows:
            self._by_id[message_id].append(Namesake(message, ticket, direction, inbound))
            self._ticket_of_id.setdefault(message_id, ticket)

    def _look_up_answers(self, ids: Collection[str]) -> None:
        for message_id, ticket in self._ask(_ANSWERS, ids=sorted(ids)) if ids else []:
            self._answers[message_id].append(ticket)

    def _look_up_keys(self, keys: Collection[str]) -> None:
        rows = self._ask(_BY_KEY, keys=sorted(keys), limit=MOST_NAMESAKES) if keys else []
        for key, ticket, at in rows:
            self._by_key[key][ticket] = at

    def _look_up_participants(self, tickets: Collection[int]) -> None:
        for ticket, address in self._ask(_PARTICIPANTS, tickets=sorted(tickets)) if tickets else []:
            self._participants[ticket].add(address)

    def _look_up_topics(self, tickets: Collection[int]) -> None:
        for ticket, subject, at in self._ask(_TOPICS, tickets=sorted(tickets)) if tickets else []:
            self._topics[ticket] = Topic(subject, at)

    def _ask(self, question: str, **values: list[str] | list[int] | int) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(question, {"mailbox": self.mailbox_id, **values})
            return list(cursor.fetchall())


def _named(facts: ThreadingFacts) -> set[str]:
    """The ids that a mail answers; of a very long list both ends, where the conversation's mails stand."""
    ids = _ancestors(facts)
    return {*ids[:MAX_IDS_LOOKED_UP], *ids[-1:]}


def _ancestors(facts: ThreadingFacts) -> list[str]:
    """The ids that a mail answers, the nearest first, each once."""
    return list(dict.fromkeys(one for one in (facts.in_reply_to, *reversed(facts.references)) if one))
