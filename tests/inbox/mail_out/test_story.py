"""The main job on real servers: a mail becomes a ticket, is answered, and the answer's answer finds it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

from helpdesk.core.clock import database_now
from inbox.actions import outbox
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.send_mail import send_claimed
from inbox.models import Draft, Message, OutboundMail, OutboundState, Status, Ticket
from tests.inbox.mail_in.world import World, a_mail


def send_everything() -> list[OutboundMail]:
    now = database_now()
    return [send_claimed(one.outbound_id, one.token, now=now) for one in outbox.claim_due(now)]


def test_a_mail_is_answered_and_the_customers_reply_lands_on_the_same_ticket(
    world: World, settings: Any
) -> None:
    settings.UNDO_SEND_SECONDS = 0
    world.deliver(a_mail(to=world.address))
    world.poll_and_file()
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.subject, ticket.message_count) == ("new", "Where is my parcel?", 1)
    assert ticket.waiting_since is not None

    reply = ReplyText("It is on its way.", ("jane@customer.example",), (), ticket.last_message_id, "key-1")
    send_reply(ticket, reply, actor=world.agent(), now=database_now())
    (sent,) = send_everything()
    assert sent.state == OutboundState.SENT, sent.last_error

    delivered = world.server.sent()[-1]
    mail = message_from_bytes(delivered, policy=policy.default)
    first = Message.objects.order_by("id").first()
    assert first is not None
    assert mail["In-Reply-To"] == f"<{first.message_id}>"
    assert world.address in mail["From"]
    assert mail["Reply-To"] is not None
    assert "It is on its way." in mail.get_content()

    # The customer's program writes to Reply-To and, as some do, drops every threading header.
    (answer_to,) = [address.addr_spec for address in mail["Reply-To"].addresses]
    assert answer_to.startswith(world.address.split("@")[0] + "+")
    world.deliver(a_mail(to=answer_to, subject="Thanks", body="Thank you!"), answer_to)
    world.poll_and_file()
    world.deliver(a_mail(reply_to_mail=delivered, body="One more thing."), world.address)
    world.poll_and_file()
    ticket.refresh_from_db()
    assert ticket.message_count == 4
    assert Ticket.objects.count() == 1
    assert ticket.status == Status.IN_PROGRESS


def test_a_reply_for_later_comes_back_when_the_customers_mail_is_filed_first(world: World) -> None:
    ticket = world.message_of(world.receive(a_mail(message_id="<first@customer.example>"))).ticket
    now = database_now()
    words = ReplyText("Did it arrive?", ("jane@customer.example",), (), ticket.last_message_id, "later")
    words = replace(words, send_at=now + timedelta(days=1), cancels_on_answer=True)
    send_reply(ticket, words, actor=world.agent(), now=now)
    world.receive(a_mail(headers=[("In-Reply-To", "<first@customer.example>")], body="It has arrived."))
    assert OutboundMail.objects.get().state == OutboundState.CANCELLED
    assert Draft.objects.get(ticket=ticket).body == "Did it arrive?"
    ticket.refresh_from_db()
    assert (ticket.preview, ticket.preview_is_ours) == ("It has arrived.", False)
    assert ticket.waiting_since is not None
