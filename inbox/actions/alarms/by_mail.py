"""An alarm as a mail, over another mailbox than the one in trouble.

It leaves past the outbox and its holds: a hold is about customers, and this is for those who can end it.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from helpdesk.accounts.models import User
from helpdesk.core.secrets import SecretUnreadable
from inbox.actions.alarms.untold import Untold
from inbox.channels.email.account import smtp_account
from inbox.channels.email.smtp import submit
from inbox.mail.compose import compose
from inbox.mail.model import OutgoingMail
from inbox.models import AlarmKind, AlarmNotice, Mailbox
from inbox.queries.alarms import words_of

# RFC 3834: no out-of-office reply to an alarm.
_HEADERS = (("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "All"))
_SECONDS = 30.0
_MOST_SENDERS = 3


def tell_by_mail(notice: AlarmNotice, now: datetime) -> None:
    """Send the notice over the first working mailbox that takes it; raises Untold when none does."""
    why = _("There is no mailbox that could send it.")
    for sender in _senders(notice.alarm.mailbox_id):
        outcome = _send(sender, notice)
        if outcome == "":
            return
        why = outcome
    raise Untold(why)


def _senders(troubled_id: int) -> list[Mailbox]:
    """Working mailboxes, those that worked last first; the troubled one only where there is no other."""
    cannot = Mailbox.objects.filter(
        alarms__closed_at=None, alarms__kind__in=(AlarmKind.FAILING, AlarmKind.SENDING)
    )
    working = Mailbox.objects.filter(is_active=True, failing_since=None).exclude(pk=troubled_id)
    working = working.exclude(pk__in=cannot.values("pk"))
    latest = list(working.order_by(F("last_success_at").desc(nulls_last=True))[:_MOST_SENDERS])
    return latest or list(Mailbox.objects.filter(pk=troubled_id))


def _send(sender: Mailbox, notice: AlarmNotice) -> str:
    """ "" when the server took it, else why not."""
    address = notice.target.address
    try:
        account = smtp_account(sender)
        content = compose(_mail(sender, notice))
    except (SecretUnreadable, ValueError) as error:
        return str(error)
    outcome = submit(
        account,
        sender="",  # nobody answers to an alarm, no bounce either (RFC 3834, 3.3)
        plain_sender=sender.address,
        recipients=[address],
        content=content,
        on_data=lambda: None,
        total_seconds=_SECONDS,
    )[address]
    return "" if outcome.state == "sent" else outcome.detail


def _mail(sender: Mailbox, notice: AlarmNotice) -> OutgoingMail:
    alarm = notice.alarm
    at = alarm.closed_at if notice.is_over and alarm.closed_at else alarm.opened_at
    with override(_language(notice.target.address)):
        subject, text = _words(notice)
    return OutgoingMail(
        from_address=sender.address,
        from_name="Crossdesk",
        to=(notice.target.address,),
        subject=subject,
        text=text,
        # The same telling under the same id, however often it is tried.
        message_id=f"alarm.{alarm.pk}.{int(notice.is_over)}.{notice.target_id}@{sender.domain}",
        date=at,
        headers=_HEADERS,
    )


def _words(notice: AlarmNotice) -> tuple[str, str]:
    alarm = notice.alarm
    words, address = words_of(alarm), alarm.mailbox.address
    since = _("Since %(time)s.") % {"time": _time(alarm.opened_at)}
    if notice.is_over and alarm.closed_at is not None:
        over = _("Over since %(time)s.") % {"time": _time(alarm.closed_at)}
        lines = [f"{words.title} ({address})", "", over, "", _("It was:"), words.problem, since]
        return _("Over: %(trouble)s") % {"trouble": words.title}, "\n".join(lines)
    lines = [f"{words.title} ({address})", "", words.problem, since]
    lines += ["", _("What still works:"), words.still_works, "", _("What to do:"), words.remedy]
    page = f"{settings.BASE_URL}/settings/mailboxes/{alarm.mailbox_id}"
    lines += [
        "",
        _("The mailbox's page in the desk: %(path)s") % {"path": page},
    ]
    return _("Alarm: %(trouble)s") % {"trouble": words.title}, "\n".join(lines)


def _language(address: str) -> str:
    """The language of the colleague behind the address, where there is one."""
    known = (
        User.objects.filter(email__iexact=address, is_active=True).values_list("language", flat=True).first()
    )
    return known or settings.LANGUAGE_CODE


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
