"""Answering over HTTP: one reply is one mail, whatever the browser does."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import AuditEvent
from helpdesk.core.ids import derived_key
from inbox.mail.tokens import token_tickets
from inbox.models import Draft, Message, OutboundMail, OutboundState, Status, Ticket, TimelineEvent
from tests.support.personas import Desk, make_attachment, make_message, signed_in

HTMX = {"HX-Request": "true"}


def reply(client: Client, ticket: Ticket, **fields: object):  # type: ignore[no-untyped-def]
    ticket.refresh_from_db()
    form = {
        "body": "Your parcel arrives tomorrow.",
        "to": "jane@mail.example",
        "cc": "",
        "seen_through": ticket.last_message_id,
        "idempotency_key": "key-1",
        "then": "open",
    } | fields
    return client.post(f"/tickets/{ticket.pk}/replies", form)


def test_a_reply_waits_in_the_outbox_for_the_undo_window(alex: Client, ticket: Ticket) -> None:
    assert reply(alex, ticket).status_code == 302
    outbound = OutboundMail.objects.get()
    assert outbound.state == OutboundState.QUEUED
    assert 9 < (outbound.send_after - outbound.created_at).total_seconds() <= 10
    message = outbound.message
    assert message.in_reply_to == ticket.messages.order_by("id").first().message_id  # type: ignore[union-attr]
    assert message.references == [message.in_reply_to]
    assert token_tickets([], [message.message_id], derived_key("reply-token")) == (ticket.pk,)


def test_the_same_form_twice_is_one_reply(alex: Client, ticket: Ticket) -> None:
    seen = ticket.last_message_id
    for _ in range(3):
        assert reply(alex, ticket, seen_through=seen).status_code == 302
    assert OutboundMail.objects.count() == 1


def test_answering_takes_an_unassigned_ticket_and_starts_it(
    alex: Client, people: Desk, ticket: Ticket
) -> None:
    reply(alex, ticket)
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.status, ticket.waiting_since) == (people.agent, Status.IN_PROGRESS, None)
    assert ticket.preview_is_ours


def test_send_and_done_resolves(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket, then="done")
    ticket.refresh_from_db()
    assert ticket.status == Status.RESOLVED
    assert ticket.resolved_at is not None


def test_a_reply_to_a_conversation_that_moved_on_is_stopped_and_kept(alex: Client, ticket: Ticket) -> None:
    seen = ticket.last_message_id
    make_message(ticket, "Never mind, it came just now!")
    answer = alex.post(
        f"/tickets/{ticket.pk}/replies",
        {"body": "We look into it.", "to": "a@b.example", "seen_through": seen, "idempotency_key": "k"},
        headers=HTMX,
    )
    assert answer.status_code == 409
    assert "it came just now" in answer.content.decode()
    assert OutboundMail.objects.count() == 0
    assert Draft.objects.get().body == "We look into it."


def test_send_anyway_is_deliberate_and_audited(alex: Client, ticket: Ticket) -> None:
    seen = ticket.last_message_id
    make_message(ticket, "One more thing")
    assert reply(alex, ticket, seen_through=seen, force="1").status_code == 302
    assert OutboundMail.objects.count() == 1
    assert AuditEvent.objects.filter(action="ticket.replied_anyway").exists()
    assert TimelineEvent.objects.filter(kind="sent_anyway").exists()


def test_a_colleagues_note_does_not_stop_a_reply(alex: Client, ticket: Ticket) -> None:
    seen = ticket.last_message_id
    make_message(ticket, "Look at the scan first", direction="note")
    assert reply(alex, ticket, seen_through=seen).status_code == 302


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"body": "  "}, "Write something first."),
        ({"to": ""}, "Add somebody to send this to."),
        ({"to": "not an address"}, "is not a mail address"),
        ({"to": "a@b.example\r\nBcc: x@evil.example"}, "is not a mail address"),
    ],
)
def test_what_cannot_be_sent_is_said_in_a_sentence(
    alex: Client, ticket: Ticket, fields: dict[str, str], sentence: str
) -> None:
    form = {"body": "Hi", "to": "a@b.example", "seen_through": ticket.last_message_id, "idempotency_key": "k"}
    answer = alex.post(f"/tickets/{ticket.pk}/replies", form | fields, headers=HTMX)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not OutboundMail.objects.exists()


def test_undo_gives_the_text_back_and_the_mail_never_leaves(alex: Client, ticket: Ticket) -> None:
    waiting = ticket.waiting_since
    reply(alex, ticket)
    outbound = OutboundMail.objects.get()
    assert alex.post(f"/messages/{outbound.message_id}/cancellation").status_code == 302
    outbound.refresh_from_db()
    ticket.refresh_from_db()
    assert outbound.state == OutboundState.CANCELLED
    assert Draft.objects.get().body == "Your parcel arrives tomorrow."
    assert ticket.waiting_since == waiting


def test_undo_comes_too_late_once_the_sender_has_the_mail(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket)
    OutboundMail.objects.update(state=OutboundState.SENDING)
    message = OutboundMail.objects.get().message_id
    answer = alex.post(f"/messages/{message}/cancellation", headers=HTMX)
    assert answer.status_code == 409
    assert OutboundMail.objects.get().state == OutboundState.SENDING


def test_nobody_undoes_another_persons_reply(people: Desk, alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket)
    message = OutboundMail.objects.get().message_id
    assert signed_in(people.supervisor).post(f"/messages/{message}/cancellation").status_code == 404
    assert OutboundMail.objects.get().state == OutboundState.QUEUED


def test_a_file_travels_with_its_reply(alex: Client, ticket: Ticket) -> None:
    upload = SimpleUploadedFile("../../label.pdf", b"%PDF-1.7 label", "application/pdf")
    reply(alex, ticket, attachments=upload)
    attachment = OutboundMail.objects.get().message.attachments.get()
    assert (attachment.name, attachment.blob.size) == ("label.pdf", 14)


def test_an_attachment_of_another_conversation_cannot_be_taken_along(
    people: Desk, alex: Client, ticket: Ticket
) -> None:
    foreign = make_attachment(ticket.messages.get())
    reply(alex, ticket, uploads=str(foreign.pk))
    foreign.refresh_from_db()
    assert foreign.message == ticket.messages.order_by("id").first()


def test_a_note_is_never_mail(alex: Client, ticket: Ticket) -> None:
    for _ in range(2):
        alex.post(f"/tickets/{ticket.pk}/notes", {"body": "Refund her.", "idempotency_key": "n"})
    assert Message.objects.filter(direction="note").count() == 1
    assert not OutboundMail.objects.exists()


def test_view_only_people_neither_answer_nor_note(people: Desk) -> None:
    from tests.support.personas import make_ticket

    ticket = make_ticket(people.billing)
    fin = signed_in(people.finance)
    assert fin.get(f"/tickets/{ticket.pk}").status_code == 200
    assert reply(fin, ticket).status_code == 403
    assert fin.post(f"/tickets/{ticket.pk}/notes", {"body": "x", "idempotency_key": "n"}).status_code == 403
    assert not OutboundMail.objects.exists()


def test_every_act_leaves_its_audit_event_without_personal_data(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket, then="done")
    actions = list(
        AuditEvent.objects.filter(object_kind="ticket").order_by("id").values_list("action", flat=True)
    )
    assert actions == ["ticket.status_set", "ticket.replied"]
    payloads = str(list(AuditEvent.objects.values_list("payload", flat=True)))
    assert "parcel" not in payloads
    assert "jane" not in payloads


@pytest.mark.parametrize(
    ("verdict", "state"), [("resend", OutboundState.RETRY), ("sent", OutboundState.SENT)]
)
def test_a_person_settles_a_mail_of_unknown_fate(
    alex: Client, ticket: Ticket, verdict: str, state: str
) -> None:
    reply(alex, ticket)
    outbound = OutboundMail.objects.get()
    message_id = outbound.message.message_id
    OutboundMail.objects.update(state=OutboundState.UNKNOWN)
    assert "Send again" in alex.get(f"/tickets/{ticket.pk}").content.decode()
    alex.post(f"/messages/{outbound.message_id}/delivery", {"verdict": verdict})
    outbound.refresh_from_db()
    assert outbound.state == state
    assert outbound.message.message_id == message_id


def test_a_mail_that_was_sent_is_never_sent_again(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket)
    OutboundMail.objects.update(state=OutboundState.SENT)
    message = OutboundMail.objects.get().message_id
    assert alex.post(f"/messages/{message}/delivery", {"verdict": "resend"}, headers=HTMX).status_code == 409
    assert OutboundMail.objects.get().state == OutboundState.SENT


def test_send_and_done_taken_back_is_not_done_and_not_in_the_list(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket, then="done")
    message = OutboundMail.objects.get().message_id
    alex.post(f"/messages/{message}/cancellation")
    ticket.refresh_from_db()
    assert ticket.status == Status.NEW
    assert ticket.preview == "It should have been here on Monday."
    assert not ticket.preview_is_ours


def test_an_autosave_that_arrives_after_the_sending_leaves_no_draft(alex: Client, ticket: Ticket) -> None:
    reply(alex, ticket)
    alex.post(f"/tickets/{ticket.pk}/draft", {"kind": "reply", "body": "Your parcel arrives tom"})
    assert not Draft.objects.exists()
    alex.post(f"/tickets/{ticket.pk}/draft", {"kind": "reply", "body": "And one thing more"})
    assert Draft.objects.exists()
