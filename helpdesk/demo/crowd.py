"""The demo's customers at work: a loop that writes new mail and answers the desk's, by SMTP."""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from threading import Event
from typing import Any

from helpdesk.demo.content.live import LiveMail, next_mail, reply_mail
from helpdesk.demo.content.model import World
from helpdesk.demo.letterbox import Letterbox, Pending

_LOOK_SECONDS = 2.0
_LONGEST_BACK_OFF_SECONDS = 30.0
_ANSWERED_SHARE = 0.6
_SMTP_SECONDS = 10

log = logging.getLogger(__name__)


class Crowd:
    """`services_file` tells where SMTP and the outbox are; `interval_seconds` between two new mails."""

    def __init__(
        self,
        world: World,
        services_file: Path,
        letterbox: Letterbox,
        *,
        interval_seconds: float,
        rng: Random,
        clock: Callable[[], datetime],
        answer_seconds: tuple[float, float] = (5.0, 20.0),
    ) -> None:
        self._world, self._services_file, self._letterbox = world, services_file, letterbox
        self._interval = timedelta(seconds=interval_seconds)
        self._rng, self._clock, self._answer_seconds = rng, clock, answer_seconds
        self._pending = Pending()
        self._seen: set[str] = set()
        self._count = rng.randrange(10_000)

    def run(self, stop: Event) -> None:
        """Work until `stop` is set; a server that is away is tried again with back-off."""
        due = self._clock() + min(self._interval, timedelta(seconds=3))
        back_off = 1.0
        while not stop.is_set():
            try:
                self._read_outbox()
                self._answer_due()
                if self._clock() >= due:
                    self._write_new()
                    due = self._clock() + self._interval
                back_off = 1.0
                left = (due - self._clock()).total_seconds()
                stop.wait(max(0.05, min(_LOOK_SECONDS, left, self._pending.seconds_to_next(self._clock()))))
            except (OSError, smtplib.SMTPException, ValueError, KeyError) as error:
                log.info("the demo mail server is not there yet (%s); trying again", error)
                stop.wait(back_off)
                back_off = min(back_off * 2, _LONGEST_BACK_OFF_SECONDS)

    def _write_new(self) -> None:
        self._send(next_mail(self._rng, self._world, self._count, now=self._clock()))
        self._count += 1

    def _read_outbox(self) -> None:
        """Decide once for every new mail of the desk whether it is answered, and when."""
        for path in self._letterbox.new_files(Path(str(self._services()["outbox"]))):
            if path.name in self._seen:
                continue
            self._seen.add(path.name)
            if self._rng.random() < _ANSWERED_SHARE:
                delay = timedelta(seconds=self._rng.uniform(*self._answer_seconds))
                self._pending.add(path, self._clock() + delay)
            else:
                self._letterbox.handled(path.name)

    def _answer_due(self) -> None:
        for path in self._pending.take_due(self._clock()):
            try:
                mail = reply_mail(path.read_bytes(), self._world, self._rng, now=self._clock())
            except Exception:  # one odd file must not silence every customer
                log.warning("a customer cannot read %s", path.name, exc_info=True)
                mail = None
            if mail is not None:
                try:
                    self._send(mail)
                except (OSError, smtplib.SMTPException):
                    self._pending.add(path, self._clock() + timedelta(seconds=_LOOK_SECONDS))
                    raise
            self._letterbox.handled(path.name)

    def _send(self, mail: LiveMail) -> None:
        server = self._services()["smtp"]
        with smtplib.SMTP(server["host"], server["port"], timeout=_SMTP_SECONDS) as smtp:
            smtp.sendmail(mail.sender, list(mail.recipients), mail.raw)

    def _services(self) -> dict[str, Any]:
        content = json.loads(self._services_file.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError(f"{self._services_file} is not a JSON object")  # noqa: TRY004 - torn file, try again
        return content
