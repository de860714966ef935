"""Automatic answers: to whom, how often, in which words, and never twice (PRODUCT.md MB-6; SECURITY A7, A11)."""

from __future__ import annotations

import itertools
import threading
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connections, transaction

from helpdesk.core.clock import database_now
from inbox.actions.auto_reply import answer_automatically
from inbox.actions.filing.run import file_inbound, file_waiting
from inbox.actions.ledger import Arrival, enter, take_in
from inbox.actions.outgoing import envelope, wire_bytes
from inbox.models import (
    AutoReply,
    AutoReplyDecision,
    Calendar,
    Mailbox,
    Message,
    OutboundMail,
    Store,
    Ticket,
    TimelineEvent,
)
from tests.inbox.mail_in.world import World, a_mail

JANE = "jane@customer.example"
_numbers = itertools.count(10_000)
OFFICE = [[day, "09:00", "17:00"] for day in range(5)]


def switch_on(
    world: World, kind: str = "received", mailbox: Mailbox | None = None, **fields: Any
) -> AutoReply:
    return AutoReply.objects.create(mailbox=mailbox or world.mailbox, kind=kind, is_on=True, **fields)


def first(world: World, *, at: datetime | None = None, **mail: Any) -> Message:
    """A customer's first message, which reached the mail server at `at` or just now."""
    now = database_now()
    taken = take_in(
        a_mail(**mail),
        mailbox=world.mailbox,
        folder="INBOX",
        uidvalidity=1,
        uid=next(_numbers),
        internal_date=at or now,
        now=now,
    )
    return world.message_of(file_inbound(taken.pk, now=now))


def decided(message: Message, now: datetime | None = None) -> AutoReplyDecision:
    answer_automatically([message.pk], now=now or database_now())
    return AutoReplyDecision.objects.get(message=message)


def answers() -> list[Message]:
    return list(Message.objects.filter(direction="out").order_by("id"))


def test_nothing_is_sent_until_an_admin_switches_it_on(world: World) -> None:
    message = first(world)
    AutoReply.objects.create(mailbox=world.mailbox, kind="received")
    assert answer_automatically([message.pk], now=database_now()) == []
    assert not OutboundMail.objects.exists()
    assert not AutoReplyDecision.objects.exists()


def test_a_first_message_is_answered_as_automatic_mail_that_repeats_nothing(world: World) -> None:
    switch_on(world)
    message = first(world, subject="Buy pills at http://evil.example", body="Secret words.")
    waiting = Ticket.objects.get().waiting_since
    assert decided(message).is_sent
    ours = answers()[0]
    wire = wire_bytes(ours, world.mailbox, is_automatic=True)
    assert ours.to == [JANE]
    assert ours.subject == "We have received your message"
    assert b"pills" not in wire
    assert b"Secret" not in wire
    assert "Hello Jane Roe," in ours.text
    assert b"Auto-Submitted: auto-replied" in wire
    outbound = OutboundMail.objects.select_related("mailbox").get()
    assert (outbound.is_automatic, envelope(outbound, world.mailbox).sender) == (True, "")
    ticket = Ticket.objects.get()
    assert (ticket.waiting_since, ticket.status, ticket.preview_is_ours) == (waiting, "new", False)
    assert TimelineEvent.objects.filter(kind="auto_replied", message=ours, data={"kind": "received"}).exists()


def test_the_task_run_twice_answers_once(world: World) -> None:
    switch_on(world)
    message = first(world)
    for _run in range(2):
        answer_automatically([message.pk], now=database_now())
    assert len(answers()) == 1


def test_two_workers_side_by_side_answer_once(world: World) -> None:
    switch_on(world)
    messages = [first(world, subject=f"Order {n}", sender=f"Jane <{JANE}>").pk for n in range(4)]
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        answer_automatically(messages, now=database_now())
        connections.close_all()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert len(answers()) == 1
    assert AutoReplyDecision.objects.filter(is_sent=True).count() == 1


