"""A submission server of our own that keeps a ledger and answers by script (SECURITY.md R45-R54).

`accepted` holds every mail it took responsibility for (answered 250, or took and then broke the line), with the
envelope. It runs in a thread; the script may be changed at any time.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
import socket
import ssl
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Self

# What ends a conversation: the client is gone, or the server is stopped.
_ENDS = (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError, ssl.SSLError)
_MESSAGE_ID = re.compile(rb"(?im)^message-id:[ \t\r\n]*<([^>]+)>")


@dataclass(frozen=True, slots=True)
class Accepted:
    """One mail the server took."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes

    @property
    def message_id(self) -> str:
        found = _MESSAGE_ID.search(self.content)
        return found[1].decode() if found else ""


@dataclass
class Script:
    """What the server says. An answer is an SMTP reply, or one of the words:

    `cut`: take the mail and break the line before saying so; `drop`: break the line without taking it;
    `stall`: take it, say nothing and keep the line; `stall-untaken`: neither take it nor say so.
    """

    greeting: str = "220 sink ready"
    mail: Callable[[str], str] = lambda _address: "250 OK"
    rcpt: Callable[[str], str] = lambda _address: "250 OK"
    before_data: Callable[[], str] = lambda: "354 go on"
    data: Callable[[bytes], str] = lambda _content: "250 2.0.0 queued"
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "PIPELINING", "DSN")
    tls: ssl.SSLContext | None = None
    """Offered by STARTTLS, unless None."""
    passwords: dict[str, str] | None = None
    seconds_per_byte: float = 0.0


@dataclass
class SmtpLedger:
    """What the server saw."""

    accepted: list[Accepted] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    sign_ins: list[bool] = field(default_factory=list)

    def times_accepted(self) -> Counter[str]:
        """How often each Message-ID was taken, per recipient."""
        return Counter(f"{one.message_id} {to}" for one in self.accepted for to in one.recipients)


class ScriptedSmtp:
    """`with ScriptedSmtp() as server`: listens on `port` of loopback."""

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self.ledger = SmtpLedger()
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
    def accepted(self) -> list[Accepted]:
        return self.ledger.accepted

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server = await asyncio.start_server(self._talk, sock=self._socket, limit=1 << 24)
        self._is_ready.set()
        await self._stopped.wait()
        server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.ledger.connections += 1
        session = _Session(self, reader, writer)
        try:
            with contextlib.suppress(*_ENDS):
                await session.talk()
        finally:
            writer.transport.abort()


class _Session:
    """One connection."""

    def __init__(
        self, server: ScriptedSmtp, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.sender, self.recipients = "", list[str]()
        self.is_over = self.is_secure = False

    async def talk(self) -> None:
        """Greet, then answer line by line."""
        if not await self._say(self.server.script.greeting):
            return
        while not self.is_over:
            line = (await self.reader.readline()).decode("utf-8", "replace")
            if not line:
                return
            command = line.strip()
            self.server.ledger.commands.append(command)
            if not await self._say(await self._answer(command)):
                return

    async def _say(self, words: str) -> bool:
        """Send a reply; whether the conversation goes on."""
        if words in ("cut", "drop"):
            return False
        if words in ("stall", "stall-untaken"):
            await asyncio.sleep(3600)
        data = f"{words}\r\n".encode()
        if self.server.script.seconds_per_byte:
            for byte in data:
                self.writer.write(bytes([byte]))
                await asyncio.sleep(self.server.script.seconds_per_byte)
            return True
        self.writer.write(data)
        await self.writer.drain()
        return not words.startswith("421")

    async def _answer(self, command: str) -> str:
        verb, _, rest = command.partition(" ")
        method = getattr(self, f"_do_{verb.lower()}", None)
        return str(await method(rest)) if method else "502 not known here"

    async def _do_ehlo(self, _name: str) -> str:
        script = self.server.script
        offered = list(script.extensions)
        if script.tls is not None and not self.is_secure:
            offered.append("STARTTLS")
        if script.passwords is not None:
            offered.append("AUTH PLAIN LOGIN")
        lines = ["sink", *offered]
        return "\r\n".join(f"250{' ' if one is lines[-1] else '-'}{one}" for one in lines)

    async def _do_helo(self, _name: str) -> str:
        return "250 sink"

    async def _do_starttls(self, _rest: str) -> str:
        if self.server.script.tls is None:
            return "454 no TLS here"
        await self._say("220 go on")
        await self.writer.start_tls(self.server.script.tls)
        self.is_secure = True
        return await self._quiet_line()

    async def _quiet_line(self) -> str:
        """The next command's answer: nothing is said between the handshake and it."""
        line = (await self.reader.readline()).decode("utf-8", "replace").strip()
        self.server.ledger.commands.append(line)
        return await self._answer(line) if line else "drop"

    async def _do_auth(self, rest: str) -> str:
        mechanism, _, first = rest.partition(" ")
        if mechanism.upper() == "LOGIN":
            return "504 PLAIN only"
        if not first:
            await self._say("334 ")
            first = (await self.reader.readline()).decode().strip()
        _who, user, password = base64.b64decode(first).decode("utf-8", "replace").split("\0")
        is_right = (self.server.script.passwords or {}).get(user) == password
        self.server.ledger.sign_ins.append(is_right)
        return "235 welcome" if is_right else "535 5.7.8 wrong password"

    async def _do_mail(self, rest: str) -> str:
        self.sender, self.recipients = _address(rest), []
        return self.server.script.mail(self.sender)

    async def _do_rcpt(self, rest: str) -> str:
        address = _address(rest)
        answer = self.server.script.rcpt(address)
        if answer.startswith("25"):
            self.recipients.append(address)
        return answer

    async def _do_data(self, _rest: str) -> str:
        answer = self.server.script.before_data()
        if not answer.startswith("354"):
            return answer
        await self._say(answer)
        content = (await self.reader.readuntil(b"\r\n.\r\n"))[:-3].replace(b"\r\n..", b"\r\n.")
        answer = self.server.script.data(content)
        if answer.startswith("250") or answer in ("cut", "stall"):
            self.server.accepted.append(Accepted(self.sender, tuple(self.recipients), content))
        self.recipients = []
        return answer

    async def _do_rset(self, _rest: str) -> str:
        self.recipients = []
        return "250 OK"

    async def _do_noop(self, _rest: str) -> str:
        return "250 OK"

    async def _do_quit(self, _rest: str) -> str:
        self.is_over = True
        return "221 bye"


def _address(text: str) -> str:
    found = re.search(r"<([^>]*)>", text)
    return found[1] if found else ""
