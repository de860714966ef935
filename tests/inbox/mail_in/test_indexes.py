"""What threading asks for every mail is answered by an index, so that a large desk files as fast as a small one."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.core.clock import database_now
from inbox.mail.threading import ThreadingFacts
from inbox.models import Customer, Message, Ticket
from inbox.queries.batch_index import BatchThreadIndex
from tests.inbox.mail_in.world import World

TICKETS, MESSAGES = 200, 6000
# The index of each question, and a mail that asks it.
QUESTIONS = [
    ("message_by_message_id", ThreadingFacts("", message_id="7@a.example", in_reply_to="70@a.example")),
    ("message_by_reference", ThreadingFacts("", message_id="70@b.example")),
    ("message_by_in_reply_to", ThreadingFacts("", message_id="70@b.example")),
    ("message_by_thread_key", ThreadingFacts("", message_id="70@b.example")),
]


@pytest.fixture
def many_messages(world: World) -> World:
    now = database_now()
    customer = Customer.objects.create(created_at=now)
    tickets = Ticket.objects.bulk_create(
        Ticket(mailbox=world.mailbox, customer=customer, last_activity_at=now, created_at=now)
        for _number in range(TICKETS)
    )
    Message.objects.bulk_create(
        Message(
            ticket=tickets[number % TICKETS],
            direction="in",
            message_id=f"{number}@a.example",
            in_reply_to=f"{number - 1}@a.example" if number % 2 else "",
            thread_keys=[f"subject:{number}"],
            references=[f"{number - 1}@a.example", f"{number // 2}@a.example"] if number % 2 else [],
            created_at=now,
        )
        for number in range(MESSAGES)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE message, ticket, inbound_mail")
    return world


def test_each_question_of_a_batch_uses_its_index(many_messages: World) -> None:
    index = BatchThreadIndex(many_messages.mailbox.pk)
    index.prefetch([ThreadingFacts("", message_id="70@a.example")])
    assert len(index.tickets_of_message_ids(["70@a.example"])) == 1
    assert not index.tickets_referencing("7000@a.example")
    for name, facts in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            BatchThreadIndex(many_messages.mailbox.pk).prefetch([facts], {"subject:7"})
        plans = []
        for query in queries:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {query['sql']}")
                plans.append("\n".join(row[0] for row in cursor.fetchall()))
        assert any(name in plan for plan in plans), plans
        assert not any("Seq Scan on message" in plan for plan in plans), plans


def test_a_mail_finds_the_answers_that_came_before_it(many_messages: World) -> None:
    index = BatchThreadIndex(many_messages.mailbox.pk)
    Message.objects.filter(message_id="70@a.example").delete()
    index.prefetch([ThreadingFacts("", message_id="70@a.example")])
    assert len(index.tickets_referencing("70@a.example")) == 2
