"""The second factor: enrolling an authenticator app, checking codes once, recovery codes (SECURITY.md 4.2)."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

import segno
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from helpdesk.accounts.actions import tries
from helpdesk.accounts.actions.tell import tell
from helpdesk.accounts.models import RecoveryCode, TotpDevice, User

RECOVERY_CODES = 10
_RECOVERY_BYTES = 10  # 80 bits, 16 characters of base32
_SEED_BYTES = 20  # RFC 4226, 4: R6


class WrongCode(Exception):
    """Neither the current code nor an unused recovery code."""


def has_device(user: User) -> bool:
    """Whether the person has finished enrolling an authenticator app."""
    return TotpDevice.objects.filter(user=user, is_confirmed=True).exists()


def is_required(user: User) -> bool:
    """Whether the person's role may not sign in by password alone."""
    return user.role in settings.OTP_REQUIRED_ROLES


@transaction.atomic
def begin_enrolment(user: User) -> TotpDevice:
    """Make an unconfirmed device with a new seed; a half-finished one keeps its seed, so that a reload
    does not orphan the code already scanned. Raises ValueError when a confirmed one exists."""
    User.objects.select_for_update().get(pk=user.pk)
    device = TotpDevice.objects.filter(user=user).first()
    if device is None:
        device = TotpDevice.objects.create(user=user, sealed_seed="")
        device.set_seed(secrets.token_bytes(_SEED_BYTES))
        device.save(update_fields=["sealed_seed"])
    elif device.is_confirmed:
        raise ValueError("a confirmed device is replaced only by resetting it first")
    return device


def confirm_enrolment(user: User, code: str, *, now: datetime, ip: str) -> list[str]:
    """Finish enrolling with a code the app shows; returns the recovery codes, which are shown this once.

    Raises WrongCode, and TooManyTries after ten of them."""
    guess = tries.Guess.of("code", str(user.pk), ip)
    tries.count(guess, now=now)
    with transaction.atomic():
        device = TotpDevice.objects.select_for_update().filter(user=user, is_confirmed=False).first()
        step = device.matching_step(_plain(code), at=now.timestamp()) if device else None
        if device is None or step is None:
            raise WrongCode
        device.is_confirmed, device.last_step = True, step
        device.save(update_fields=["is_confirmed", "last_step"])
        tell("factor.added", actor=user, kind="user", object_id=user.pk, payload={"factor": "totp"}, ip=ip)
        codes = _new_recovery_codes(user)
    tries.take_back(guess)
    tries.forget_person(guess)
    return codes


def accept_code(user: User, code: str, *, now: datetime, ip: str) -> str:
    """Use up a one-time code or a recovery code; returns which: "totp" or "recovery_code".

    Raises WrongCode (also for a code already used), and TooManyTries before anything is compared."""
    guess = tries.Guess.of("code", str(user.pk), ip)
    tries.count(guess, now=now)
    plain = _plain(code)
    if _use_totp(user, plain, now):
        factor = "totp"
    elif _use_recovery_code(user, plain):
        factor = "recovery_code"
    else:
        with transaction.atomic():
            tell("factor.failed", actor=None, kind="user", object_id=user.pk, ip=ip)
        raise WrongCode
    with transaction.atomic():
        tell("factor.used", actor=user, kind="user", object_id=user.pk, payload={"factor": factor}, ip=ip)
    tries.take_back(guess)
    tries.forget_person(guess)
    return factor


@transaction.atomic
def remove_factor(user: User, *, actor: User, ip: str) -> None:
    """Drop the device and its recovery codes; the next sign-in of a role that needs one enrols again."""
    TotpDevice.objects.filter(user=user).delete()
    RecoveryCode.objects.filter(user=user).delete()
    tell("factor.removed", actor=actor, kind="user", object_id=user.pk, ip=ip)


def recovery_codes_left(user: User) -> int:
    """How many recovery codes are unused."""
    return RecoveryCode.objects.filter(user=user).count()


def secret_text(device: TotpDevice) -> str:
    """The seed as people type it: base32 in groups of four."""
    return _grouped(base64.b32encode(device.seed).decode())


def qr_image(device: TotpDevice) -> str:
    """The enrolment QR code as a `data:` image, drawn here: the seed goes to no service."""
    label = quote(f"{settings.OTP_TOTP_ISSUER}:{device.user.username}")
    query = urlencode({"secret": base64.b32encode(device.seed).decode(), "issuer": settings.OTP_TOTP_ISSUER})
    code = segno.make(f"otpauth://totp/{label}?{query}", error="m", micro=False)
    return str(code.svg_data_uri(scale=5, border=4, dark="#000", light="#fff"))


def _use_totp(user: User, code: str, now: datetime) -> bool:
    device = TotpDevice.objects.filter(user=user, is_confirmed=True).first()
    step = device.matching_step(code, at=now.timestamp()) if device else None
    if device is None or step is None:
        return False
    # Of two requests with the same code one moves last_step and the other one updates no row (RFC 6238, 5.2).
    return TotpDevice.objects.filter(pk=device.pk, last_step__lt=step).update(last_step=step) == 1


def _use_recovery_code(user: User, code: str) -> bool:
    if len(code) != _RECOVERY_BYTES * 8 // 5:
        return False
    for row in RecoveryCode.objects.filter(user=user):
        if check_password(code, row.code_hash):
            deleted, _ = RecoveryCode.objects.filter(pk=row.pk).delete()
            return deleted == 1
    return False


def _new_recovery_codes(user: User) -> list[str]:
    codes = [base64.b32encode(secrets.token_bytes(_RECOVERY_BYTES)).decode() for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, code_hash=make_password(code)) for code in codes)
    return [_grouped(code) for code in codes]


def _plain(code: str) -> str:
    return "".join(code.split()).replace("-", "").upper()


def _grouped(code: str) -> str:
    return " ".join(code[i : i + 4] for i in range(0, len(code), 4))
