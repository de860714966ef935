"""Names that cannot be guessed and keys derived from the installation's key ring."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.conf import settings


def random_token(size_bytes: int = 16) -> str:
    """A URL-safe random name of `size_bytes` of entropy."""
    return secrets.token_urlsafe(size_bytes)


def derived_key(purpose: str) -> bytes:
    """A 32-byte key for one purpose, from the oldest ring key, so that rotation does not break old tokens."""
    oldest = list(settings.CROSSDESK_KEYS.values())[-1]
    return hmac.new(oldest, f"crossdesk:{purpose}".encode(), hashlib.sha256).digest()
