"""A suspicious mail says what is wrong; its links stand still until somebody lets them go (IN-9)."""

from __future__ import annotations

import itertools

import pytest
from django.test import Client

from audit.models import AuditEvent
from helpdesk.core.clock import utcnow
from inbox.actions.filing.run import file_inbound
from inbox.actions.ledger import take_in
from inbox.mail.defuse import defuse_links
from inbox.mail.sanitize import sanitize_html
from inbox.models import Mailbox, Message, Ticket
from tests.support.personas import Desk, make_ticket, signed_in

_uids = itertools.count(1)
HTML = '<p>Dear team, <a href="https://evil.example/login?x=1">https://paypal.com/login</a></p>'


def receive(mailbox: Mailbox, sender: str, *, html: str = HTML, headers: str = "") -> Message:
    raw = f"From: {sender}\r\nTo: {mailbox.address}\r\nSubject: Your account\r\n{headers}"
    kind = "text/html" if html.startswith("<") else "text/plain"
    raw += f"Content-Type: {kind}; charset=utf-8\r\n\r\n{html}\r\n"
    now = utcnow()
    taken = take_in(
        raw.encode(),
        mailbox=mailbox,
        folder="INBOX",
        uidvalidity=1,
        uid=next(_uids),
        internal_date=now,
        now=now,
    )
    return Message.objects.get(inbound=file_inbound(taken.pk, now=now))


@pytest.fixture
def agent(desk: Desk) -> Client:
    return signed_in(desk.agent)


def page_of(client: Client, message: Message) -> str:
    return client.get(f"/tickets/{message.ticket_id}").content.decode()


def body_of(client: Client, message: Message) -> str:
    return client.get(f"/messages/{message.pk}/body").content.decode()


def test_a_dangerous_mail_has_a_banner_and_dead_links_until_somebody_trusts_them(
    desk: Desk, agent: Client
) -> None:
    message = receive(desk.support, "PayPal <service@paypa1.com>")
    page = page_of(agent, message)
    assert 'data-severity="danger"' in page
    assert "made to look like paypal" in page
    body = body_of(agent, message)
    assert "<a " not in body and "href" not in body
    assert "<u>https://paypal.com/login</u> <code>[evil.example]</code>" in body

    agent.post(f"/messages/{message.pk}/links")
    assert 'href="https://evil.example/login?x=1"' in body_of(agent, message)
    page = page_of(agent, message)
    assert 'data-severity="danger"' in page  # what is wrong with it stays said
    assert "trust-links" not in page
    event = AuditEvent.objects.get(action="message.links_trusted")
    assert (event.actor_id, event.object_id) == (desk.agent.pk, message.ticket_id)
    agent.post(f"/messages/{message.pk}/links")
    assert AuditEvent.objects.filter(action="message.links_trusted").count() == 1


def test_links_of_plain_text_stand_still_too(desk: Desk, agent: Client) -> None:
    message = receive(desk.support, "PayPal <service@paypa1.com>", html="Go to https://evil.example/login")
    assert 'href="https://evil.example' not in page_of(agent, message)
    agent.post(f"/messages/{message.pk}/links")
    assert 'href="https://evil.example' in page_of(agent, message)


def test_links_of_one_message_say_nothing_about_the_next(desk: Desk, agent: Client) -> None:
    first, second = (receive(desk.support, f"PayPal <{n}@paypa1.com>") for n in "ab")
    agent.post(f"/messages/{first.pk}/links")
    assert "href" not in body_of(agent, second)


def test_an_ordinary_mail_has_no_banner_and_a_notice_leaves_its_links(desk: Desk, agent: Client) -> None:
    plain = receive(desk.support, "Jane <jane@customer.example>")
    assert "trust-banner" not in page_of(agent, plain)
    noticed = receive(desk.support, "Jane <j@customer.example>", headers="Reply-To: x@elsewhere.example\r\n")
    assert 'data-severity="notice"' in page_of(agent, noticed)
    assert "href" in body_of(agent, noticed)


def test_a8_the_customer_is_who_stands_in_from_and_a_changed_answer_address_is_said(
    desk: Desk, agent: Client
) -> None:
    message = receive(desk.support, "a@x.example", headers="Reply-To: vip@y.example\r\n")
    values = message.ticket.customer.identities.values_list("value", flat=True)
    assert list(values) == ["a@x.example"]
    page = page_of(agent, message)
    assert 'value="a@x.example"' in page
    assert "asks for answers at another domain" in page


def test_only_those_who_may_answer_let_links_go(desk: Desk) -> None:
    message = receive(desk.billing, "PayPal <service@paypa1.com>")
    finance = signed_in(desk.finance)
    assert "trust-links" not in page_of(finance, message)
    assert finance.post(f"/messages/{message.pk}/links").status_code == 403
    assert signed_in(desk.agent).post(f"/messages/{message.pk}/links").status_code == 404


def test_a14_a_related_ticket_is_shown_only_to_those_who_may_see_it(desk: Desk) -> None:
    here, there = make_ticket(desk.support), make_ticket(desk.billing)
    Ticket.objects.filter(pk=here.pk).update(related=[there.pk])
    link = f'href="/tickets/{there.pk}"'
    assert link not in signed_in(desk.agent).get(f"/tickets/{here.pk}").content.decode()
    assert link in signed_in(desk.supervisor).get(f"/tickets/{here.pk}").content.decode()


def test_a14_one_mail_to_two_mailboxes_is_two_linked_tickets_and_agents_see_only_theirs(desk: Desk) -> None:
    headers = "Message-ID: <both@customer.example>\r\n"
    one = receive(desk.support, "jane@customer.example", headers=headers)
    two = receive(desk.billing, "jane@customer.example", headers=headers)
    assert one.ticket_id != two.ticket_id
    assert Ticket.objects.get(pk=one.ticket_id).related == [two.ticket_id]
    assert Ticket.objects.get(pk=two.ticket_id).related == [one.ticket_id]
    page = page_of(signed_in(desk.agent), one)
    assert f"/tickets/{two.ticket_id}" not in page


@pytest.mark.parametrize(
    ("href", "shown"),
    [
        ("https://paypal.com@evil.example/x", "evil.example"),
        ("https://p\u0430ypal.com/", "xn--pypal-4ve.com"),
        ("mailto:a@evil.example?subject=x", "a@evil.example"),
        ("http://[::1", ""),
        ("https://x.example/?a=1&amp;b=%3E", "x.example"),
    ],
)
def test_a_link_shows_where_it_really_leads(href: str, shown: str) -> None:
    safe = sanitize_html(f'<p>a <a href="{href}" title="x > y">paypal.com</a> b</p>').html
    defused = sanitize_html(defuse_links(safe), with_links=False).html
    assert "<a" not in defused and "href" not in defused
    assert f"[{shown}]" in defused if shown else "paypal.com" in defused
