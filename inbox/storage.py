"""Blobs on disk: content-addressed, flushed to the platter before anything refers to them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages

from inbox.models import Blob


class BlobStorage(FileSystemStorage):
    """A file system storage whose save is atomic and durable (write, fsync, rename)."""

    def _save(self, name: str, content: File[bytes]) -> str:
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            staged = Path(temporary)
            staged.chmod(0o640)
            staged.replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        return name

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name  # the name is the content's hash: the same name is the same bytes


def store_blob(content: bytes) -> Blob:
    """Store bytes and return their row; the same bytes are stored once. See `store_blobs`."""
    return store_blobs([content])[0]


def store_blobs(contents: Sequence[bytes]) -> list[Blob]:
    """Store many contents by one statement and return their rows, in order.

    Call it inside the transaction of the rows that refer to them. A rollback leaves at most unreferenced
    files. OSError (disk full) rolls the caller back, and the mail stays on its server.
    """
    if not contents:
        return []
    blobs = [Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content)) for content in contents]
    storage = storages["blobs"]
    for blob, content in {
        blob.sha256: (blob, content) for blob, content in zip(blobs, contents, strict=True)
    }.values():
        if not storage.exists(blob.storage_name):
            storage.save(blob.storage_name, ContentFile(content))
    distinct = {blob.sha256: blob for blob in blobs}
    # In one order everywhere, so that two batches with the same files cannot deadlock.
    Blob.objects.bulk_create([distinct[sha] for sha in sorted(distinct)], ignore_conflicts=True)
    return blobs


def read_blob(blob: Blob) -> bytes:
    """The bytes of a blob."""
    with storages["blobs"].open(blob.storage_name) as file:
        return bytes(file.read())
