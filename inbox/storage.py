"""Blobs: content-addressed; small ones in the database, large ones on disk, flushed before anything refers to them."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection

from helpdesk.core.bulk import copy_rows
from inbox.models import Blob, SmallContent

SMALL_BYTES = 64 * 1024
_INSERT = """
INSERT INTO blob (sha256, size, created_at)
SELECT sha256, size, now() FROM unnest(%(shas)s::text[], %(sizes)s::bigint[]) AS given(sha256, size)
ON CONFLICT DO NOTHING RETURNING sha256
"""


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
    """Store many contents and return their rows, in order: small ones by one statement, large ones as files.

    Call it inside the transaction of the rows that refer to them. A rollback leaves at most unreferenced
    files. OSError (disk full) rolls the caller back, and the mail stays on its server.
    """
    blobs = [Blob(sha256=hashlib.sha256(content).hexdigest(), size=len(content)) for content in contents]
    distinct = {blob.sha256: (blob, content) for blob, content in zip(blobs, contents, strict=True)}
    if not distinct:
        return []
    _store_files([one for one in distinct.values() if len(one[1]) > SMALL_BYTES])
    # In one order everywhere, so that two batches with the same files cannot deadlock.
    ordered = sorted(distinct)
    with connection.cursor() as cursor:
        values: dict[str, list[str] | list[int]] = {
            "shas": ordered,
            "sizes": [distinct[sha][0].size for sha in ordered],
        }
        cursor.execute(_INSERT, values)
        new = {sha for (sha,) in cursor.fetchall()}
    # Who made the row writes the bytes: whoever else came with them at the same time has waited for it.
    copy_rows(
        [
            SmallContent(blob_id=sha, data=distinct[sha][1])
            for sha in ordered
            if sha in new and len(distinct[sha][1]) <= SMALL_BYTES
        ]
    )
    return blobs


def read_blob(blob: Blob) -> bytes:
    """The bytes of a blob. Raises FileNotFoundError when they are lost."""
    return read_blobs([blob])[blob.sha256]


def read_blobs(blobs: Sequence[Blob]) -> dict[str, bytes]:
    """The bytes of many blobs by SHA-256; the small ones by one query. Raises FileNotFoundError."""
    found = small_contents([blob.sha256 for blob in blobs if blob.size <= SMALL_BYTES])
    return {blob.sha256: found[blob.sha256] if blob.sha256 in found else read_file(blob) for blob in blobs}


def small_contents(shas: Sequence[str]) -> dict[str, bytes]:
    """The bytes of those blobs that the database holds, by SHA-256."""
    rows = SmallContent.objects.filter(pk__in=shas).values_list("pk", "data") if shas else ()
    return {sha: bytes(data) for sha, data in rows}


def read_file(blob: Blob) -> bytes:
    """The bytes of a blob in the storage. Raises FileNotFoundError."""
    with storages["blobs"].open(blob.storage_name) as file:
        return bytes(file.read())


def _store_files(files: Sequence[tuple[Blob, bytes]]) -> None:
    """Side by side: each waits for the disk, and the disk flushes many at the price of one."""
    if len(files) == 1:
        _store_file(*files[0])
    elif files:
        with ThreadPoolExecutor(min(8, len(files))) as writers:
            list(writers.map(lambda one: _store_file(*one), files))


def _store_file(blob: Blob, content: bytes) -> None:
    storage = storages["blobs"]
    if not storage.exists(blob.storage_name):
        storage.save(blob.storage_name, ContentFile(content))
