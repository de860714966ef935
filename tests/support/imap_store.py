"""The folders of the scripted IMAP server, and its ledger: what was delivered, and what clients did to it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

_CHAOS_ID = re.compile(rb"(?im)^x-chaos-id:[ \t]*(\S+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(eq=False)
class StoredMail:
    """One mail in a folder."""

    uid: int
    raw: bytes
    arrived: datetime
    flags: set[str] = field(default_factory=set)
    modseq: int = 1

    @property
    def chaos_id(self) -> str:
        """The X-Chaos-Id that the test gave it, or "" ."""
        return chaos_id_of(self.raw)

    @property
    def internal_date(self) -> str:
        """As IMAP writes it; strftime would use the locale's month."""
        at = self.arrived.astimezone(UTC)
        return f"{at.day:2d}-{_MONTHS[at.month - 1]}-{at.year} {at:%H:%M:%S} +0000"


@dataclass
class Folder:
    """A folder whose numbers a test may break."""

    name: str
    uidvalidity: int = 1000
    uidnext: int = 1
    modseq: int = 1
    mails: list[StoredMail] = field(default_factory=list)

    def add(
        self, raw: bytes, *, arrived: datetime | None = None, flags: set[str] | None = None
    ) -> StoredMail:
        """Deliver one mail."""
        self.modseq += 1
        mail = StoredMail(
            self.uidnext, raw, arrived or datetime.now(UTC), set(flags or ()), modseq=self.modseq
        )
        self.mails.append(mail)
        self.uidnext += 1
        return mail

    def remove(self, mail: StoredMail) -> None:
        """Expunge it."""
        self.mails.remove(mail)
        self.modseq += 1

    def in_set(self, uid_set: str) -> Iterator[tuple[int, StoredMail]]:
        """(sequence number, mail) of a UID set; `n:*` past the end names the last mail (RFC 3501, 6.4.8)."""
        last = self.mails[-1].uid if self.mails else 0
        wanted: list[tuple[int, int]] = []
        for part in uid_set.split(","):
            low, _, high = part.partition(":")
            ends = [last if one == "*" else int(one) for one in (low, high or low)]
            wanted.append((min(ends), max(ends)))
        for number, mail in enumerate(list(self.mails), 1):
            if any(low <= mail.uid <= high for low, high in wanted):
                yield number, mail

    def renumber(self, uidvalidity: int, *, start: int = 1) -> None:
        """The same mails under new numbers, as after an index was rebuilt."""
        self.uidvalidity = uidvalidity
        for uid, mail in enumerate(self.mails, start):
            mail.uid = uid
        self.uidnext = start + len(self.mails)


@dataclass
class Ledger:
    """What the server saw: every delivery by X-Chaos-Id, every command, every sign-in, every removal.

    `numbers`: the X-Chaos-Id behind (folder, UIDVALIDITY, UID), also of mail that is gone.
    """

    delivered: list[str] = field(default_factory=list)
    numbers: dict[tuple[str, int, int], str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)
    sign_ins: list[bool] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    plain_expunges: int = 0
    connections: int = 0


def chaos_id_of(raw: bytes) -> str:
    """The X-Chaos-Id in a mail's header, or ""."""
    found = _CHAOS_ID.search(raw.partition(b"\r\n\r\n")[0])
    return found[1].decode("ascii", "replace") if found else ""
