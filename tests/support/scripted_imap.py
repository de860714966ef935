"""An IMAP server of our own that keeps a ledger and breaks where the script says (SECURITY.md 2.3).

RFC 3501 as far as a desk uses it, with MOVE, UIDPLUS, IDLE, CONDSTORE, ID and SPECIAL-USE to be switched on and
off by `capabilities`. It runs in a thread; a test may change `folders`, `faults` and `passwords` at any time.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterable
from datetime import datetime
from typing import Self

from tests.support.imap_faults import Fault
from tests.support.imap_session import Session
from tests.support.imap_store import Folder, Ledger, StoredMail

CAPABILITIES = ("IMAP4rev1", "ID", "IDLE", "UIDPLUS", "MOVE", "CONDSTORE", "SPECIAL-USE", "AUTH=PLAIN")


class ScriptedImap:
    """`with ScriptedImap() as server`: listens on `port` of loopback, without TLS."""

    def __init__(self, *, capabilities: Iterable[str] = CAPABILITIES) -> None:
        self.capabilities = list(capabilities)
        self.folders = {"INBOX": Folder("INBOX")}
        self.passwords: dict[str, str] | None = None
        """Who may sign in; None lets everybody in."""
        self.faults: list[Fault] = []
        self.ledger = Ledger()
        self._sessions: set[Session] = set()
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._is_ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_ready.wait(10)
        return self

    def __exit__(self, *_failure: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    @property
    def inbox(self) -> Folder:
        return self.folders["INBOX"]

    def deliver(self, raw: bytes, *, folder: str = "INBOX", arrived: datetime | None = None) -> StoredMail:
        """A mail arrives; clients in IDLE are told."""
        mail = self.folders[folder].add(raw, arrived=arrived)
        self.ledger.delivered.append(mail.chaos_id)
        self.ledger.numbers[folder, self.folders[folder].uidvalidity, mail.uid] = mail.chaos_id
        self._loop.call_soon_threadsafe(self._announce, folder)
        return mail

    def renumber(self, uidvalidity: int, *, folder: str = "INBOX", start: int = 1) -> None:
        """The same mails under new numbers."""
        self.folders[folder].renumber(uidvalidity, start=start)
        self._write_down(self.folders[folder])

    def _write_down(self, folder: Folder) -> None:
        for mail in folder.mails:
            self.ledger.numbers[folder.name, folder.uidvalidity, mail.uid] = mail.chaos_id

    def _announce(self, folder: str) -> None:
        for session in self._sessions:
            if session.is_idle and session.folder is self.folders.get(folder):
                session.writer.write(f"* {len(self.folders[folder].mails)} EXISTS\r\n".encode())

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server = await asyncio.start_server(self._talk, sock=self._socket, limit=1 << 20)
        self._is_ready.set()
        await self._stopped.wait()
        server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.ledger.connections += 1
        session = Session(self, reader, writer)
        self._sessions.add(session)
        try:
            await session.talk()
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client is gone, or the server is stopped
        finally:
            self._sessions.discard(session)
            writer.transport.abort()
