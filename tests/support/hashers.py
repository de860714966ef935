"""Argon2id at its least cost: the same algorithm, quick enough for a thousand personas."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class QuickArgon2(Argon2PasswordHasher):
    """One pass over 8 KiB."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1
