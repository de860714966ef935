"""Switching automatic answers on and off, and writing their words."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from inbox.mail.auto_texts import LONGEST, SHIPPED, unknown_placeholders
from inbox.models import AutoReply, AutoReplyKind, Calendar, Mailbox


@dataclass(frozen=True, slots=True)
class AutoReplyDetails:
    """What an admin sets. `text`: the words in `language`; the shipped ones, or none, mean as shipped."""

    is_on: bool
    calendar: Calendar | None
    window_hours: int
    per_minute: int
    language: str
    text: str


@transaction.atomic
def save_auto_reply(
    mailbox: Mailbox, kind: str, details: AutoReplyDetails, *, actor: User | None, ip: str = ""
) -> AutoReply:
    """Write one kind's settings and its words in one language.

    Raises Refused naming the field: hours that are told need a calendar, words need known placeholders.
    """
    if details.is_on and kind != AutoReplyKind.ACKNOWLEDGEMENT and details.calendar is None:
        raise Refused(_("Choose the calendar whose hours decide when this is sent."), field="calendar")
    if unknown := unknown_placeholders(details.text):
        sentence = _("{%(name)s} means nothing here. The placeholders are listed below the text.")
        raise Refused(sentence % {"name": unknown[0]}, field="text")
    if len(details.text) > LONGEST:
        raise Refused(
            _("The text is too long: %(most)s characters at most.") % {"most": LONGEST}, field="text"
        )
    reply = AutoReply.objects.select_for_update().filter(mailbox=mailbox, kind=kind).first()
    reply = reply or AutoReply(mailbox=mailbox, kind=kind)
    text = details.text.replace("\r\n", "\n").strip()
    texts = {code: words for code, words in reply.texts.items() if code != details.language}
    if text and text != getattr(SHIPPED.get(details.language, SHIPPED["en"]), kind):
        texts[details.language] = text
    reply.is_on, reply.calendar, reply.texts = details.is_on, details.calendar, texts
    reply.window_hours, reply.per_minute = details.window_hours, details.per_minute
    reply.save()
    record(
        "auto_reply.updated",
        actor=actor,
        object_kind="auto_reply",
        object_id=reply.pk,
        mailbox_id=mailbox.pk,
        payload={"kind": kind, "is_on": details.is_on, "language": details.language},
        ip=ip,
    )
    return reply
