"""pymap's Maildir backend, made to serve the very bytes that were delivered.

The stock backend parses each mail with the `email` package and serialises it again, which changes it, and fails
on the broken mails that a helpdesk must survive."""

from __future__ import annotations

from mailbox import MaildirMessage
from pathlib import Path
from typing import Any

from pymap.backend.maildir import mailbox as backend
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement


def serve_exact_bytes() -> None:
    """Replace reading and appending in pymap's Maildir backend (once, before the server starts)."""
    for owner, name, replacement in (
        (backend.Message, "load_content", _load_content),
        (backend.Message, "to_maildir", classmethod(_to_maildir)),
        (backend.Maildir, "_dump_message", _dump_message),
    ):
        setattr(owner, name, replacement)


async def _load_content(self: Any, requirement: FetchRequirement) -> backend.LoadedMessage:
    if self._key is None or self._maildir is None or requirement.has_none(FetchRequirement.CONTENT):
        return backend.LoadedMessage(self, requirement, None)
    try:
        raw = Path(self._maildir._path, self._maildir._lookup(self._key)).read_bytes()
    except (KeyError, FileNotFoundError):  # expunged meanwhile
        return backend.LoadedMessage(self, requirement, None)
    return backend.LoadedMessage(self, requirement, MessageContent.parse(raw))


class _RawMessage(MaildirMessage):
    """Flags and date for the backend, the bytes for the file."""

    raw = b""


def _to_maildir(cls: Any, append: AppendMessage, recent: bool, flags: Any) -> MaildirMessage:
    message = _RawMessage()
    message.raw = bytes(append.literal)
    message.set_flags(flags.to_maildir(append.flag_set))
    message.set_subdir("new" if recent else "cur")
    if append.when is not None:
        message.set_date(append.when.timestamp())
    return message


def _dump_message(self: Any, message: Any, target: Any, mangle_from_: bool = False) -> None:
    target.write(message.raw if isinstance(message, _RawMessage) else message.as_bytes())
