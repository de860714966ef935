"""The values that cross the border of the mail core."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache


class UnparsableMail(ValueError):
    """Nothing sensible can be kept of a message; `reason` is one clear sentence for the quarantine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_EXTENSIONS = {
    "message/rfc822": "eml",
    "text/calendar": "ics",
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "application/ms-tnef": "dat",
    "text/html": "html",
    "text/plain": "txt",
    "message/delivery-status": "txt",
    "text/vcard": "vcf",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """What one message may cost. Sizes in bytes, the rest are counts."""

    message_bytes: int = 100 * 1024 * 1024
    header_bytes: int = 1024 * 1024
    headers: int = 2000
    header_value: int = 100_000
    depth: int = 50
    parts: int = 500
    text_characters: int = 2_000_000
    html_characters: int = 5_000_000
    references: int = 500
    addresses: int = 1000
    subject: int = 10_000


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """One file of a message; `content_id` without brackets, `is_inline` when the HTML may show it.

    `name` is safe to store under and empty when the sender gave none (then show `display_name`);
    `declared_name` is what the sender wrote, path and all. `is_extracted` marks a file found inside
    the text (uuencode), which stays in the text too.
    """

    name: str
    content_type: str
    size: int
    sha256: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False
    declared_name: str = ""
    is_extracted: bool = False

    @property
    def display_name(self) -> str:
        """A name to show, made from the media type when the sender gave none."""
        if self.name:
            return self.name
        kind = "message" if self.content_type.startswith("message/") else "attachment"
        return f"{kind}.{_EXTENSIONS.get(self.content_type, 'bin')}"


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as the desk understands it. Text fields hold no NUL, surrogate or control character."""

    from_address: str = ""
    from_name: str = ""
    from_addresses: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()
    to_names: tuple[tuple[str, str], ...] = ()
    sender: str = ""
    subject: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    date: datetime | None = None
    text: str = ""
    html: str | None = None
    attachments: tuple[ParsedAttachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "text/plain"
    problems: tuple[str, ...] = ()
    content_parameters: tuple[tuple[str, str], ...] = ()
    # What kind of mail it is besides its words (see `notices`): "signed_pgp", "calendar_request: Call".
    notices: tuple[str, ...] = ()

    def header(self, name: str) -> str:
        """The first value of a header, any case; empty when it is missing."""
        return next(iter(_by_name(self.headers).get(name.lower(), ())), "")

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every value of a header in order of appearance (topmost first)."""
        return _by_name(self.headers).get(name.lower(), ())


@lru_cache(maxsize=4)  # whoever judges a mail asks for some forty headers of it
def _by_name(headers: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, value in headers:
        found[name.lower()].append(value)
    return {name: tuple(values) for name, values in found.items()}


@dataclass(frozen=True, slots=True)
class OutgoingAttachment:
    """A file to send; with a `content_id` and `is_inline` the HTML may show it as `cid:`."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""
    is_inline: bool = False


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A message to send. `bcc` is for the envelope only and never reaches the wire bytes."""

    from_address: str
    to: tuple[str, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    from_name: str = ""
    cc: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    reply_to: str = ""
    html: str | None = None
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[OutgoingAttachment, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