@pytest.mark.parametrize(
    ("mail", "reason"),
    [
        ({"headers": [("Auto-Submitted", "auto-replied")]}, "auto"),
        ({"headers": [("List-Id", "<news.shop.example>")]}, "bulk"),
        ({"headers": [("X-Auto-Response-Suppress", "All")]}, "held_back"),
        ({"sender": "no-reply@shop.example"}, "held_back"),
        ({"sender": "MAILER-DAEMON@mx.example", "subject": "failure notice"}, "bounce"),
    ],
)
def test_a11_whom_no_machine_answers(world: World, mail: dict[str, Any], reason: str) -> None:
    switch_on(world)
    decision = decided(first(world, **mail))
    assert (decision.is_sent, decision.reason) == (False, reason)
    assert not OutboundMail.objects.exists()


def test_whom_else_no_machine_answers(world: World) -> None:
    switch_on(world)
    other = world.add_mailbox(world.mailbox.store, f"other-{world.address}", "secret")
    ours = first(world, sender=other.address.replace("@", "+tag@"))
    assert decided(ours).reason == "own_address"
    failed = first(world, sender="x@y.example", subject="two")
    Message.objects.filter(pk=failed.pk).update(trust={"dmarc": "fail"})
    assert decided(failed).reason == "dmarc"
    stranger = first(world, sender="z@y.example", subject="three")
    Message.objects.filter(pk=stranger.pk).update(is_from_stranger=True)
    assert decided(stranger).reason == "stranger"
    late = first(world, sender="w@y.example", subject="four")
    assert decided(late, database_now() + timedelta(hours=25)).reason == "old"


def test_a_second_message_of_a_conversation_is_not_answered(world: World) -> None:
    switch_on(world)
    message = first(world)
    again = world.message_of(
        world.receive(a_mail(body="And?", headers=[("References", f"<{message.message_id}>")]))
    )
    assert again.ticket_id == message.ticket_id
    answer_automatically([again.pk], now=database_now())
    assert not OutboundMail.objects.exists()


def test_once_to_an_address_within_the_window_across_the_kinds(world: World) -> None:
    calendar = Calendar.objects.create(name="Never", weekly=[[0, "09:00", "09:01"]])
    switch_on(world)
    closed = switch_on(world, "closed", calendar=calendar)
    assert decided(first(world, subject="one")).kind == "closed"
    closed.delete()
    second = first(world, subject="two", sender="JANE@customer.example")
    assert decided(second).reason == "again"
    tomorrow = database_now() + timedelta(hours=24, minutes=1)
    assert decided(first(world, subject="three", at=tomorrow), tomorrow).is_sent


@pytest.mark.parametrize(("mails", "cap"), [(30, 5), pytest.param(500, 20, marks=pytest.mark.chaos)])
def test_a7_a_crowd_of_forged_senders_gets_no_more_answers_than_the_cap(
    world: World, mails: int, cap: int
) -> None:
    switch_on(world, per_minute=cap)
    now = database_now()
    raws = [a_mail(sender=f"victim{n}@forged.example", subject=f"Bomb {n}") for n in range(mails)]
    enter([Arrival(n + 1, now, raw) for n, raw in enumerate(raws)], world.mailbox, "INBOX", 1, now)
    with transaction.atomic():  # one commit: the test is about the caps
        assert file_waiting(now=now) == mails
        answer_automatically(list(Message.objects.values_list("pk", flat=True)), now=now)
    reasons = Counter(AutoReplyDecision.objects.values_list("is_sent", "reason"))
    assert reasons == {(True, ""): cap, (False, "too_many"): mails - cap}
    assert OutboundMail.objects.count() == cap


