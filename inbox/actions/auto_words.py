"""Which automatic answer fits a message, and its words in the customer's language and time zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from inbox.actions.hours_words import opening_words, week_words, zone_of
from inbox.mail.auto_texts import SHIPPED, fill, polite_name, text_language
from inbox.mail.hours import Hours, exception_at, is_open, next_opening, read_hours
from inbox.models import AutoReply, AutoReplyKind, Calendar, Message


@dataclass(frozen=True, slots=True)
class Answer:
    """A mail ready to send; `subject` is the language's own and never the customer's."""

    language: str
    subject: str
    text: str


def answer_for(
    message: Message, replies: Mapping[str, AutoReply], now: datetime
) -> tuple[AutoReply, Answer] | None:
    """The most special of the switched-on answers (by kind) that fits: holiday, closed, received."""
    for kind in (AutoReplyKind.HOLIDAY, AutoReplyKind.OUT_OF_HOURS, AutoReplyKind.ACKNOWLEDGEMENT):
        reply = replies.get(kind)
        if reply is None:
            continue
        hours = hours_of(reply.calendar)
        if kind != AutoReplyKind.ACKNOWLEDGEMENT and (hours is None or not _fits(kind, hours, now)):
            continue
        return reply, _answer(message, reply, hours, now)
    return None


def hours_of(calendar: Calendar | None) -> Hours | None:
    """A calendar's hours; None without one."""
    return None if calendar is None else read_hours(calendar.time_zone, calendar.weekly, calendar.exceptions)


def words_of(
    reply: AutoReply,
    language: str,
    *,
    name: str,
    store: str,
    zone: ZoneInfo,
    hours: Hours | None,
    now: datetime,
) -> Answer:
    """One answer in one language; what was not written by an admin is as shipped."""
    shipped = SHIPPED.get(language, SHIPPED["en"])
    text = reply.texts.get(language) or str(getattr(shipped, reply.kind))
    values = {"name": name, "store": store, "opens_at": "", "hours": "", "holiday": ""}
    if hours is not None:
        opening, special = next_opening(hours, now), exception_at(hours, now)
        values["opens_at"] = opening_words(opening, zone, language) if opening else ""
        values["hours"] = week_words(hours, now, zone, language)
        values["holiday"] = special.name if special else ""
    return Answer(language, shipped.subject, fill(text, values))


def _fits(kind: str, hours: Hours, now: datetime) -> bool:
    if is_open(hours, now) or next_opening(hours, now) is None:
        return False
    special = exception_at(hours, now)
    return kind != AutoReplyKind.HOLIDAY or bool(special and special.name)


def _answer(message: Message, reply: AutoReply, hours: Hours | None, now: datetime) -> Answer:
    ticket = message.ticket
    customer, mailbox = ticket.customer, ticket.mailbox
    spoken = (message.language, ticket.language, customer.language)
    language = text_language(
        *(one for one in spoken if one not in ("", "und")),
        mailbox.language,
        mailbox.store.default_language,
        written=reply.texts,
    )
    return words_of(
        reply,
        language,
        name=polite_name(message.from_name),
        store=mailbox.store.name,
        zone=zone_of(customer, mailbox.store),
        hours=hours,
        now=now,
    )
