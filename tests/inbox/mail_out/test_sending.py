"""The outbox against submission servers that refuse, stall, cut and lie."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connections

from audit.models import AuditEvent
from helpdesk.accounts.models import User
from helpdesk.core.clock import database_now
from helpdesk.core.ids import derived_key
from inbox.actions import outbox, send_mail
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.take_back import TooLate, take_back
from inbox.channels.email import smtp
from inbox.channels.email.account import Account
from inbox.mail.verp import outbound_of
from inbox.models import Attachment, Mailbox, Message, OutboundMail, Ticket, TimelineEvent
from inbox.storage import store_blob
from tests.inbox.mail_in.world import World, a_mail
from tests.inbox.mail_out.submission import Submission

JANE = "jane@customer.example"


def reply(
    world: World, *, to: tuple[str, ...] = (JANE,), key: str = "k1", text: str = "On its way."
) -> Message:
    ticket = Ticket.objects.first() or world.message_of(world.receive(a_mail())).ticket
    ticket.refresh_from_db()
    words = ReplyText(text, to, (), ticket.last_message_id, key)
    return send_reply(ticket, words, actor=world.agent(), now=database_now())


def through(server: Submission) -> None:
    Mailbox.objects.update(smtp_host="localhost", smtp_port=server.port, smtp_security="plain")


def send_due(at: Callable[[], Any] = database_now) -> list[OutboundMail]:
    now = at()
    return [send_mail.send_claimed(one.outbound_id, one.token, now=now) for one in outbox.claim_due(now)]


@pytest.fixture(autouse=True)
def _no_undo_window(settings: Any) -> None:
    settings.UNDO_SEND_SECONDS = 0


def test_r45_a_greylisted_mail_is_tried_again_with_the_same_message_id(world: World) -> None:
    answers = iter(["451 4.7.1 come back later", "421 busy", "250 OK"])
    with Submission(rcpt=lambda _address: next(answers)) as server:
        through(server)
        message = reply(world)
        (first,) = send_due()
        assert (first.state, first.last_error) == ("retry", "451 4.7.1 come back later")
        assert send_due() == []
        assert timedelta(seconds=50) < first.send_after - database_now() <= timedelta(minutes=1)
        (second,) = send_due(lambda: database_now() + timedelta(minutes=2))
        assert second.state == "retry"
        (third,) = send_due(lambda: database_now() + timedelta(minutes=20))
        assert (third.state, third.attempts) == ("sent", 3)
    mail = message_from_bytes(server.accepted[0][2], policy=policy.default)
    assert mail["Message-ID"] == f"<{message.message_id}>"
    assert len(server.accepted) == 1
    assert [send_mail.retry_pause(count).total_seconds() / 60 for count in range(1, 6)] == [1, 5, 15, 60, 120]


def test_r45_after_two_days_of_trying_it_has_failed(world: World) -> None:
    with Submission(rcpt=lambda _address: "451 4.7.1 come back later") as server:
        through(server)
        reply(world)
        (row,) = send_due(lambda: database_now() + timedelta(hours=49))
    assert row.state == "failed"
    assert Ticket.objects.get().has_failed_delivery


def test_r46_a_refused_mail_has_failed_and_the_ticket_shows_it(world: World) -> None:
    with Submission(rcpt=lambda _address: "550 5.1.1 no such user") as server:
        through(server)
        message = reply(world)
        (row,) = send_due()
        assert (row.state, row.last_error) == ("failed", "550 5.1.1 no such user")
        assert send_due(lambda: database_now() + timedelta(days=1)) == []
    ticket = Ticket.objects.get()
    assert ticket.has_failed_delivery
    line = TimelineEvent.objects.get(ticket=ticket, kind="send_failed")
    assert (line.message_id, line.data) == (message.pk, {"detail": "550 5.1.1 no such user", "to": JANE})
    assert AuditEvent.objects.filter(action="mail.failed", object_id=row.pk).exists()


def test_r47_a_server_that_is_away_is_tried_again(world: World) -> None:
    with Submission() as server:
        through(server)
    reply(world)
    (row,) = send_due()
    assert row.state == "retry"
    assert "refuses connections" in row.last_error
    assert row.data_started_at is None


def test_r48_a_lost_confirmation_is_unknown_and_never_sent_again_by_itself(world: World) -> None:
    with Submission(data=lambda _content: "cut") as server:
        through(server)
        reply(world)
        (row,) = send_due()
        assert row.state == "unknown"
        assert send_due(lambda: database_now() + timedelta(days=3)) == []
        assert TimelineEvent.objects.filter(kind="send_unknown").exists()
        assert Ticket.objects.get().has_failed_delivery
        settled = outbox.mark_sent(row, actor=world.agent(), now=database_now())
        assert settled.state == "sent"
        assert not Ticket.objects.get().has_failed_delivery
    assert len(server.accepted) == 1


def test_r49_resending_an_unknown_mail_keeps_its_message_id(world: World) -> None:
    answers = iter(["drop", "250 OK"])
    with Submission(data=lambda _content: next(answers)) as server:
        through(server)
        message = reply(world)
        (row,) = send_due()
        assert (row.state, server.accepted) == ("unknown", [])
        outbox.resend(row, actor=world.agent(), now=database_now())
        (again,) = send_due()
        assert again.state == "sent"
    ((_sender, _recipients, content),) = server.accepted
    assert message_from_bytes(content, policy=policy.default)["Message-ID"] == f"<{message.message_id}>"
    with pytest.raises(outbox.NotResendable):
        outbox.resend(again, actor=world.agent(), now=database_now())


def test_r50_one_refused_recipient_of_three_does_not_undo_the_others(world: World) -> None:
    bad = "gone@customer.example"
    refuse = lambda address: "550 5.1.1 gone" if address == bad else "250 OK"  # noqa: E731
    with Submission(rcpt=refuse) as server:
        through(server)
        reply(world, to=(JANE, bad, "joe@customer.example"))
        (row,) = send_due()
        assert send_due(lambda: database_now() + timedelta(days=1)) == []
    assert row.state == "sent"
    assert {address: one["state"] for address, one in row.recipients.items()} == {
        JANE: "sent",
        bad: "failed",
        "joe@customer.example": "sent",
    }
    assert set(server.accepted[0][1]) == {JANE, "joe@customer.example"}
    assert Ticket.objects.get().has_failed_delivery


def test_a_recipient_put_off_is_tried_again_alone(world: World) -> None:
    slow = iter(["451 later", "250 OK"])
    put_off = lambda address: next(slow) if address == "joe@customer.example" else "250 OK"  # noqa: E731
    with Submission(rcpt=put_off) as server:
        through(server)
        reply(world, to=(JANE, "joe@customer.example"))
        assert send_due()[0].state == "retry"
        assert send_due(lambda: database_now() + timedelta(minutes=2))[0].state == "sent"
    assert [recipients for _sender, recipients, _content in server.accepted] == [
        [JANE],
        ["joe@customer.example"],
    ]


def test_r51_without_starttls_or_with_a_strange_certificate_nothing_is_sent(
    world: World, monkeypatch: Any
) -> None:
    reply(world)
    with Submission() as server:
        Mailbox.objects.update(smtp_port=server.port, smtp_security="starttls")
        (row,) = send_due()
        assert (row.state, server.accepted) == ("retry", [])
        assert "does not offer STARTTLS" in row.last_error
    monkeypatch.delenv("CROSSDESK_CA_FILE")
    Mailbox.objects.update(smtp_port=world.server.smtp_port)
    (row,) = send_due(lambda: database_now() + timedelta(hours=1))
    assert "certificate" in row.last_error


def test_r52_a_server_that_gives_a_byte_at_a_time_is_cut_off() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    is_over = threading.Event()

    def drip() -> None:
        connection, _address = listener.accept()
        while not is_over.wait(0.05):
            try:
                connection.sendall(b"2")
            except OSError:
                return

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    outcomes = smtp.submit(
        Account("localhost", listener.getsockname()[1], "plain"),
        sender="a@b.example",
        recipients=[JANE],
        content=b"x\r\n",
        on_data=lambda: None,
        total_seconds=0.5,
    )
    is_over.set()
    assert outcomes[JANE].state == "retry"


def test_r53_twenty_sends_with_one_key_are_one_mail(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail())).ticket
    actor, made = world.agent(), []
    words = ReplyText("Hello", (JANE,), (), ticket.last_message_id, "same-key")

    def press_send() -> None:
        made.append(send_reply(ticket, words, actor=actor, now=database_now()).pk)
        connections.close_all()

    threads = [threading.Thread(target=press_send) for _number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 20
    assert len(set(made)) == 1
    assert OutboundMail.objects.count() == 1


def race(message: Message, actor: User, pauses: tuple[float, float]) -> str:
    """Undo and the sender at nearly the same moment; what the person was told."""
    told: list[str] = []
    started = threading.Barrier(2)

    def undo() -> None:
        started.wait()
        threading.Event().wait(max(0, pauses[0]))
        try:
            take_back(message, actor=actor, now=database_now())
            told.append("cancelled")
        except TooLate:
            told.append("sent")
        connections.close_all()

    def send() -> None:
        started.wait()
        threading.Event().wait(max(0, pauses[1]))
        send_due()
        connections.close_all()

    threads = [threading.Thread(target=side) for side in (undo, send)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told[0]


@pytest.mark.parametrize("races", [30, pytest.param(200, marks=[pytest.mark.chaos, pytest.mark.chaos_long])])
def test_r54_undo_and_send_never_both_win(world: World, settings: Any, races: int) -> None:
    """So many races around the end of the window, the seed printed."""
    settings.UNDO_SEND_SECONDS = 0.05
    seed = random.randrange(1 << 30)
    print(f"seed {seed}")
    chance = random.Random(seed)
    actor = world.agent()
    undone = 0
    with Submission() as server:
        through(server)
        for number in range(races):
            message = reply(world, key=f"race-{number}", text=f"Reply {number}")
            left = (message.outbound.send_after - database_now()).total_seconds()
            told = race(
                message, actor, (left + chance.uniform(-0.02, 0.01), left + chance.uniform(-0.01, 0.01))
            )
            send_due(lambda: database_now() + timedelta(seconds=1))
            assert OutboundMail.objects.get(message=message).state == told, (seed, number)
            undone += told == "cancelled"
    assert len(server.accepted) == races - undone
    assert 0 < undone < races, f"the race was never close (seed {seed})"


@pytest.mark.parametrize(
    ("point", "state", "arrived"),
    [("wire_bytes", "retry", 0), ("_commit_data_start", "unknown", 0), ("submit", "unknown", 1)],
)
def test_r32_a_killed_sender_leaves_a_lease_that_ends_as_it_must(
    world: World, point: str, state: str, arrived: int
) -> None:
    with Submission() as server:
        through(server)
        reply(world)
        connections.close_all()
        child = os.fork()
        if child == 0:
            original = getattr(send_mail, point)

            def then_die(*args: Any, **named: Any) -> Any:
                original(*args, **named)
                os.kill(os.getpid(), signal.SIGKILL)

            setattr(send_mail, point, then_die)
            try:
                send_due()
            finally:
                os._exit(3)
        assert os.WIFSIGNALED(os.waitpid(child, 0)[1])
        assert outbox.sweep_expired(database_now()) == 0  # the lease still holds
        assert outbox.sweep_expired(database_now() + timedelta(minutes=4)) == 1
        row = OutboundMail.objects.get()
        assert (row.state, len(server.accepted)) == (state, arrived)
        if state == "retry":
            assert send_due(lambda: database_now() + timedelta(minutes=5))[0].state == "sent"
        else:
            assert send_due(lambda: database_now() + timedelta(days=1)) == []


def test_r31_a_doubled_hint_sends_once(world: World) -> None:
    with Submission() as server:
        through(server)
        reply(world)
        (claimed,) = outbox.claim_due(database_now())
        for _time in range(3):
            send_mail.send_claimed(claimed.outbound_id, claimed.token, now=database_now())
    assert len(server.accepted) == 1


def test_what_leaves_carries_the_files_and_the_threading_headers(world: World) -> None:
    with Submission() as server:
        through(server)
        ticket = world.message_of(world.receive(a_mail(message_id="<q@customer.example>"))).ticket
        upload = Attachment.objects.create(
            uploader=world.agent(),
            blob=store_blob(b"%PDF-1.4 return label"),
            name="label.pdf",
            content_type="application/pdf",
            created_at=database_now(),
        )
        words = ReplyText(
            "Your label: .\n.\nBye", (JANE,), (), ticket.last_message_id, "k", uploads=(upload.pk,)
        )
        send_reply(ticket, words, actor=world.agent(), now=database_now())
        assert send_due()[0].state == "sent"
    ((sender, recipients, content),) = server.accepted
    mail = message_from_bytes(content, policy=policy.default)
    assert outbound_of(sender, derived_key("bounce-address")) == OutboundMail.objects.get().pk
    assert recipients == [JANE]
    assert mail["References"] == "<q@customer.example>"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["label.pdf"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert "Your label: .\n.\nBye" in body.get_content().replace("\r\n", "\n")
    assert mail["Bcc"] is None


def test_providers_without_plus_addresses_get_the_plain_one(world: World) -> None:
    Mailbox.objects.update(has_plus_addresses=False)
    with Submission() as server:
        through(server)
        reply(world)
        send_due()
    ((sender, _recipients, content),) = server.accepted
    assert sender == world.address
    assert world.address in message_from_bytes(content, policy=policy.default)["Reply-To"]