def test_a11_two_desks_mailing_each_other_stop_after_one_answer_each(world: World) -> None:
    """Each answers for the other as a customer: what one sends is filed by the other as it left the wire."""
    other = Mailbox.objects.create(
        store=Store.objects.create(name="Other shop", country="DE"),
        name="other",
        address=f"help-{world.address.partition('@')[0]}@other.example",
        imap_host="localhost", imap_username="x", smtp_host="localhost",
    )  # fmt: skip
    desks = [world.mailbox, other]
    for mailbox in desks:
        switch_on(world, mailbox=mailbox)
    start = a_mail(sender=JANE, to=other.address)
    post: list[tuple[Mailbox, bytes]] = [(other, start.replace(JANE.encode(), world.address.encode()))]
    for _turn in range(10):
        if not post:
            break
        mailbox, raw = post.pop(0)
        # The other desk is another installation: it does not know this one's addresses as its own.
        Mailbox.objects.exclude(pk=mailbox.pk).update(address="hidden@elsewhere.example")
        inbound = world.receive(raw, mailbox=mailbox)
        before = OutboundMail.objects.count()
        answer_automatically([world.message_of(inbound).pk], now=database_now())
        for one, address in zip(desks, (world.address, other.address), strict=True):
            Mailbox.objects.filter(pk=one.pk).update(address=address)
        for sent in OutboundMail.objects.order_by("pk")[before:]:
            target = next(one for one in desks if one.pk != mailbox.pk)
            post.append((target, wire_bytes(sent.message, mailbox, is_automatic=True)))
    assert not post
    assert max(Counter(OutboundMail.objects.values_list("mailbox_id", flat=True)).values()) == 1


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("de", "Wir haben Ihre Nachricht erhalten", "Guten Tag Jane Roe,"),
        ("zh-Hant", "我們已收到您的訊息", "Jane Roe 您好："),
        ("ja", "お問い合わせを受け付けました", "Jane Roe 様"),
        ("xx", "We have received your message", "Hello Jane Roe,"),
    ],
)
def test_the_answer_speaks_the_customers_language(
    world: World, language: str, subject: str, words: str
) -> None:
    switch_on(world)
    message = first(world)
    Message.objects.filter(pk=message.pk).update(language=language)
    assert decided(message).is_sent
    assert answers()[0].subject == subject
    assert words in answers()[0].text


def test_an_admins_own_words_come_first(world: World) -> None:
    switch_on(world, texts={"de": "Hallo {name}, hier ist {store}."})
    message = first(world, sender=f"Www.Evil.Example buy now <{JANE}>")
    Message.objects.filter(pk=message.pk).update(language="de")
    decided(message)
    assert answers()[0].text == "Hallo, hier ist Voltway."


def test_the_language_is_waited_for_and_then_guessed(world: World) -> None:
    switch_on(world)
    message = first(world)
    Message.objects.filter(pk=message.pk).update(language="und")
    assert answer_automatically([message.pk], now=database_now(), is_last_try=False) == [message.pk]
    assert not OutboundMail.objects.exists()
    assert answer_automatically([message.pk], now=database_now()) == []
    assert len(answers()) == 1


def test_out_of_hours_tells_the_opening_in_the_customers_own_zone(world: World) -> None:
    calendar = Calendar.objects.create(name="Berlin", time_zone="Europe/Berlin", weekly=OFFICE)
    switch_on(world, "closed", calendar=calendar)
    sunday = datetime.fromisoformat("2026-11-22T19:00:00+00:00")
    message = first(world, at=sunday)
    Message.objects.filter(pk=message.pk).update(language="en")
    message.ticket.customer.country = "JP"
    message.ticket.customer.save()
    assert decided(message, sunday).is_sent
    text = answers()[0].text
    assert "Monday, Nov. 23, 2026, 5 p.m. (Tokyo, UTC+9)" in text
    assert "Monday–Friday 5 p.m.–1 a.m. (Tokyo, UTC+9)" in text


def test_during_opening_hours_out_of_hours_says_nothing(world: World) -> None:
    calendar = Calendar.objects.create(name="Berlin", time_zone="Europe/Berlin", weekly=OFFICE)
    switch_on(world, "closed", calendar=calendar)
    monday = datetime.fromisoformat("2026-11-23T09:00:00+00:00")
    assert decided(first(world, at=monday), monday).reason == "nothing_to_say"


def test_a_holiday_is_told_by_its_name(world: World) -> None:
    exceptions = [{"date": "2026-12-25", "name": "Weihnachten", "intervals": []}]
    calendar = Calendar.objects.create(
        name="Berlin", time_zone="Europe/Berlin", weekly=OFFICE, exceptions=exceptions
    )
    for kind in ("received", "closed", "holiday"):
        switch_on(world, kind, calendar=calendar)
    christmas = datetime.fromisoformat("2026-12-25T09:00:00+00:00")
    message = first(world, at=christmas)
    Message.objects.filter(pk=message.pk).update(language="de")
    assert decided(message, christmas).kind == "holiday"
    assert "Feiertags (Weihnachten)" in answers()[0].text
    assert "Montag, 28. Dezember 2026, 08:00 (UTC)" in answers()[0].text
