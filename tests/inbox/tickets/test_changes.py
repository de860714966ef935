"""Status, priority, assignment, hand-over, snooze: each on the timeline, first wins, nothing by GET."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.test import Client

from audit.models import AuditEvent
from helpdesk.core.clock import utcnow
from inbox.actions.assign import AlreadyTaken, assign_ticket
from inbox.actions.status import wake_due_tickets
from inbox.models import Message, Status, Ticket, TimelineEvent
from tests.support.personas import Desk, make_desk, make_team, make_ticket, signed_in


def kinds(ticket: Ticket) -> list[str]:
    return list(TimelineEvent.objects.filter(ticket=ticket).order_by("id").values_list("kind", flat=True))


def test_status_and_priority_stand_on_the_timeline(alex: Client, ticket: Ticket) -> None:
    alex.post(f"/tickets/{ticket.pk}/status", {"status": "escalated"})
    alex.post(f"/tickets/{ticket.pk}/priority", {"priority": "urgent"})
    alex.post(f"/tickets/{ticket.pk}/status", {"status": "escalated"})
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority) == (Status.ESCALATED, 4)
    assert kinds(ticket)[-2:] == ["status", "priority"]


def test_a_status_that_does_not_exist_is_refused(alex: Client, ticket: Ticket) -> None:
    assert alex.post(f"/tickets/{ticket.pk}/status", {"status": "closed"}).status_code == 400
    assert alex.post(f"/tickets/{ticket.pk}/priority", {"priority": "__class__"}).status_code == 400


def test_snooze_wakes_in_the_morning_of_the_persons_own_zone(
    people: Desk, alex: Client, ticket: Ticket
) -> None:
    people.agent.time_zone = "Asia/Shanghai"
    people.agent.save(update_fields=["time_zone"])
    alex.post(f"/tickets/{ticket.pk}/status", {"snooze": "tomorrow"})
    ticket.refresh_from_db()
    assert ticket.snoozed_until is not None
    assert ticket.snoozed_until.hour == 1  # 09:00 in Shanghai
    assert wake_due_tickets(now=utcnow()) == 0
    assert wake_due_tickets(now=ticket.snoozed_until + timedelta(seconds=1)) == 1
    assert wake_due_tickets(now=ticket.snoozed_until + timedelta(seconds=1)) == 0


def test_an_assignment_that_saw_something_else_loses(people: Desk, alex: Client, ticket: Ticket) -> None:
    form = {"assignee": "me", "seen_assignee": ""}
    assert alex.post(f"/tickets/{ticket.pk}/assignment", form).status_code == 302
    sam = signed_in(people.supervisor)
    answer = sam.post(f"/tickets/{ticket.pk}/assignment", form, headers={"HX-Request": "true"})
    assert answer.status_code == 409
    assert people.agent.name in answer.content.decode()
    ticket.refresh_from_db()
    assert ticket.assignee == people.agent


def test_nobody_is_given_a_ticket_they_cannot_answer(people: Desk, alex: Client, ticket: Ticket) -> None:
    answer = alex.post(
        f"/tickets/{ticket.pk}/assignment",
        {"assignee": people.other_agent.pk, "seen_assignee": ""},
        headers={"HX-Request": "true"},
    )
    assert answer.status_code == 422
    ticket.refresh_from_db()
    assert ticket.assignee is None


def test_a_handover_takes_its_explanation_along(people: Desk, alex: Client, ticket: Ticket) -> None:
    team = make_team(members=[people.supervisor])
    alex.post(f"/tickets/{ticket.pk}/handover", {"team": team.pk, "assignee": "", "note": "Carrier claim"})
    ticket.refresh_from_db()
    assert ticket.team == team
    assert Message.objects.filter(ticket=ticket, direction="note", text="Carrier claim").exists()
    assert "handover" in kinds(ticket)


def test_what_was_said_cannot_be_changed_even_by_the_database_user(ticket: Ticket) -> None:
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        Message.objects.filter(ticket=ticket).update(text="something else")


def test_audit_events_cannot_be_changed_or_deleted(alex: Client, ticket: Ticket) -> None:
    alex.post(f"/tickets/{ticket.pk}/status", {"status": "pending"})
    for attempt in ("UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attempt)
    with connection.cursor() as cursor:  # the suite's own clean-up needs TRUNCATE, see tests/conftest.py
        cursor.execute("ALTER TABLE audit_event ENABLE ALWAYS TRIGGER audit_event_table_stays")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute("TRUNCATE audit_event")
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_table_stays")


@pytest.mark.django_db(transaction=True)
def test_of_fifty_people_who_take_one_ticket_one_gets_it() -> None:
    people = make_desk()
    ticket = make_ticket(people.support)
    contenders = [people.agent, people.supervisor] * 25

    def take(person: object) -> bool:
        try:
            assign_ticket(ticket, to=person, actor=person, now=utcnow(), seen_assignee_id=None)  # type: ignore[arg-type]
        except AlreadyTaken:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(16) as pool:
        wins = sum(pool.map(take, contenders))
    ticket.refresh_from_db()
    # The winner's own later clicks change nothing and are no conflict.
    assert 1 <= wins <= 25
    assert TimelineEvent.objects.filter(ticket=ticket, kind="assignee").count() == 1
    assert AuditEvent.objects.filter(action="ticket.assigned").count() == 1
