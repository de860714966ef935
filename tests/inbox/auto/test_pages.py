"""The settings pages of automatic answers and calendars, through HTTP."""

from __future__ import annotations

import pytest
from django.test import Client

from helpdesk.core.clock import utcnow
from inbox.actions.bounce import Bounce, note_bounce
from inbox.actions.change import lock_ticket
from inbox.mail.dsn import MailReport, ReportKind
from inbox.mail.status_codes import Action, RecipientReport
from inbox.models import AutoReply, AutoReplyDecision, Calendar, OutboundMail
from tests.inbox.mail_out.desk import JANE, answer
from tests.support.personas import Desk, signed_in

WEEK = {f"day_{day}": "09:00-12:30, 13:30–17:00" for day in range(5)}
DATES = {
    "form-TOTAL_FORMS": "1",
    "form-INITIAL_FORMS": "0",
    "form-0-date": "2026-12-25",
    "form-0-name": "Christmas",
    "form-0-hours": "",
}


@pytest.fixture
def admin(desk: Desk) -> Client:
    return signed_in(desk.admin)


def test_a_calendar_is_added_changed_and_removed(admin: Client) -> None:
    posted = {"name": "Berlin", "time_zone": "Europe/Berlin", **WEEK, **DATES}
    assert admin.post("/settings/calendars/new", posted).status_code == 302
    calendar = Calendar.objects.get()
    assert calendar.weekly[:2] == [[0, "09:00", "12:30"], [0, "13:30", "17:00"]]
    assert calendar.exceptions == [{"date": "2026-12-25", "name": "Christmas", "intervals": []}]
    page = admin.get(f"/settings/calendars/{calendar.pk}").content.decode()
    assert "09:00–12:30, 13:30–17:00" in page
    assert "Christmas" in page
    assert admin.post(f"/settings/calendars/{calendar.pk}/removal").status_code == 302
    assert not Calendar.objects.exists()


def test_hours_that_cannot_be_read_are_named(admin: Client) -> None:
    posted = {"name": "Berlin", "time_zone": "Europe/Berlin", **WEEK, **DATES, "day_2": "9 to 5"}
    response = admin.post("/settings/calendars/new", posted)
    assert response.status_code == 422
    assert "“9 to 5”" in response.content.decode()


def test_a_calendar_in_use_stays(admin: Client, desk: Desk) -> None:
    calendar = Calendar.objects.create(name="Berlin")
    AutoReply.objects.create(mailbox=desk.support, kind="closed", calendar=calendar)
    page = admin.post(f"/settings/calendars/{calendar.pk}/removal", follow=True).content.decode()
    assert "Automatic answers use this calendar" in page
    assert Calendar.objects.exists()


def test_an_answer_is_switched_on_with_words_of_ones_own(admin: Client, desk: Desk) -> None:
    url = f"/settings/mailboxes/{desk.support.pk}/auto-replies"
    assert "Guten Tag Maria Rossi," in admin.get(f"{url}?language=de").content.decode()
    posted = {"kind": "received", "language": "de", "is_on": "on", "window_hours": "24", "per_minute": "20"}
    assert admin.post(url, {**posted, "text": "Hallo {name}!"}).status_code == 302
    reply = AutoReply.objects.get()
    assert (reply.is_on, reply.texts) == (True, {"de": "Hallo {name}!"})
    refused = admin.post(url, {**posted, "text": "Hallo {subject}!"})
    assert refused.status_code == 422
    assert "{subject} means nothing here" in refused.content.decode()
    assert admin.post(url, {**posted, "text": ""}).status_code == 302
    assert AutoReply.objects.get().texts == {}


def test_hours_that_are_told_need_a_calendar(admin: Client, desk: Desk) -> None:
    posted = {"kind": "closed", "language": "en", "is_on": "on", "window_hours": "24", "per_minute": "20"}
    response = admin.post(f"/settings/mailboxes/{desk.support.pk}/auto-replies", posted)
    assert response.status_code == 422
    assert "Choose the calendar" in response.content.decode()


def test_the_page_counts_what_was_held_back(admin: Client, desk: Desk) -> None:
    message = answer(desk)
    AutoReplyDecision.objects.create(
        message=message,
        mailbox=desk.support,
        address="a@b.example",
        is_sent=False,
        reason="too_many",
        at=utcnow(),
    )
    page = admin.get(f"/settings/mailboxes/{desk.support.pk}/auto-replies").content.decode()
    assert "too many in one minute" in page


def test_the_conversation_says_why_a_mail_came_back(admin: Client, desk: Desk) -> None:
    message = answer(desk)
    outbound = OutboundMail.objects.get()
    OutboundMail.objects.update(state="sent", recipients={JANE: {"state": "sent", "detail": ""}})
    refusal = RecipientReport(JANE, Action.FAILED, "5.2.2", "552 over quota")
    bounce = Bounce(message.pk, message.ticket_id, outbound.pk, MailReport(ReportKind.DELIVERY, (refusal,)))
    note_bounce(lock_ticket(message.ticket_id), bounce, now=utcnow())
    page = admin.get(f"/tickets/{message.ticket_id}").content.decode()
    assert "The mailbox is full." in page
    assert "552 over quota" in page
    assert f"Our mail to {JANE} came back." in page
