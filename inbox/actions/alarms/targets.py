"""Who is told of alarms besides the screen. A webhook's secret is sealed to its row and never shown again."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from helpdesk.core.secrets import seal
from inbox.actions.alarms.notices import tell_test
from inbox.actions.mail_hosts import check_url
from inbox.models import AlarmTarget, TargetKind
from inbox.queries.own_addresses import own_addresses

_SHORTEST_SECRET = 16


def add_target(kind: str, address: str, *, secret: str = "", actor: User, ip: str = "") -> AlarmTarget:
    """Tell this mail address or webhook of every alarm from now on. Raises Refused naming the field."""
    address = address.strip()
    if kind == TargetKind.MAIL:
        address = _mail_address(address)
    else:
        _check_webhook(address, secret)
    try:
        with transaction.atomic():
            target = AlarmTarget.objects.create(kind=kind, address=address)
            if kind == TargetKind.WEBHOOK:
                target.sealed_secret = seal(secret, row=target, column="sealed_secret")
                target.save(update_fields=["sealed_secret"])
            _record("alarm_target.added", target.pk, actor, ip, kind)
    except IntegrityError:
        raise Refused(_("Already on the list."), "address") from None
    return target


def remove_target(target_id: int, *, actor: User, ip: str = "") -> bool:
    """Tell it nothing any more, what waits to be told included; False when it was gone already."""
    with transaction.atomic():
        target = AlarmTarget.objects.select_for_update().filter(pk=target_id).first()
        if target is None:
            return False
        target.delete()
        _record("alarm_target.removed", target_id, actor, ip, target.kind)
    return True


def try_target(target: AlarmTarget, *, actor: User, now: datetime) -> str:
    """Tell it a test; returns "" when that arrived, else why not."""
    why = tell_test(target, now)
    _record("alarm_target.tried", target.pk, actor, "", target.kind)
    return why


def _mail_address(address: str) -> str:
    try:
        validate_email(address)
    except ValidationError:
        raise Refused(_("Type a mail address like name@example.com."), "address") from None
    if address.lower() in own_addresses():
        raise Refused(
            _("This is a mailbox of the desk: an alarm about it would wait in itself. Use another address."),
            "address",
        )
    return address.lower()


def _check_webhook(address: str, secret: str) -> None:
    check_url(address, field="address")
    if len(secret) < _SHORTEST_SECRET:
        raise Refused(
            _("Type a secret of at least %(count)s characters: it signs every call.")
            % {"count": _SHORTEST_SECRET},
            "secret",
        )


def _record(action: str, target_id: int, actor: User, ip: str, kind: str) -> None:
    record(
        action,
        actor=actor,
        object_kind="alarm_target",
        object_id=target_id,
        payload={"kind": kind},
        ip=ip,
    )
