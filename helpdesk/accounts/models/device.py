"""Second factors. The TOTP seed is sealed and recovery codes are hashed: django-otp's own tables keep both
readable, so its device base classes and its RFC 6238 arithmetic are used over tables of ours."""

from __future__ import annotations

import time

from django.conf import settings
from django.db import models
from django_otp.oath import TOTP

from helpdesk.core.secrets import seal, unseal

_STEP_SECONDS = 30
_DRIFT_STEPS = 1


class TotpDevice(models.Model):
    """One authenticator app. `last_step` is the last time step accepted: a code works once (RFC 6238, 5.2)."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="totp_device")
    sealed_seed = models.TextField()
    is_confirmed = models.BooleanField(default=False)
    last_step = models.BigIntegerField(default=-1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "totp_device"

    def set_seed(self, seed: bytes) -> None:
        """Seal a new seed; the row must have been saved."""
        self.sealed_seed = seal(seed.hex(), row=self, column="sealed_seed")

    @property
    def seed(self) -> bytes:
        return bytes.fromhex(unseal(self.sealed_seed, row=self, column="sealed_seed"))

    def matching_step(self, code: str, *, at: float | None = None) -> int | None:
        """The time step whose code this is, or None. `at`: Unix seconds, the present when left out."""
        if not code.isdecimal() or len(code) != 6:
            return None
        totp = TOTP(self.seed, step=_STEP_SECONDS)
        totp.time = time.time() if at is None else at
        if not totp.verify(int(code), tolerance=_DRIFT_STEPS, min_t=self.last_step + 1):
            return None
        return int(totp.t())

    def current_code(self, *, at: float | None = None) -> str:
        """The code an authenticator shows now: for `demo_login` and tests."""
        totp = TOTP(self.seed, step=_STEP_SECONDS)
        totp.time = time.time() if at is None else at
        return f"{totp.token():06d}"


class RecoveryCode(models.Model):
    """One of ten codes for a lost authenticator, kept only as an Argon2 hash, deleted when used."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=160)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "recovery_code"
