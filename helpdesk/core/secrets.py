"""Secrets at rest: AES-256-GCM under a key ring, bound to the row and column they belong to.

The envelope is `v1|key id|nonce|ciphertext`; the additional data is `table|primary key|column`, so a value
copied to another row does not open (NIST SP 800-38D).
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import Model

_VERSION = "v1"
_NONCE_BYTES = 12


class SecretUnreadable(Exception):
    """The value was not sealed by a key of this installation, or not for this row."""


def seal(plaintext: str, *, row: Model, column: str) -> str:
    """Encrypt `plaintext` for one column of one saved row.

    Raises ValueError when the row has no primary key yet: an unbound secret could be moved.
    """
    key_id, key = next(iter(settings.CROSSDESK_KEYS.items()))
    nonce = os.urandom(_NONCE_BYTES)
    ciphertext = AESGCM(key).encrypt(nonce, plaintext.encode(), _binding(row, column))
    return "|".join([_VERSION, key_id, _encode(nonce), _encode(ciphertext)])


def unseal(envelope: str, *, row: Model, column: str) -> str:
    """Decrypt what `seal` made for this row and column; SecretUnreadable says how to mend it."""
    try:
        version, key_id, nonce, ciphertext = envelope.split("|")
        key = settings.CROSSDESK_KEYS[key_id]
        if version != _VERSION:
            raise ValueError(version)
        return AESGCM(key).decrypt(_decode(nonce), _decode(ciphertext), _binding(row, column)).decode()
    except (ValueError, KeyError, InvalidTag) as error:
        raise SecretUnreadable(
            "A stored secret cannot be opened with this installation's keys: restore the key file "
            "(CROSSDESK_KEYS) that belongs to this database, or type the secret again."
        ) from error


def _binding(row: Model, column: str) -> bytes:
    if row.pk is None:
        raise ValueError("save the row before sealing a secret for it")
    return f"{row._meta.db_table}|{row.pk}|{column}".encode()


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text.encode())
