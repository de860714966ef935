"""Sentences for the system events of the timeline. Each stands after the actor's name: "Alex | took it"."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

Sentence = Callable[[Mapping[str, str]], str]


def _status(data: Mapping[str, str]) -> str:
    return _("set the status to %(status)s") % {"status": data.get("to", "")}


def _priority(data: Mapping[str, str]) -> str:
    return _("set the priority to %(priority)s") % {"priority": data.get("to", "")}


def _assignee(data: Mapping[str, str]) -> str:
    name = data.get("to", "")
    return _("assigned it to %(name)s") % {"name": name} if name else _("removed the assignee")


def _team(data: Mapping[str, str]) -> str:
    name = data.get("to", "") or data.get("team", "")
    return _("moved it to the team %(name)s") % {"name": name} if name else _("removed the team")


def _handover(data: Mapping[str, str]) -> str:
    name = data.get("to", "") or data.get("team", "")
    return _("handed it over to %(name)s") % {"name": name} if name else _("handed it over")


def _snoozed(data: Mapping[str, str]) -> str:
    until = data.get("until", "")
    return _("snoozed it until %(until)s") % {"until": until} if until else _("snoozed it")


def _send_failed(data: Mapping[str, str]) -> str:
    detail = data.get("detail", "")
    if not detail:
        return _("The reply was not delivered")
    return _("The reply was not delivered: %(detail)s") % {"detail": detail}


def _bounced(data: Mapping[str, str]) -> str:
    if data.get("report") == "complaint":
        return _("The recipient marked our mail as spam: %(to)s") % {"to": data.get("to", "")}
    sentence = _("Our mail to %(to)s came back. %(reason)s")
    return sentence % {"to": data.get("to", ""), "reason": data.get("reason", "")}


def _auto_replied(data: Mapping[str, str]) -> str:
    sentences = {
        "received": _("An automatic answer said that the mail was received"),
        "closed": _("An automatic answer told the opening hours"),
        "holiday": _("An automatic answer told of the holiday"),
    }
    return sentences.get(data.get("kind", ""), _("An automatic answer was sent"))


def _cancelled_by_answer(data: Mapping[str, str]) -> str:
    author = data.get("author", "")
    if not author:
        return _("The reply that was to leave later was cancelled: the customer wrote first")
    sentence = _(
        "The reply that was to leave later was cancelled: the customer wrote first. %(name)s has the draft"
    )
    return sentence % {"name": author}


EVENTS: dict[str, Sentence | str | Promise] = {
    "created": lazy("opened the conversation"),
    "status": _status,
    "priority": _priority,
    "assignee": _assignee,
    "team": _team,
    "snoozed": _snoozed,
    "woken": lazy("The snooze ended"),
    "reopened": lazy("reopened it by answering"),
    "sent": lazy("the reply was sent"),
    "send_failed": _send_failed,
    "bounced": _bounced,
    "auto_replied": _auto_replied,
    "send_unknown": lazy("The mail server did not say whether the reply was sent"),
    "taken_back": lazy("took the reply back before it was sent"),
    "cancelled": _cancelled_by_answer,
    "sent_anyway": lazy("sent the reply although a newer message had arrived"),
    "handover": _handover,
    "stranger": lazy("Someone new to this conversation wrote with its reference"),
    "candidate": lazy("Another conversation may be about the same matter"),
    "linked": lazy("The same mail came to another mailbox too: the conversations are linked"),
    "note": lazy("added a note"),
}
