"""An IMAP server that breaks off, stalls or talks nonsense at the named place (SECURITY.md R09-R12, F4)."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Self

RAW = b"From: jane@customer.example\r\nSubject: Hi\r\nMessage-ID: <s1@customer.example>\r\n\r\nHello.\r\n"
Answer = Callable[[str], list[bytes] | None]


class ScriptedImap:
    """One mail with UID 7. `answer` is called with each command (without its tag) and may return the bytes to
    send instead of the usual answer; `b""` at the end of them closes the line, `b"STALL"` keeps it open, silent.
    `pause`: seconds before every piece.
    """

    def __init__(
        self, answer: Answer = lambda _command: None, *, capabilities: str = "IMAP4rev1", pause: float = 0.0
    ) -> None:
        self.answer, self.capabilities, self.pause = answer, capabilities, pause
        self.commands: list[str] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._is_over = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._is_over.set()
        self._listener.close()

    def _serve(self) -> None:
        while not self._is_over.is_set():
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK ready\r\n")
            for line in lines:
                tag, _, command = line.decode("latin-1").strip().partition(" ")
                self.commands.append(command)
                for piece in self.answer(command) or self._usual(command):
                    if piece == b"STALL":
                        self._is_over.wait(30)
                        return
                    if piece == b"":
                        return
                    if self._is_over.wait(self.pause):
                        return
                    connection.sendall(piece.replace(b"TAG", tag.encode()))

    def _usual(self, command: str) -> list[bytes]:
        name = command.upper().split() or [""]
        if name[0] == "CAPABILITY":
            return [f"* CAPABILITY {self.capabilities}\r\n".encode(), b"TAG OK done\r\n"]
        if name[0] in ("EXAMINE", "SELECT"):
            return [
                b"* 1 EXISTS\r\n* OK [UIDVALIDITY 3] x\r\n* OK [UIDNEXT 8] x\r\n",
                b"TAG OK [READ-ONLY] done\r\n",
            ]
        if name[0] == "UID" and "BODY.PEEK" in command:
            return [
                b"* 1 FETCH (UID 7 RFC822.SIZE %d BODY[] {%d}\r\n" % (len(RAW), len(RAW)),
                RAW,
                b")\r\nTAG OK done\r\n",
            ]
        if name[0] == "UID":
            return [b"* 1 FETCH (UID 7 RFC822.SIZE %d)\r\n" % len(RAW), b"TAG OK done\r\n"]
        return [b"TAG OK done\r\n"]
