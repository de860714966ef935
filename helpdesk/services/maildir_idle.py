"""pymap's Maildir backend, made to announce mail at once (RFC 2177).

The stock backend rewrites its index and reads the whole folder once a second for everybody who waits, and tells of
a mail one or two seconds after its delivery. Here a waiting client costs two looks at a directory's time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from pymap.backend.maildir import mailbox as backend

_STEP_SECONDS = 0.1
# Then the waiting client's folder is read anyway, should the file system's clock have been too coarse.
_STEPS = 100

_Times = tuple[int, ...]
_read_at: WeakKeyDictionary[Any, _Times] = WeakKeyDictionary()
_update_selected = backend.MailboxData.update_selected


def announce_at_once() -> None:
    """Replace how waiting clients are told of changes in pymap's Maildir backend (once, before the server starts)."""
    setattr(backend.MailboxData, "update_selected", _update_when_changed)  # noqa: B010 - as types, it is a method


async def _update_when_changed(self: Any, selected: Any, *, wait_on: Any = None) -> Any:
    folder = Path(self._maildir._path)
    if wait_on is not None:
        await _until_changed(folder, _read_at.get(selected.messages), wait_on)
        _remember(folder, selected)  # before reading: what comes meanwhile is a change again
        await self.reset()  # gives new files their UIDs
    else:
        _remember(folder, selected)
    return await _update_selected(self, selected)


async def _until_changed(folder: Path, known: _Times | None, wait_on: Any) -> None:
    for _step in range(_STEPS):
        if wait_on.is_set() or _times(folder) != known:
            return
        await wait_on.wait(timeout=_STEP_SECONDS)


def _remember(folder: Path, selected: Any) -> None:
    _read_at[selected.messages] = _times(folder)


def _times(folder: Path) -> _Times:
    """Deliveries, moves and flags show in the directories' times."""
    return tuple((folder / name).stat().st_mtime_ns for name in ("new", "cur"))
