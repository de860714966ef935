"""What an import keeps while it runs: uploaded files in chunks, and the list of mails in parts.

They lie in the blob storage, which every worker sees, under `imports/<key>/`, and are removed with the job's end:
an uploaded mbox is a second copy of everything it says.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import storages

CHUNK_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An uploaded file: its `name` as the person's machine called it, its number in the import, its length."""

    name: str
    number: int
    size: int

    def chunk_names(self, key: str) -> Iterator[str]:
        for start in range(-(-self.size // CHUNK_BYTES)):
            yield f"imports/{key}/file-{self.number:04}-{start:06}"


def store_file(key: str, number: int, name: str, chunks: Iterable[bytes]) -> StoredFile:
    """Write a file chunk by chunk; memory stays at one of them. Raises OSError."""
    buffer, written = bytearray(), 0
    for chunk in chunks:
        buffer += chunk
        while len(buffer) >= CHUNK_BYTES:
            _save(f"imports/{key}/file-{number:04}-{written:06}", bytes(buffer[:CHUNK_BYTES]))
            del buffer[:CHUNK_BYTES]
            written += 1
    size = written * CHUNK_BYTES + len(buffer)
    if buffer:
        _save(f"imports/{key}/file-{number:04}-{written:06}", bytes(buffer))
    return StoredFile(name[:200], number, size)


def open_file(key: str, file: StoredFile) -> io.BufferedReader:
    """The stored file as one that can be read and sought in. Reading raises OSError."""
    return io.BufferedReader(_Chunks(list(file.chunk_names(key)), file.size), 256 * 1024)


def save_part(key: str, number: int, content: bytes) -> None:
    """Write one part of the list of mails."""
    _save(_part(key, number), content)


def load_part(key: str, number: int) -> bytes:
    """One part of the list of mails. Raises OSError."""
    return _load(_part(key, number))


def remove_all(key: str, files: Iterable[StoredFile], parts: int) -> None:
    """Remove everything of one import; what is gone already is no error."""
    storage = storages["blobs"]
    for file in files:
        for name in file.chunk_names(key):
            storage.delete(name)
    for number in range(parts):
        storage.delete(_part(key, number))


def _part(key: str, number: int) -> str:
    return f"imports/{key}/list-{number:06}"


def _save(name: str, content: bytes) -> None:
    storages["blobs"].save(name, ContentFile(content))


def _load(name: str) -> bytes:
    with storages["blobs"].open(name) as file:
        return bytes(file.read())


class _Chunks(io.RawIOBase):
    """Chunks in a row, one of them open."""

    def __init__(self, names: list[str], size: int) -> None:
        self._names, self._size, self._position = names, size, 0
        self._chunk: Any
        self._number, self._chunk = -1, io.BytesIO()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def tell(self) -> int:
        return self._position

    def readinto(self, target: object) -> int:
        view = memoryview(target).cast("B")  # type: ignore[arg-type]
        number, start = divmod(self._position, CHUNK_BYTES)
        if self._position >= self._size or not len(view):
            return 0
        if number != self._number:
            self._chunk.close()
            self._number, self._chunk = number, storages["blobs"].open(self._names[number])
        self._chunk.seek(start)
        piece = self._chunk.read(len(view))
        view[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def close(self) -> None:
        self._chunk.close()
        super().close()
