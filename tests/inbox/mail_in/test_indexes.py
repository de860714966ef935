"""What threading asks for every mail is answered by an index, so that a large desk files as fast as a small one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from helpdesk.core.clock import database_now
from inbox.models import Customer, Message, Ticket
from inbox.queries.thread_index import MailboxThreadIndex
from tests.inbox.mail_in.world import World

TICKETS, MESSAGES = 200, 6000
QUESTIONS: list[tuple[str, Callable[[MailboxThreadIndex], object]]] = [
    ("message_by_message_id", lambda index: index.tickets_of_message_ids(["7@a.example", "c@d.example"])),
    ("message_by_reference", lambda index: index.tickets_referencing("70@a.example")),
    ("message_by_in_reply_to", lambda index: index.tickets_referencing("70@a.example")),
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
            references=[f"{number - 1}@a.example", f"{number // 2}@a.example"] if number % 2 else [],
            created_at=now,
        )
        for number in range(MESSAGES)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE message, ticket, inbound_mail")
    return world


def test_each_question_of_every_mail_uses_its_index(many_messages: World) -> None:
    index = MailboxThreadIndex(many_messages.mailbox.pk)
    assert len(index.tickets_of_message_ids(["7@a.example", "c@d.example"])) == 1
    assert len(index.tickets_referencing("70@a.example")) == 2
    for name, ask in QUESTIONS:
        with CaptureQueriesContext(connection) as queries:
            ask(index)
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN {queries[0]['sql']}")
            plan = "\n".join(row[0] for row in cursor.fetchall())
        assert name in plan, plan
        assert "Seq Scan on message" not in plan
