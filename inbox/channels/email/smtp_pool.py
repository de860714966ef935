"""Connections kept for the next mail of the same account: signing in costs more than sending.

A connection is somebody's or it lies here, never both; whatever is in doubt is closed. What lies here is closed
when it is a minute old, by a timer, so that no server has to throw us out.
"""

from __future__ import annotations

import os
import threading
import time
from collections import defaultdict

from inbox.channels.email.account import Account
from inbox.channels.email.smtp_session import Session

MAX_AGE_SECONDS = 60.0
MAX_MAILS = 50
_KEPT_PER_ACCOUNT = 2

_lock = threading.Lock()
_kept: dict[Account, list[Session]] = defaultdict(list)


def take(account: Account) -> Session | None:
    """A kept connection of this account, now the caller's; it may have died meanwhile: ask `is_alive`."""
    with _lock:
        while sessions := _kept.get(account):
            session = sessions.pop()
            if not sessions:
                del _kept[account]
            if _age(session) < MAX_AGE_SECONDS:
                return session
            session.close()
    return None


def give_back(session: Session) -> None:
    """Keep the connection for the next mail, or close it when it is old, worn or in doubt."""
    if session.sock is None or session.is_doubtful:
        session.close()
        return
    if session.mails < MAX_MAILS and _age(session) < MAX_AGE_SECONDS and _keep(session):
        reaper = threading.Timer(MAX_AGE_SECONDS - _age(session), _retire, (session,))
        reaper.daemon = True
        reaper.start()
        return
    session.leave()


def close_all() -> None:
    """Close every kept connection."""
    with _lock:
        sessions = [session for kept in _kept.values() for session in kept]
        _kept.clear()
    for session in sessions:
        session.leave()


def _keep(session: Session) -> bool:
    with _lock:
        sessions = _kept[session.account]
        if len(sessions) >= _KEPT_PER_ACCOUNT:
            return False
        sessions.append(session)
        return True


def _retire(session: Session) -> None:
    with _lock:
        sessions = _kept.get(session.account, [])
        if session not in sessions:
            return
        sessions.remove(session)
        if not sessions:
            del _kept[session.account]
    session.leave()


def _age(session: Session) -> float:
    return time.monotonic() - session.opened_at


def _forget() -> None:
    """A forked child must not speak on its parent's connections, nor wait for a lock nobody will release."""
    global _lock
    _lock = threading.Lock()
    _kept.clear()


os.register_at_fork(after_in_child=_forget)
