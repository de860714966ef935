"""The watcher: keeps a line to every server that announces mail, and turns announcements into hints.

1. look every two seconds which mailboxes want a line; lay new ones, close those of paused or changed mailboxes
2. an announcement makes its mailbox due and claims it, as the beat does; fetching is a courier's work
3. a line that breaks is laid again, later each time; meanwhile its mailbox is polled as if there were no IDLE

Lines are threads without a database; all writing is done here, in one thread.
"""

from __future__ import annotations

import contextlib
import logging
import queue
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import DatabaseError, connections

from helpdesk.core.clock import database_now
from helpdesk.core.tasks import heartbeat
from inbox.actions.poll import PAUSE_AT_ONCE, claim_announced
from inbox.actions.watch_line import NO_IDLE, Announced, Ended, Line, Listening, News
from inbox.actions.watching import (
    Watchable,
    end_announcement,
    note_refused_sign_in,
    renew_announcements,
    watchable_mailboxes,
)
from inbox.channels.email.idle import ROUND_SECONDS

logger = logging.getLogger(__name__)
PART = "watcher"
LOOK_SECONDS = 2.0
_RENEW_SECONDS = 20.0
_FIRST_PAUSE, _LONGEST_PAUSE = 5.0, 15 * 60.0
# A line that lasted this long was a good one: the next failure is a first one again.
_GOOD_SECONDS = 300.0
_WITHOUT_IDLE = 3600.0
# The password is right, for the poller works, and yet the second connection is refused: ask seldom.
_REFUSED_AGAIN = 6 * 3600.0


@dataclass
class Watched:
    """A mailbox's line and its history. Times are seconds of the monotonic clock."""

    wanted: Watchable
    line: Line | None = None
    is_listening: bool = False
    begun: float = 0.0
    not_before: float = 0.0
    failures: int = 0
    refusals: int = 0


class Watcher:
    """`hint` hands a claimed mailbox to a courier; it may fail, the next beat finds the mailbox due."""

    def __init__(self, hint: Callable[[int], None], *, round_seconds: float = ROUND_SECONDS) -> None:
        self._hint, self._round_seconds = hint, round_seconds
        self._news: queue.SimpleQueue[News | None] = queue.SimpleQueue()
        self._watched: dict[int, Watched] = {}
        self._renewed = self._beaten = 0.0
        self._is_over = False

    def run(self) -> None:
        """Watch until `stop`."""
        while not self._is_over:
            with self._database_may_fail():
                self.look()
            self._hear(time.monotonic() + LOOK_SECONDS)
        for one in self._watched.values():
            if one.line is not None:
                one.line.close()

    def stop(self) -> None:
        """End `run` soon; safe in a signal handler."""
        self._is_over = True
        self._news.put(None)

    def look(self) -> None:
        """Lay the lines that are wanted, close the others, and show that we are alive."""
        clock = time.monotonic()
        wanted = {one.mailbox.pk: one for one in watchable_mailboxes()}
        for mailbox_id in self._watched.keys() - wanted.keys():
            self._drop(mailbox_id)
        for mailbox_id, one in wanted.items():
            known = self._watched.get(mailbox_id)
            if known is not None and known.wanted.key != one.key:
                self._drop(mailbox_id)
                known = None
            self._watched[mailbox_id] = known = known or Watched(one)
            known.wanted = one
            if known.line is None and one.may_connect and clock >= known.not_before:
                known.begun = clock
                known.line = Line(one.mailbox, one.folder, self._news.put, round_seconds=self._round_seconds)
        self._show_life(clock)

    def _hear(self, until: float) -> None:
        """Act on news until the time is over; a burst of announcements is one."""
        while not self._is_over and (left := until - time.monotonic()) > 0:
            try:
                news = [self._news.get(timeout=left)]
            except queue.Empty:
                return
            with contextlib.suppress(queue.Empty):
                while True:
                    news.append(self._news.get_nowait())
            for one in dict.fromkeys(news):
                with self._database_may_fail():
                    self._act(one)

    def _act(self, news: News | None) -> None:
        if news is None:
            return
        watched = self._watched.get(news.line.mailbox_id)
        if watched is None or watched.line is not news.line:
            return  # of a line that was given up
        if isinstance(news, Announced):
            self._announce(news.line.mailbox_id)
        elif isinstance(news, Listening):
            if not watched.is_listening:
                renew_announcements([news.line.mailbox_id], database_now())
            watched.is_listening = True
        else:
            self._ended(watched, news)

    def _announce(self, mailbox_id: int) -> None:
        if claim_announced(mailbox_id, database_now()):
            try:
                self._hint(mailbox_id)
            except Exception as error:
                logger.warning(
                    "no hint for mailbox %s (%s): the beat finds it", mailbox_id, type(error).__name__
                )

    def _ended(self, watched: Watched, news: Ended) -> None:
        clock, mailbox_id = time.monotonic(), news.line.mailbox_id
        was_good = watched.is_listening and clock - watched.begun >= _GOOD_SECONDS
        watched.refusals = 0 if watched.is_listening else watched.refusals
        watched.failures = 1 if was_good else watched.failures + 1
        watched.line, watched.is_listening = None, False
        watched.not_before = clock + self._pause(watched, news)
        end_announcement(mailbox_id, database_now())
        if news.code and news.code != NO_IDLE:
            logger.warning("mailbox %s: its server announces no mail for now (%s)", mailbox_id, news.code)
        if news.code in PAUSE_AT_ONCE and news.problem is not None and watched.refusals == 1:
            note_refused_sign_in(mailbox_id, news.problem, database_now())

    def _pause(self, watched: Watched, news: Ended) -> float:
        """Seconds until the next try."""
        if news.code == NO_IDLE:
            return _WITHOUT_IDLE
        if news.code in PAUSE_AT_ONCE:
            watched.refusals += 1
            return _LONGEST_PAUSE if watched.refusals == 1 else _REFUSED_AGAIN
        if news.code == "server_busy":
            return _LONGEST_PAUSE
        return float(min(_LONGEST_PAUSE, _FIRST_PAUSE * (1 << min(watched.failures - 1, 12))))

    def _drop(self, mailbox_id: int) -> None:
        watched = self._watched.pop(mailbox_id)
        if watched.line is not None:
            watched.line.close()
            end_announcement(mailbox_id, database_now())

    def _show_life(self, clock: float) -> None:
        if clock - self._renewed >= _RENEW_SECONDS:
            self._renewed = clock
            renew_announcements(
                [key for key, one in self._watched.items() if one.is_listening], database_now()
            )
        if clock - self._beaten >= 5.0:
            self._beaten = clock
            heartbeat(PART)

    @contextlib.contextmanager
    def _database_may_fail(self) -> Iterator[None]:
        """A database that restarts ends no watcher: its lines stay, and it asks again."""
        try:
            yield
        except DatabaseError as error:
            logger.warning("the watcher waits for the database (%s)", type(error).__name__)
            connections.close_all()
