"""A submission server that misbehaves as told: the faults of SECURITY.md R45-R52, on loopback."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any, Self

from aiosmtpd.smtp import SMTP

from helpdesk.services.ports import free_ports
from inbox.channels.email import smtp_pool


class Submission:
    """Answers by script. `accepted` is its ledger: (envelope sender, recipients, bytes) of every mail it took.

    `rcpt` and `data` are called with the address or the content and return an SMTP answer; `data` may return
    "cut" (take the mail and drop the line before saying so) or "drop" (drop the line without taking it).
    """

    def __init__(
        self,
        *,
        rcpt: Callable[[str], str] = lambda _address: "250 OK",
        data: Callable[[bytes], str] = lambda _content: "250 2.0.0 queued as 4711",
    ) -> None:
        (self.port,) = free_ports(1)
        self.rcpt, self.data = rcpt, data
        self.accepted: list[tuple[str, list[str], bytes]] = []
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10)
        return self

    def __exit__(self, *_failure: object) -> None:
        smtp_pool.close_all()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)

        def session() -> SMTP:
            self.connections += 1
            return SMTP(self, hostname="localhost", loop=self._loop, data_size_limit=None)

        server = self._loop.run_until_complete(self._loop.create_server(session, "127.0.0.1", self.port))
        self._started.set()
        self._loop.run_forever()
        server.close()

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        answer = self.rcpt(address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        answer = self.data(envelope.content)
        if answer == "cut" or answer.startswith("250"):
            self.accepted.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if answer in ("cut", "drop"):
            server.transport.abort()
        return answer
