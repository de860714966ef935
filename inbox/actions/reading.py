"""Temporary: the old way to read in the desk's own process."""

from __future__ import annotations

from django.conf import settings

from inbox.mail.reading import Reading, ReadingRules
from inbox.mail.reading import read_mail as _read

__all__ = ["Reading", "read_mail"]


def read_mail(raw: bytes, own_addresses: frozenset[str]) -> Reading:
    """Parse and judge."""
    return _read(raw, ReadingRules(own_addresses, settings.TRUSTED_AUTHSERV_IDS, settings.MAX_MAIL_BYTES))
