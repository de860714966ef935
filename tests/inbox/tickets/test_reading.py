"""Lists and conversations: only what one may see, in a known number of queries, page by page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from helpdesk.core.clock import utcnow
from inbox.models import Ticket
from tests.support.personas import Desk, make_attachment, make_message, make_ticket, signed_in

# UI.md 7: a list of 50 rows in at most 8 queries and a conversation in at most 12, session and rights not included.
LIST_QUERIES = 8
CONVERSATION_QUERIES = 12
SIGNED_IN_QUERIES = 3  # session, person, grants


def numbers(page: str) -> list[int]:
    return [int(found) for found in re.findall(r'data-ticket="(\d+)"', page)]


def test_a_list_shows_only_what_its_reader_may_see(people: Desk) -> None:
    mine = make_ticket(people.support, "Seen")
    make_ticket(people.billing, "Hidden")
    page = signed_in(people.agent).get("/inbox/all").content.decode()
    assert numbers(page) == [mine.pk]
    assert "Hidden" not in page


def test_search_finds_nothing_in_foreign_mailboxes(people: Desk) -> None:
    hidden = make_ticket(people.billing, "Secret chargeback")
    alex = signed_in(people.agent)
    for query in ("chargeback", f"#{hidden.pk}", str(hidden.pk)):
        assert numbers(alex.get("/search", {"q": query}).content.decode()) == []
    assert numbers(signed_in(people.supervisor).get("/search", {"q": "chargeback"}).content.decode()) == [
        hidden.pk
    ]


@pytest.mark.parametrize("sort", ["newest", "waiting", "due", "priority"])
def test_pages_together_show_every_ticket_once(people: Desk, alex: Client, sort: str) -> None:
    now = utcnow()
    made = [
        make_ticket(people.support, now=now - timedelta(minutes=n % 7), priority=1 + n % 4).pk
        for n in range(120)
    ]
    seen: list[int] = []
    url = f"/inbox/all?sort={sort}"
    while url:
        page = alex.get(url, headers={"HX-Request": "true"}).content.decode()
        seen += numbers(page)
        more = re.search(r'hx-get="([^"]*after=[^"]+)"', page)
        url = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(made)
    assert len(seen) == len(set(seen))


def test_a_page_link_that_is_not_ours_is_told_so(alex: Client) -> None:
    for cursor in ("x", "e30", "WzEsIDFd!", "a" * 5000):
        assert alex.get("/inbox/all", {"after": cursor}).status_code == 400


def test_the_list_costs_the_same_queries_for_one_row_and_for_fifty(people: Desk, alex: Client) -> None:
    counts = []
    for size in (1, 49):
        for _ in range(size):
            make_ticket(people.support)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            alex.get("/inbox/all")
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= LIST_QUERIES + SIGNED_IN_QUERIES, [q["sql"][:120] for q in captured.captured_queries]


def test_a_conversation_costs_the_same_queries_however_long(
    people: Desk, alex: Client, ticket: Ticket
) -> None:
    counts = []
    for size in (1, 60):
        for number in range(size):
            make_attachment(make_message(ticket, f"message {number}"))
        with CaptureQueriesContext(connection) as captured:
            alex.get(f"/tickets/{ticket.pk}", headers={"HX-Request": "true"})
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert counts[1] <= CONVERSATION_QUERIES + SIGNED_IN_QUERIES, [
        q["sql"][:120] for q in captured.captured_queries
    ]


def test_a_ticket_is_unread_until_its_reader_has_read_it(people: Desk, alex: Client, ticket: Ticket) -> None:
    assert "row--unread" in alex.get("/inbox/all").content.decode()
    alex.post(f"/tickets/{ticket.pk}/seen", {"through": ticket.last_message_id})
    assert "row--unread" not in alex.get("/inbox/all").content.decode()
    assert "row--unread" in signed_in(people.supervisor).get("/inbox/all").content.decode()
    make_message(ticket, "Hello?")
    assert "row--unread" in alex.get("/inbox/all").content.decode()


def test_notes_of_a_message_body_frame_run_nothing(people: Desk, alex: Client, ticket: Ticket) -> None:
    message = make_message(ticket, "text", safe_html='<p onclick="x()">Hi<script>alert(1)</script></p>')
    answer = alex.get(f"/messages/{message.pk}/body")
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox allow-same-origin allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "<script" not in answer.content.decode()
    assert "onclick" not in answer.content.decode()


def test_files_are_downloads_whatever_they_claim_to_be(people: Desk, alex: Client, ticket: Ticket) -> None:
    attachment = make_attachment(make_message(ticket, "see file"), b"<script>1</script>", 'x";\r\nevil.html')
    answer = alex.get(f"/attachments/{attachment.pk}")
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment; ")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert signed_in(people.other_agent).get(f"/attachments/{attachment.pk}").status_code == 404


def test_an_svg_is_never_drawn(people: Desk, alex: Client, ticket: Ticket) -> None:
    attachment = make_attachment(make_message(ticket, "see"), b"<svg onload='x()'/>", "x.svg")
    assert alex.get(f"/attachments/{attachment.pk}/preview").status_code == 404
