"""Alarms in words: what is wrong, since when, what still works, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import Right
from inbox.channels.email.errors import PROBLEMS, MailServerProblem
from inbox.models import AlarmKind, AlarmNotice, AlarmTarget, MailboxAlarm

# The kind of an alarm that is none and is never stored.
TEST = "test"


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """`title`: the mailbox and its trouble in a few words; the others are sentences in the reader's language."""

    title: str
    problem: str
    still_works: str
    remedy: str


@dataclass(frozen=True, slots=True)
class AlarmRow:
    """One alarm for a screen."""

    mailbox_id: int
    mailbox: str
    kind: str
    words: AlarmWords
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """Who is told, and how the last telling went: `problem` is "" where it arrived or nothing was told."""

    id: int
    kind_label: str
    address: str
    told_at: datetime | None
    problem: str


def open_alarms(access: Access) -> tuple[AlarmRow, ...]:
    """What is wrong now in mailboxes the person manages, the oldest first: one query, none for most people."""
    ids = access.mailbox_ids(Right.MANAGE)
    if ids == frozenset():
        return ()
    alarms = MailboxAlarm.objects.filter(closed_at=None, mailbox__is_active=True)
    if ids is not None:
        alarms = alarms.filter(mailbox_id__in=ids)
    return _rows(alarms.select_related("mailbox").order_by("opened_at")[:20])


def alarms_of(mailbox_id: int, *, limit: int = 5) -> tuple[AlarmRow, ...]:
    """The mailbox's latest alarms, open ones first."""
    alarms = MailboxAlarm.objects.filter(mailbox_id=mailbox_id).select_related("mailbox").order_by("-id")
    found = _rows(alarms[:limit])
    return tuple(sorted(found, key=lambda one: one.closed_at is not None))


def words_of(alarm: MailboxAlarm) -> AlarmWords:
    """The alarm in the active language; `alarm.mailbox` is read."""
    if alarm.kind == TEST:
        return _test_words()
    title = f"{alarm.mailbox.name} {alarm.get_kind_display()}"
    return AlarmWords(title, *_WORDS[AlarmKind(alarm.kind)](alarm.code, alarm.detail))


def target_rows() -> tuple[TargetRow, ...]:
    """Everybody who is told, with the last telling: one query."""
    latest = AlarmNotice.objects.filter(target=OuterRef("pk")).order_by("-pk")
    targets = AlarmTarget.objects.annotate(
        told_at=Subquery(latest.values("sent_at")[:1]), problem=Subquery(latest.values("last_error")[:1])
    )
    return tuple(
        TargetRow(one.pk, str(one.get_kind_display()), one.address, one.told_at, one.problem or "")
        for one in targets.order_by("kind", "address")
    )


def _test_words() -> AlarmWords:
    return AlarmWords(
        _("A test of the helpdesk's alarms"),
        _("Nothing is wrong: an admin of the desk wants to see that this arrives."),
        _("Everything that worked before."),
        _("Nothing."),
    )


def _rows(alarms: Iterable[MailboxAlarm]) -> tuple[AlarmRow, ...]:
    return tuple(
        AlarmRow(one.mailbox_id, one.mailbox.name, one.kind, words_of(one), one.opened_at, one.closed_at)
        for one in alarms
    )


def _problem(code: str, server: str) -> tuple[str, str]:
    """Sentence and remedy of a connection's problem, also of a code that a later version has dropped."""
    problem = MailServerProblem(code if code in PROBLEMS else "server_said_no", server)
    return problem.sentence, problem.remedy


def _failing(code: str, detail: str) -> tuple[str, str, str]:
    sentence, remedy = _problem(code, detail)
    still = _("Mail waits on its server and comes in when this works again; nothing is lost.")
    return sentence, still, remedy


def _silent(code: str, detail: str) -> tuple[str, str, str]:
    if code == "no_mail":
        hours = int(detail or 0)
        return (
            ngettext("No mail has come for %(hours)s hour.", "No mail has come for %(hours)s hours.", hours)
            % {"hours": hours},
            _("The server is read as usual and shows nothing new."),
            _(
                "Write to the address yourself; then check forwarding, the spam folder and the domain's MX records."
            ),
        )
    return (
        _("Nobody looks for mail in this mailbox, though it is in use."),
        _("Mail waits on its server; nothing is lost."),
        _("Check that the desk's workers and its beat run: “manage.py doctor” names what is missing."),
    )


def _stopped(code: str, detail: str) -> tuple[str, str, str]:
    sentence, remedy = _problem(code, detail)
    return sentence, _("Other folders are read on; mail in this one waits on its server."), remedy


def _canary(code: str, detail: str) -> tuple[str, str, str]:
    still = _("Mail that reaches the mailbox is read as usual.")
    if code == "not_sent":
        return (
            _("The test mail could not be handed to the outgoing server."),
            still,
            _("Press “Test connection” on the mailbox's page: it says what the server refuses."),
        )
    return (
        _("The test mail that this mailbox sent to itself has not come back."),
        still,
        _("Look for it in the provider's spam folder and quarantine; then check forwarding and filters."),
    )


def _sending(code: str, detail: str) -> tuple[str, str, str]:
    still = _(
        "Answers wait in the outbox and leave by themselves when this works again; mail comes in as usual."
    )
    if code in PROBLEMS:
        sentence, remedy = _problem(code, detail)
        return sentence, still, remedy
    if code == "waiting":
        count = int(detail or 0)
        sentence = ngettext(
            "%(count)s mail should have left and nobody sends it.",
            "%(count)s mails should have left and nobody sends them.",
            count,
        ) % {"count": count}
        remedy = _(
            "Check that the desk's workers and its beat run: “manage.py doctor” names what is missing."
        )
        return sentence, still, remedy
    return (
        _("The outgoing server does not take mail: %(words)s") % {"words": detail},
        still,
        _("Press “Test connection” on the mailbox's page; ask the provider what the answer means."),
    )


def _unaccounted(code: str, detail: str) -> tuple[str, str, str]:
    count = int(detail or 0)
    if code == "not_filed":
        return (
            ngettext(
                "%(count)s mail was fetched and is not a conversation yet.",
                "%(count)s mails were fetched and are not conversations yet.",
                count,
            )
            % {"count": count},
            _("It is stored and stays on its server as well; nothing is lost."),
            _("Check that the desk's workers run: “manage.py doctor” names what is missing."),
        )
    return (
        ngettext(
            "A comparison found %(count)s mail on the server that the desk did not have.",
            "A comparison found %(count)s mails on the server that the desk did not have.",
            count,
        )
        % {"count": count},
        _("They are fetched by now, or tried again within the hour."),
        _("Press “Compare now” on the mailbox's page; if the number stays, run “manage.py mailflow”."),
    )


_WORDS = {
    AlarmKind.FAILING: _failing,
    AlarmKind.SILENT: _silent,
    AlarmKind.STOPPED: _stopped,
    AlarmKind.CANARY: _canary,
    AlarmKind.SENDING: _sending,
    AlarmKind.UNACCOUNTED: _unaccounted,
}
