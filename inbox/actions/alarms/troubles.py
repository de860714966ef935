"""What is wrong with a mailbox, judged from facts: pure, so that every rule is one line of a test."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from inbox.actions.poll import PAUSE_AT_ONCE
from inbox.models import AlarmKind

# From the trouble to the notice it is five minutes: a look of at most 60 s, this, and a beat of 30 s.
PATIENCE = timedelta(minutes=3)
CANARY_PATIENCE = timedelta(minutes=15)
# Nothing that heals by itself: a person has to act, so a person is told at once.
_AT_ONCE = PAUSE_AT_ONCE | {"disk_full", "storage"}
# A server that refuses one mail for now (greylisting, a full mailbox) is reached; 421 is one that closes.
_MAIL_REFUSED = re.compile(r"4(?!21)\d\d\b")
# A first try that fails is often a hiccup; the second one follows a minute later.
_TRIES = 2


@dataclass(frozen=True, slots=True)
class SendingFacts:
    """The latest mail that is tried again. `code`: what its error says, where that is a known problem."""

    error: str
    attempts: int
    attempted_at: datetime
    code: str
    server: str
    has_sent_since: bool = False

    @property
    def is_about_the_server(self) -> bool:
        """Whether the server, not this one mail, is in trouble: tried again, and no other mail has left since."""
        is_refused = _MAIL_REFUSED.match(self.error) is not None
        return self.attempts >= _TRIES and not self.has_sent_since and not is_refused


@dataclass(frozen=True, slots=True)
class MailboxFacts:
    """One mailbox in use as the database knows it. `server`: host:port of its IMAP side.

    `next_poll_at`: when it is due. `is_fetching`: mail entered the ledger or left it a moment ago. `stopped`:
    (folder, reason). `unaccounted`: mails the last comparison missed. `unfiled_since`: the oldest mail stored and
    not filed. `unsent_since`: the oldest mail that was due and that nobody tried to send.
    """

    server: str
    created_at: datetime
    next_poll_at: datetime | None = None
    last_success_at: datetime | None = None
    failing_since: datetime | None = None
    error_code: str = ""
    last_mail_at: datetime | None = None
    silence_hours: int = 0
    is_fetching: bool = False
    stopped: tuple[tuple[str, str], ...] = ()
    unaccounted: int = 0
    unfiled: int = 0
    unfiled_since: datetime | None = None
    sending: SendingFacts | None = None
    unsent: int = 0
    unsent_since: datetime | None = None
    has_canary: bool = False
    canary_token: str = ""
    canary_sent_at: datetime | None = None
    canary_seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong. `detail`: the server, the folders or the number that `inbox.queries.alarms` words."""

    kind: str
    code: str
    detail: str
    since: datetime


def troubles_of(facts: MailboxFacts, now: datetime) -> dict[str, Trouble]:
    """Everything that is wrong with the mailbox at `now`, by kind."""
    found = (
        _failing(facts, now),
        _silent(facts, now),
        _stopped(facts, now),
        _canary(facts, now),
        _sending(facts, now),
        _unaccounted(facts, now),
    )
    return {one.kind: one for one in found if one is not None}


def _failing(facts: MailboxFacts, now: datetime) -> Trouble | None:
    since = facts.failing_since
    if since is None:
        return None
    # Whoever sets up a mailbox sees its errors on the screen: only one that has worked is told of at once.
    is_urgent = facts.error_code in _AT_ONCE and facts.last_success_at is not None
    if not is_urgent and now - since < PATIENCE:
        return None
    return Trouble(AlarmKind.FAILING, facts.error_code, facts.server, since)


def _silent(facts: MailboxFacts, now: datetime) -> Trouble | None:
    if facts.failing_since is None and not facts.is_fetching:
        due = facts.next_poll_at or facts.last_success_at or facts.created_at
        if now - due >= PATIENCE:
            return Trouble(AlarmKind.SILENT, "not_polled", "", facts.last_success_at or due)
    heard = max(facts.last_mail_at or facts.created_at, facts.created_at)
    if facts.silence_hours and now - heard >= timedelta(hours=facts.silence_hours):
        return Trouble(AlarmKind.SILENT, "no_mail", str(facts.silence_hours), heard)
    return None


def _stopped(facts: MailboxFacts, now: datetime) -> Trouble | None:
    if not facts.stopped:
        return None
    _name, reason = facts.stopped[0]
    names = ", ".join(name for name, other in facts.stopped if other == reason)
    return Trouble(AlarmKind.STOPPED, reason, f"{facts.server} ({names})", now)


def _canary(facts: MailboxFacts, now: datetime) -> Trouble | None:
    sent, seen = facts.canary_sent_at, facts.canary_seen_at
    # A mailbox that cannot be read says so by itself; its test mail is not lost, only unread.
    if not facts.has_canary or sent is None or facts.failing_since is not None:
        return None
    if (seen is not None and seen >= sent) or now - sent < CANARY_PATIENCE:
        return None
    return Trouble(AlarmKind.CANARY, "lost" if facts.canary_token else "not_sent", "", sent)


def _sending(facts: MailboxFacts, now: datetime) -> Trouble | None:
    tried = facts.sending
    if tried is not None and tried.is_about_the_server:
        detail = tried.server if tried.code else tried.error
        return Trouble(AlarmKind.SENDING, tried.code or "server_said", detail, tried.attempted_at)
    if facts.unsent_since is not None and now - facts.unsent_since >= PATIENCE:
        return Trouble(AlarmKind.SENDING, "waiting", str(facts.unsent), facts.unsent_since)
    return None


def _unaccounted(facts: MailboxFacts, now: datetime) -> Trouble | None:
    is_late = facts.unfiled_since is not None and now - facts.unfiled_since >= PATIENCE
    if is_late and facts.unfiled_since is not None and not facts.is_fetching:
        return Trouble(AlarmKind.UNACCOUNTED, "not_filed", str(facts.unfiled), facts.unfiled_since)
    if facts.unaccounted:
        return Trouble(AlarmKind.UNACCOUNTED, "missing", str(facts.unaccounted), now)
    return None
