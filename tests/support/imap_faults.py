"""Faults for the scripted IMAP server: each changes the answer to the commands it is meant for.

`server.faults.append(Fault("BODY", cut(40)))` breaks the line after 40 bytes of the next answer to a command that
holds BODY. `times` is how often it strikes; `uid` limits it to commands that ask for this mail.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Then = Literal["go on", "cut", "stall", "drip"]
FOREVER = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of a whole answer, the tag it ends with, and what the server does behind them."""

    data: bytes
    tag: str
    then: Then = "go on"

    def with_data(self, data: bytes, then: Then = "go on") -> Answer:
        """Other bytes for the same command."""
        return Answer(data, self.tag, then)

    def refused(self, words: str) -> Answer:
        """NO or BAD instead of the answer."""
        return self.with_data(f"{self.tag} {words}\r\n".encode())


Act = Callable[[Answer], Answer]


@dataclass
class Fault:
    """`pattern` is searched in the command line (regular expression, any case)."""

    pattern: str
    act: Act
    times: int = 1
    uid: int | None = None
    struck: int = field(default=0, init=False)

    def strikes(self, command: str) -> bool:
        """Whether it is this command's turn; counts the stroke."""
        if self.struck >= self.times or not re.search(self.pattern, command, re.IGNORECASE):
            return False
        if self.uid is not None and not _asks_for(command, self.uid):
            return False
        self.struck += 1
        return True


def cut(after: int) -> Act:
    """The connection breaks after so many bytes of the answer."""
    return lambda answer: answer.with_data(answer.data[:after], "cut")


def stall(after: int) -> Act:
    """Nothing more comes after so many bytes, and the connection stays open."""
    return lambda answer: answer.with_data(answer.data[:after], "stall")


def drip() -> Act:
    """The answer comes a byte at a time, for ever slowly."""
    return lambda answer: answer.with_data(answer.data, "drip")


def say_no(words: str = "NO [SERVERBUG] not now") -> Act:
    """The command is refused."""
    return lambda answer: answer.refused(words)


def say_bye(words: str = "* BYE too many connections") -> Act:
    """The server throws the client out."""
    return lambda answer: answer.with_data(f"{words}\r\n".encode(), "cut")


def garbage(lines: bytes) -> Act:
    """Untagged nonsense in front of the answer."""
    return lambda answer: answer.with_data(lines + answer.data)


def nil_body(uid: int) -> Act:
    """The mail's body comes as NIL."""
    return lambda answer: _change_body(answer, uid, lambda _head, _body: b"BODY[] NIL")


def wrong_size(uid: int, by: int) -> Act:
    """The literal's length is off by so many bytes."""
    return lambda answer: _change_body(
        answer, uid, lambda _head, body: b"BODY[] {%d}\r\n" % (len(body) + by) + body
    )


def without(uid: int) -> Act:
    """The mail is left out of the answer, which ends in OK."""

    def act(answer: Answer) -> Answer:
        start, end, _body_start, _body_end = _find(answer.data, uid)
        return answer.with_data(answer.data[:start] + answer.data[end:])

    return act


def first(action: Callable[[], object], then: Act = lambda answer: answer) -> Act:
    """Something happens on the server between the command and its answer, which was made before."""

    def act(answer: Answer) -> Answer:
        action()
        return then(answer)

    return act


def _change_body(answer: Answer, uid: int, make: Callable[[bytes, bytes], bytes]) -> Answer:
    _start, _end, body_start, body_end = _find(answer.data, uid)
    head = answer.data.index(b"BODY[", _start)
    changed = make(answer.data[head:body_start], answer.data[body_start:body_end])
    return answer.with_data(answer.data[:head] + changed + answer.data[body_end:])


def _find(data: bytes, uid: int) -> tuple[int, int, int, int]:
    """Where the FETCH answer of a mail begins and ends, and its literal."""
    found = re.search(rb"\* \d+ FETCH \(UID %d\b[^\r\n]*?\{(\d+)\}\r\n" % uid, data)
    assert found, f"UID {uid} is not in this answer"
    body_end = found.end() + int(found[1])
    return found.start(), data.index(b")\r\n", body_end) + 3, found.end(), body_end


def _asks_for(command: str, uid: int) -> bool:
    found = re.match(r"UID \w+ (\S+)", command, re.IGNORECASE)
    for part in found[1].split(",") if found else ():
        low, _, high = part.partition(":")
        if low.isdigit() and int(low) <= uid and (high == "*" or uid <= int(high or low)):
            return True
    return False
