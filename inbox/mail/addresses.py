"""Address lists (RFC 5322 section 3.4) in linear time, tolerant of what clients send but never of ambiguity."""

from __future__ import annotations

import re
from dataclasses import dataclass

from inbox.mail.characters import clean_line, fold_spaces
from inbox.mail.encoded_words import decode_words

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_PLAIN = re.compile(r'[^"(<>,;:@)\\]+')
_LOCAL = r'(?:[^\s<>()\[\],;:"@\\]+|"(?:[^"\\\r\n]|\\.)+")'
_ADDRESS = re.compile(_LOCAL + r'@(?:[^\s<>()\[\],;:"@\\]+|\[[0-9A-Fa-f:.]+\])')
_ROUTE = re.compile(r"^@[^:]*:")
_BLANKS_AT_DOTS = re.compile(r"\s*([@.])\s*")
_UNESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name (may be empty) and an address in lower case (empty when it is not one)."""

    name: str
    address: str


def parse_addresses(value: str, limit: int = 1000) -> list[Mailbox]:
    """The mailboxes of an address header, groups flattened; an entry without a valid address has `address` empty.

    `alice@example.org)bob@evil.com` is no address (CVE-2023-27043): nothing is guessed out of it.
    """
    mailboxes = [_finish(entry) for entry in _entries(value, limit)]
    mailboxes = [mailbox for mailbox in mailboxes if mailbox.name or mailbox.address]
    if "=?" in value and not any(mailbox.address for mailbox in mailboxes):
        # Some senders put the whole `Name <address>` into encoded words.
        decoded = decode_words(value)
        if "=?" not in decoded:
            return parse_addresses(decoded, limit)
    return mailboxes


def normal_address(text: str) -> str:
    """One address in lower case, or an empty string when `text` is not exactly one."""
    text = clean_line(_BLANKS_AT_DOTS.sub(r"\1", text.strip()))
    if text.lower().startswith("mailto:"):
        text = text[7:]
    text = text.strip("'") if text.startswith("'") else text
    if len(text) > 320 or not _ADDRESS.fullmatch(text):
        return ""
    local, _, domain = text.rpartition("@")
    if local.startswith('"') and _ADDRESS.fullmatch(f"{local[1:-1]}@x"):
        local = local[1:-1]
    return f"{local}@{domain.rstrip('.')}".lower()


class _Entry:
    __slots__ = ("angle", "comments", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None


def _entries(value: str, limit: int) -> list[_Entry]:
    entries: list[_Entry] = []
    entry = _Entry()
    position, end = 0, len(value)
    quotes_close, comments_close = True, True
    while position < end and len(entries) < limit:
        plain = _PLAIN.match(value, position)
        if plain:
            entry.text.append(plain.group())
            position = plain.end()
            continue
        character = value[position]
        position += 1
        if character in ",;":
            entries.append(entry)
            entry = _Entry()
        elif character == '"' and quotes_close and (quoted := _QUOTED.match(value, position - 1)):
            keep_quotes = value[quoted.end() : quoted.end() + 1] == "@"
            entry.text.append(quoted.group() if keep_quotes else _UNESCAPE.sub(r"\1", quoted.group(1)))
            position = quoted.end()
        elif character == '"':
            # An unclosed quote: everything after it would be searched again and again.
            quotes_close = False
        elif character == "(" and comments_close:
            close = _comment_end(value, position)
            comments_close = close >= 0
            if comments_close:
                entry.comments.append(value[position : close - 1])
                position = close
        elif character == "<":
            close = value.find(">", position)
            comma = value.find(",", position) if close < 0 else -1
            stop = close if close >= 0 else (comma if comma >= 0 else end)
            if entry.angle is None or not normal_address(entry.angle):
                entry.angle = value[position:stop]
            else:
                entry.text.append(" ")
            position = stop + 1 if close >= 0 else stop
        elif character == ":" and "@" not in entry.text and entry.angle is None:
            # `Undisclosed recipients: ;` and named groups: the name is nobody's address.
            entry = _Entry()
        elif character == "\\":
            entry.text.append(value[position : position + 1])
            position += 1
        else:
            entry.text.append(character)
    entries.append(entry)
    return entries[:limit]


def _comment_end(value: str, position: int) -> int:
    depth = 1
    for match in re.finditer(r"[()\\]", value[position : position + 5000]):
        if match.group() == "\\":
            continue
        depth += 1 if match.group() == "(" else -1
        if depth == 0:
            return position + match.end()
    return -1


def _finish(entry: _Entry) -> Mailbox:
    text = "".join(entry.text).strip()
    if entry.angle is not None:
        address = normal_address(_ROUTE.sub("", entry.angle.strip().lstrip("<")))
        if not address and "=?" in entry.angle:
            address = normal_address(decode_words(entry.angle))
        return Mailbox(_name(text or "".join(entry.comments)), address)
    address = normal_address(text)
    if address:
        return Mailbox(_name("".join(entry.comments)), address)
    words = [word for word in text.split() if "@" in word]
    if words and (address := normal_address(words[0])):
        # `Ann Lee ann@example.org`, or addresses with only a blank between them: the first one counts.
        if len(words) == 1:
            return Mailbox(_name(text.replace(words[0], " ")), address)
        if len(words) == len(text.split()):
            return Mailbox("", address)
    return Mailbox(_name(text or "".join(entry.comments)), "")


def _name(text: str) -> str:
    decoded = clean_line(decode_words(text.strip()))
    while len(decoded) > 1 and decoded[0] == decoded[-1] and decoded[0] in "\"'":
        decoded = decoded[1:-1].strip()
    return fold_spaces(decoded)[:500]
