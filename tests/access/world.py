"""One object of every kind in each of the two mailboxes, and the URLs that name them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from PIL import Image

from helpdesk.accounts.models import Team, User
from helpdesk.core.clock import utcnow
from inbox.actions.imports.jobs import Choices, start_import
from inbox.actions.reply import ReplyText, send_reply
from inbox.models import Attachment, Calendar, ImportJob, Mailbox, MailFolder, Ticket
from tests.support.personas import Desk, make_attachment, make_inbound, make_team, make_ticket

MISSING = 987_654_321


@dataclass(frozen=True)
class World:
    """The desk with its objects; columns are those of the matrix."""

    desk: Desk
    team: Team
    tickets: dict[int, Ticket]
    quarantined: dict[int, int]

    def person(self, column: str) -> User:
        return {"manager": self.desk.other_agent, "viewer": self.desk.finance}.get(column) or getattr(
            self.desk, column
        )

    def mailbox(self, column: str, *, own: bool = True) -> Mailbox:
        """A mailbox that the person of this column sees, or one that they do not."""
        is_billing = (column in ("manager", "viewer")) is own
        return self.desk.billing if is_billing else self.desk.support

    def kwargs(
        self, name: str, parameters: tuple[str, ...], mailbox: Mailbox, person: User
    ) -> dict[str, Any]:
        """Path arguments that name objects of the mailbox."""
        ticket = self.tickets[mailbox.pk]
        known: dict[str, Any] = {
            "view": "all",
            "token": "unsigned",
            "number": ticket.pk,
            "message_id": ticket.last_inbound_id,
            "mailbox_id": mailbox.pk,
            "folder_id": MailFolder.objects.get_or_create(mailbox=mailbox)[0].pk,
            "outbound_id": 1,
            "calendar_id": Calendar.objects.get_or_create(name="Office")[0].pk,
            "target_id": 1,
            "job_id": import_job(mailbox).pk,
            "inbound_id": self.quarantined[mailbox.pk],
            "store_id": self.desk.store.pk,
            "user_id": self.desk.agent.pk,
            "team_id": self.team.pk,
        }
        if "attachment_id" in parameters:
            known["attachment_id"] = Attachment.objects.get(message_id=ticket.last_inbound_id).pk
        if name in ("message_cancellation", "message_delivery"):
            known["message_id"] = queued_reply(ticket, person)
        return {parameter: known[parameter] for parameter in parameters}


def make_world(desk: Desk) -> World:
    """A ticket with a picture, and a mail that could not be read, in both mailboxes."""
    tickets, quarantined = {}, {}
    for mailbox in (desk.support, desk.billing):
        ticket = make_ticket(mailbox)
        picture = make_attachment(ticket.messages.get(), png(), "photo.png")
        Attachment.objects.filter(pk=picture.pk).update(content_type="image/png")
        tickets[mailbox.pk] = ticket
        quarantined[mailbox.pk] = make_inbound(mailbox, b"Subject: broken\r\n\r\n").pk
    return World(desk, make_team(members=[desk.agent, desk.other_agent]), tickets, quarantined)


def import_job(mailbox: Mailbox) -> ImportJob:
    """An import of the mailbox that nobody has begun to work on."""
    known = ImportJob.objects.filter(mailbox=mailbox).first()
    return known or start_import(mailbox, Choices(paths=("old.mbox",)), actor=None, now=utcnow())


def queued_reply(ticket: Ticket, author: User) -> int:
    """The id of the author's own answer, which can still be taken back."""
    reply = ReplyText("Hello.", ("jane@mail.example",), (), 10**9, f"queued-{author.pk}-{ticket.pk}")
    return send_reply(ticket, reply, actor=author, now=utcnow()).pk


def png() -> bytes:
    """A small picture."""
    file = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(file, "PNG")
    return file.getvalue()


def url_table() -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    """Name, path parameters and pattern of every URL that is routed."""
    yield from _walk(get_resolver().url_patterns, ())


def _walk(entries: list[Any], outer: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...], URLPattern]]:
    for entry in entries:
        parameters = (*outer, *entry.pattern.converters)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, parameters)
        else:
            yield str(entry.name), parameters, entry
