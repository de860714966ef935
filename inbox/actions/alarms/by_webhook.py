"""An alarm as a signed JSON call.

`X-Crossdesk-Signature: v1=<hex>` is HMAC-SHA256 over `<X-Crossdesk-Timestamp>.<body>` with the target's secret:
who checks both, and refuses old timestamps, can be neither fooled nor replayed.
"""

from __future__ import annotations

import hmac
from datetime import datetime
from hashlib import sha256

import msgspec
from django.conf import settings

from helpdesk.core.secrets import SecretUnreadable, unseal
from inbox.actions.alarms.untold import Untold
from inbox.channels.http import HttpProblem, post_json
from inbox.models import AlarmNotice
from inbox.queries.alarms import TEST, words_of

_SECONDS = 5.0
_PROBLEMS = {
    "forbidden": "The webhook's address is not https, or lies in a private or local network.",
    "unreachable": "The webhook's server cannot be reached, or did not answer in time.",
    "too_large": "The webhook's server answered with far more than a webhook does.",
}


def tell_by_webhook(notice: AlarmNotice, now: datetime) -> None:
    """POST the notice; raises Untold for anything but a 2xx answer."""
    target = notice.target
    try:
        secret = unseal(target.sealed_secret, row=target, column="sealed_secret")
    except SecretUnreadable as error:
        raise Untold(str(error)) from None
    body = payload(notice)
    timestamp = str(int(now.timestamp()))
    headers = {
        "X-Crossdesk-Timestamp": timestamp,
        "X-Crossdesk-Signature": signature(secret, timestamp, body),
    }
    try:
        answer = post_json(target.address, body, headers, total_seconds=_SECONDS)
    except HttpProblem as problem:
        raise Untold(_PROBLEMS[problem.code]) from None
    if not 200 <= answer.status < 300:
        raise Untold(f"The webhook's server answered {answer.status}.")


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """What the receiver computes as well."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def _event(notice: AlarmNotice) -> str:
    if notice.alarm.kind == TEST:
        return "mailbox.alarm.test"
    return "mailbox.alarm.closed" if notice.is_over else "mailbox.alarm.opened"


def payload(notice: AlarmNotice) -> bytes:
    """The same bytes at every try."""
    alarm = notice.alarm
    words = words_of(alarm)
    return msgspec.json.encode(
        {
            "event": _event(notice),
            "alarm": alarm.pk,
            "mailbox": {"id": alarm.mailbox_id, "name": alarm.mailbox.name, "address": alarm.mailbox.address},
            "kind": alarm.kind,
            "code": alarm.code,
            "opened_at": alarm.opened_at.isoformat(),
            "closed_at": alarm.closed_at.isoformat() if notice.is_over and alarm.closed_at else None,
            "title": words.title,
            "problem": words.problem,
            "still_works": words.still_works,
            "remedy": words.remedy,
            "url": f"{settings.BASE_URL}/settings/mailboxes/{alarm.mailbox_id}",
        }
    )
