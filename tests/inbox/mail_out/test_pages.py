"""The outbox on the screen: when a reply leaves, what waits, and the switch that holds everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from helpdesk.core.clock import utcnow
from inbox.actions.hold import hold
from inbox.models import Draft, OutboundMail, OutboxHold, Ticket
from inbox.web.views.send_time import tomorrow_morning
from tests.inbox.mail_out.desk import answer, later
from tests.support.personas import Desk, make_ticket, signed_in


@pytest.fixture
def ticket(desk: Desk) -> Ticket:
    return make_ticket(desk.support)


@pytest.fixture
def browser_of_alex(desk: Desk) -> Client:
    return signed_in(desk.agent)


@pytest.fixture
def browser_of_ada(desk: Desk) -> Client:
    return signed_in(desk.admin)


def reply(client: Client, ticket: Ticket, **fields: Any) -> Any:
    form = {"body": "Did it arrive?", "to": "jane@mail.example", "idempotency_key": "key", "then": "open"}
    return client.post(
        f"/tickets/{ticket.pk}/replies", {**form, "seen_through": ticket.last_message_id, **fields}
    )


def leaves_in(expected: timedelta) -> None:
    left = OutboundMail.objects.get().send_after - utcnow()
    assert abs(left - expected) < timedelta(minutes=1)


def test_a_reply_can_leave_in_an_hour(browser_of_alex: Client, ticket: Ticket) -> None:
    assert reply(browser_of_alex, ticket, send_later="hour", cancels_on_answer="1").status_code == 302
    leaves_in(timedelta(hours=1))
    assert OutboundMail.objects.get().cancels_on_answer
    page = browser_of_alex.get(f"/tickets/{ticket.pk}").content.decode()
    assert 'data-testid="scheduled"' in page
    assert "unless the customer writes first" in page
    assert "Send now" in page
    assert "hd-undo" not in page


def test_a_time_typed_into_the_field_is_the_writers_own(
    desk: Desk, browser_of_alex: Client, ticket: Ticket
) -> None:
    desk.agent.time_zone = "Asia/Shanghai"
    desk.agent.save()
    at = (utcnow() + timedelta(days=2)).replace(second=0, microsecond=0)
    typed = at.astimezone(ZoneInfo("Asia/Shanghai")).strftime("%Y-%m-%dT%H:%M")
    # Whichever button sent it: too early cannot be taken back.
    assert reply(browser_of_alex, ticket, send_at=typed).status_code == 302
    assert OutboundMail.objects.get().send_after == at


@pytest.mark.parametrize(
    "fields",
    [{"send_later": "pick"}, {"send_at": "tomorrow"}, {"send_at": "2020-01-01T09:00"}, {"send_later": "x"}],
)
def test_a_time_that_is_none_sends_nothing(
    browser_of_alex: Client, ticket: Ticket, fields: dict[str, str]
) -> None:
    answer = reply(browser_of_alex, ticket, **fields)
    assert answer.status_code == 422
    assert "Choose a time for sending that lies ahead" in answer.content.decode()
    assert not OutboundMail.objects.exists()


def test_tomorrow_morning_is_nine_o_clock_also_when_the_clocks_change() -> None:
    for zone, now, nine in (
        ("Europe/Berlin", datetime(2026, 10, 24, 20, tzinfo=UTC), datetime(2026, 10, 25, 8, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2027, 3, 27, 20, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (
            "America/Los_Angeles",
            datetime(2026, 11, 22, 2, tzinfo=UTC),
            datetime(2026, 11, 22, 17, tzinfo=UTC),
        ),
    ):
        assert tomorrow_morning(now, ZoneInfo(zone)) == nine


def test_a_colleague_can_send_now_or_cancel_what_was_to_leave_later(
    desk: Desk, browser_of_alex: Client, ticket: Ticket
) -> None:
    now, never = answer(desk, ticket=ticket, send_at=later(days=2)), answer(desk, send_at=later(days=2))
    assert browser_of_alex.post(f"/messages/{now.pk}/delivery", {"verdict": "now"}).status_code == 302
    assert browser_of_alex.post(f"/messages/{never.pk}/cancellation").status_code == 302
    states = dict(OutboundMail.objects.values_list("message_id", "state"))
    assert states == {now.pk: "queued", never.pk: "cancelled"}
    assert OutboundMail.objects.get(message=now).send_after <= utcnow()
    assert Draft.objects.get(ticket=never.ticket).user == desk.agent
    # The undo of the seconds after sending stays the writer's own.
    quick = answer(desk)
    assert browser_of_alex.post(f"/messages/{quick.pk}/cancellation").status_code == 404


def test_an_admin_holds_and_releases_and_every_page_says_so(
    desk: Desk, browser_of_ada: Client, browser_of_alex: Client
) -> None:
    answer(desk, send_at=later(seconds=30))
    assert browser_of_ada.post("/settings/outbox/hold", {"is_held": "1"}).status_code == 302
    assert "All outgoing mail is held" in browser_of_ada.get("/settings/outbox").content.decode()
    for path in ("/inbox/all", "/settings/", f"/tickets/{Ticket.objects.get().pk}"):
        assert 'data-testid="outbox-held"' in browser_of_ada.get(path).content.decode()
    assert 'data-testid="outbox-held"' not in browser_of_alex.get("/inbox/all").content.decode()
    assert browser_of_alex.get("/settings/outbox").status_code == 403
    browser_of_ada.post("/settings/outbox/hold", {"is_held": "0"})
    assert not OutboxHold.objects.exists()


def test_after_a_restore_the_page_says_what_to_do(desk: Desk, browser_of_ada: Client) -> None:
    message = answer(desk)
    hold(None, actor=None, now=utcnow(), reason="restored", detail="the database lives elsewhere than it did")
    page = browser_of_ada.get("/settings/outbox").content.decode()
    assert "The database was restored to an earlier state." in page
    assert "Compare the waiting mail with the Sent folder" in page
    own = f"/settings/outbox/{message.outbound.pk}"
    assert browser_of_ada.post(own, {"verdict": "sent"}).status_code == 302
    assert OutboundMail.objects.get().state == "sent"
    assert "Everything has left" in browser_of_ada.get("/settings/outbox").content.decode()
    assert browser_of_ada.post(own, {"verdict": "resend"}).status_code == 302
    assert browser_of_ada.post(own, {"verdict": "burn"}).status_code == 404
