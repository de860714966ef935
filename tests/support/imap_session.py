"""One connection to the scripted IMAP server: commands in, answers out, faults in between."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import re
from typing import TYPE_CHECKING

from tests.support.imap_faults import Answer
from tests.support.imap_store import Folder, StoredMail

if TYPE_CHECKING:
    from tests.support.scripted_imap import ScriptedImap

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LITERAL = re.compile(rb"\{(\d+)(\+?)\}\r\n$")


class Session:
    """One connection."""

    def __init__(
        self, server: ScriptedImap, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.folder: Folder | None = None
        self.is_idle = self.is_over = False

    async def talk(self) -> None:
        """Greet, then answer command by command."""
        if not await self._send(self._faulty("(greeting)", Answer(b"* OK ready\r\n", "*"))):
            return
        while not self.is_over and (line := await self._read_command()):
            tag, _, command = line.partition(" ")
            self.server.ledger.commands.append(command)
            answer = Answer(await self._answer(tag, command), tag)
            if not await self._send(self._faulty(command, answer)):
                return

    def _faulty(self, command: str, answer: Answer) -> Answer:
        for fault in self.server.faults:
            if fault.strikes(command):
                return fault.act(answer)
        return answer

    async def _send(self, answer: Answer) -> bool:
        """Whether the conversation goes on."""
        if answer.then == "drip":
            for byte in answer.data:
                self.writer.write(bytes([byte]))
                await asyncio.sleep(1)
            return True
        self.writer.write(answer.data)
        with contextlib.suppress(ConnectionError):
            await self.writer.drain()
        if answer.then == "stall":
            await asyncio.sleep(3600)
        return answer.then == "go on"

    async def _read_command(self) -> str:
        """A command with its literals in place, as quoted bytes; "" at the end of the stream."""
        line = await self.reader.readline()
        while found := _LITERAL.search(line):
            if not found[2]:
                self.writer.write(b"+ go on\r\n")
            literal = await self.reader.readexactly(int(found[1]))
            line = (
                line[: found.start()] + b'"' + base64.b64encode(literal) + b'"' + await self.reader.readline()
            )
        return line.decode("utf-8", "replace").strip("\r\n")

    async def _answer(self, tag: str, command: str) -> bytes:
        words = command.split(" ", 1)
        name = words[0].upper()
        rest = words[1] if len(words) > 1 else ""
        if name == "UID":
            name, _, rest = rest.partition(" ")
            name = f"UID_{name.upper()}"
        method = getattr(self, f"_do_{name.lower()}", None)
        if method is None:
            return f"{tag} BAD unknown command\r\n".encode()
        if name in ("IDLE", "AUTHENTICATE"):
            return bytes(await method(tag, rest))
        untagged, status = method(rest)
        return untagged + f"{tag} {status}\r\n".encode()

    def _do_capability(self, _rest: str) -> tuple[bytes, str]:
        return f"* CAPABILITY {' '.join(self.server.capabilities)}\r\n".encode(), "OK done"

    def _do_noop(self, _rest: str) -> tuple[bytes, str]:
        return b"", "OK done"

    _do_close = _do_unselect = _do_check = _do_noop

    def _do_id(self, _rest: str) -> tuple[bytes, str]:
        return b'* ID ("name" "scripted")\r\n', "OK done"

    def _do_enable(self, rest: str) -> tuple[bytes, str]:
        return f"* ENABLED {rest}\r\n".encode(), "OK done"

    def _do_logout(self, _rest: str) -> tuple[bytes, str]:
        self.is_over = True
        return b"* BYE see you\r\n", "OK done"

    def _do_login(self, rest: str) -> tuple[bytes, str]:
        return b"", self._sign_in(*[_unquoted(one) for one in _arguments(rest)[:2]])

    def _sign_in(self, user: str, password: str) -> str:
        known = self.server.passwords
        is_right = known is None or known.get(user) == password
        self.server.ledger.sign_ins.append(is_right)
        return "OK signed in" if is_right else "NO [AUTHENTICATIONFAILED] wrong"

    async def _do_authenticate(self, tag: str, rest: str) -> bytes:
        self.writer.write(b"+ \r\n")
        answer = base64.b64decode((await self.reader.readline()).strip() or b"").decode("utf-8", "replace")
        if rest.upper().startswith("XOAUTH2"):
            pairs = dict(part.partition("=")[::2] for part in answer.split("\x01") if part)
            status = self._sign_in(pairs.get("user", ""), pairs.get("auth", "").removeprefix("Bearer "))
        else:
            status = self._sign_in(*answer.split("\0")[1:3])
        return f"{tag} {status}\r\n".encode()

    def _do_list(self, _rest: str) -> tuple[bytes, str]:
        lines = [f'* LIST (\\HasNoChildren) "/" "{name}"\r\n' for name in self.server.folders]
        return "".join(lines).encode(), "OK done"

    _do_lsub = _do_list

    def _do_create(self, rest: str) -> tuple[bytes, str]:
        name = _unquoted(rest)
        self.server.folders.setdefault(name, Folder(name, uidvalidity=2000 + len(self.server.folders)))
        return b"", "OK done"

    def _do_select(self, rest: str) -> tuple[bytes, str]:
        folder = self.server.folders.get(_unquoted(_arguments(rest)[0]))
        if folder is None:
            return b"", "NO [NONEXISTENT] no such folder"
        self.folder = folder
        lines = [
            "* FLAGS (\\Seen \\Deleted \\Flagged \\Answered \\Draft)\r\n",
            f"* {len(folder.mails)} EXISTS\r\n* 0 RECENT\r\n",
            f"* OK [UIDVALIDITY {folder.uidvalidity}] x\r\n* OK [UIDNEXT {folder.uidnext}] x\r\n",
        ]
        if "CONDSTORE" in self.server.capabilities:
            lines.append(f"* OK [HIGHESTMODSEQ {folder.modseq}] x\r\n")
        return "".join(lines).encode(), "OK [READ-WRITE] done"

    _do_examine = _do_select

    def _do_status(self, rest: str) -> tuple[bytes, str]:
        folder = self.server.folders.get(_unquoted(_arguments(rest)[0]))
        if folder is None:
            return b"", "NO [NONEXISTENT] no such folder"
        counts = f"MESSAGES {len(folder.mails)} UIDNEXT {folder.uidnext} UIDVALIDITY {folder.uidvalidity}"
        return f'* STATUS "{folder.name}" ({counts})\r\n'.encode(), "OK done"

    def _do_uid_fetch(self, rest: str) -> tuple[bytes, str]:
        assert self.folder is not None
        uid_set, _, parts = rest.partition(" ")
        lines = [_fetched(number, mail, parts) for number, mail in self.folder.in_set(uid_set)]
        return b"".join(lines), "OK done"

    def _do_uid_search(self, _rest: str) -> tuple[bytes, str]:
        assert self.folder is not None
        return (
            "* SEARCH " + " ".join(str(one.uid) for one in self.folder.mails) + "\r\n"
        ).encode(), "OK done"

    def _do_uid_store(self, rest: str) -> tuple[bytes, str]:
        assert self.folder is not None
        uid_set, action, flags = rest.split(" ", 2)
        for _number, mail in self.folder.in_set(uid_set):
            named = set(flags.strip("()").split())
            mail.flags = mail.flags - named if action.startswith("-") else mail.flags | named
            self.folder.modseq += 1
        return b"", "OK done"

    def _do_uid_copy(self, rest: str) -> tuple[bytes, str]:
        assert self.folder is not None
        uid_set, _, name = rest.partition(" ")
        target = self.server.folders.get(_unquoted(name))
        if target is None:
            return b"", "NO [TRYCREATE] no such folder"
        for _number, mail in self.folder.in_set(uid_set):
            target.add(mail.raw, arrived=mail.arrived, flags=mail.flags)
        return b"", "OK done"

    def _do_uid_move(self, rest: str) -> tuple[bytes, str]:
        if "MOVE" not in self.server.capabilities:
            return b"", "BAD unknown command"
        assert self.folder is not None
        untagged, status = self._do_uid_copy(rest)
        if status.startswith("OK"):
            for _number, mail in list(self.folder.in_set(rest.partition(" ")[0])):
                self.folder.remove(mail)
        return untagged, status

    def _do_uid_expunge(self, rest: str) -> tuple[bytes, str]:
        if "UIDPLUS" not in self.server.capabilities:
            return b"", "BAD unknown command"
        return self._expunge(rest)

    def _do_expunge(self, _rest: str) -> tuple[bytes, str]:
        """What no client of a shared mailbox may send: it removes what others marked."""
        self.server.ledger.plain_expunges += 1
        return self._expunge("1:*")

    def _expunge(self, uid_set: str) -> tuple[bytes, str]:
        assert self.folder is not None
        for _number, mail in list(self.folder.in_set(uid_set)):
            if "\\Deleted" in mail.flags:
                self.folder.remove(mail)
                self.server.ledger.removed.append(mail.chaos_id)
        return b"", "OK done"

    def _do_append(self, rest: str) -> tuple[bytes, str]:
        arguments = _arguments(rest)
        folder = self.server.folders.get(_unquoted(arguments[0]))
        if folder is None:
            return b"", "NO [TRYCREATE] no such folder"
        folder.add(base64.b64decode(_unquoted(arguments[-1])))
        return b"", "OK done"

    async def _do_idle(self, tag: str, _rest: str) -> bytes:
        self.writer.write(b"+ idling\r\n")
        self.is_idle = True
        try:
            while (line := await self.reader.readline()) and line.strip().upper() != b"DONE":
                pass
        finally:
            self.is_idle = False
        return f"{tag} OK done\r\n".encode()


def _fetched(number: int, mail: StoredMail, parts: str) -> bytes:
    fields = [f"UID {mail.uid}"]
    wanted = parts.upper()
    if "INTERNALDATE" in wanted:
        fields.append(f'INTERNALDATE "{mail.internal_date}"')
    if "RFC822.SIZE" in wanted:
        fields.append(f"RFC822.SIZE {len(mail.raw)}")
    if "FLAGS" in wanted:
        fields.append(f"FLAGS ({' '.join(sorted(mail.flags))})")
    head = f"* {number} FETCH ({' '.join(fields)}".encode()
    section = re.search(r"BODY(?:\.PEEK)?\[(.*?)\]", parts, re.IGNORECASE)
    if section is None:
        return head + b")\r\n"
    if ".PEEK" not in wanted:
        mail.flags.add("\\Seen")
    body = _section(mail.raw, section[1])
    return head + f" BODY[{section[1]}] {{{len(body)}}}\r\n".encode() + body + b")\r\n"


def _section(raw: bytes, name: str) -> bytes:
    header = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    if name.upper() == "HEADER":
        return header
    if found := re.match(r"HEADER\.FIELDS \((.*)\)", name, re.IGNORECASE):
        names = [one.lower().encode() for one in found[1].split()]
        lines = re.findall(rb"(?m)^[^\s:][^\r\n]*(?:\r\n[ \t][^\r\n]*)*\r\n", header)
        return b"".join(one for one in lines if one.partition(b":")[0].lower() in names) + b"\r\n"
    return raw


def _arguments(text: str) -> list[str]:
    return re.findall(rf"{_QUOTED[:1]}(?:[^\"\\]|\\.)*\"|\([^)]*\)|\S+", text)


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1]) if text.startswith('"') else text
