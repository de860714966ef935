"""Rich text as Outlook wraps it: decompressed (MS-OXRTFCP), and back to the HTML or text it was (MS-OXRTFEX)."""

from __future__ import annotations

import codecs
import re
import struct
from dataclasses import dataclass, field
from html import escape

_COMPRESSED, _STORED = 0x75465A4C, 0x414C454D
_HEADER = struct.Struct("<IIII")
_MAX_BYTES = 2_000_000
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20"
    b"\\b\\i\\u\\tab\\tx"
)
_TOKEN = re.compile(
    r"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|([^\\{}\r\n]+)|[\r\n]"
)
_SKIPPED = frozenset(
    str.split(
        "fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf "
        "listtable listoverridetable rsidtbl generator themedata datastore latentstyles fldinst xmlnstbl"
    )
)
_SIGNS = {
    "tab": "\t", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–",
    "emdash": "—", "par": "\n", "line": "\n", "row": "\n", "cell": "\t",
}  # fmt: skip


def decompress_rtf(data: bytes) -> bytes:
    """The RTF behind PR_RTF_COMPRESSED; at most 2 MB of it, empty when it is not compressed RTF at all."""
    if len(data) < _HEADER.size:
        return b""
    _, raw_size, kind, _ = _HEADER.unpack_from(data)
    if kind == _STORED:
        return data[_HEADER.size : _HEADER.size + min(raw_size, _MAX_BYTES)]
    if kind != _COMPRESSED:
        return b""
    window = bytearray(_DICTIONARY.ljust(4096))
    write, out, position = len(_DICTIONARY), bytearray(), _HEADER.size
    limit = min(raw_size, _MAX_BYTES)
    while position < len(data) and len(out) < limit:
        control = data[position]
        position += 1
        for bit in range(8):
            if control >> bit & 1:
                if position + 1 >= len(data):
                    return bytes(out)
                reference = data[position] << 8 | data[position + 1]
                position += 2
                offset, length = reference >> 4, (reference & 15) + 2
                if offset == write:
                    return bytes(out)
                for step in range(length):
                    byte = window[(offset + step) & 4095]
                    out.append(byte)
                    window[write] = byte
                    write = (write + 1) & 4095
            else:
                if position >= len(data):
                    return bytes(out)
                out.append(data[position])
                window[write] = data[position]
                write = (write + 1) & 4095
                position += 1
    return bytes(out[:limit])


@dataclass(slots=True)
class _State:
    """What a group of RTF inherits and gives back at its end."""

    is_skipped: bool = False
    is_tag: bool = False
    is_rtf_only: bool = False
    fallback: int = 1


@dataclass(slots=True)
class _Reader:
    is_html: bool
    codec: str
    out: list[str] = field(default_factory=list)
    pending: bytearray = field(default_factory=bytearray)

    def flush(self, state: _State) -> None:
        """Bytes of one character may stand in several escapes, so they are decoded together."""
        if self.pending:
            text = self.pending.decode(self.codec, "replace")
            self.pending.clear()
            self.add(text, state)

    def add(self, text: str, state: _State) -> None:
        if not state.is_skipped and not state.is_rtf_only:
            self.out.append(escape(text, quote=False) if self.is_html and not state.is_tag else text)


def read_rtf(data: bytes) -> tuple[str, bool]:
    """The text of RTF, and True when it is HTML that Outlook had wrapped. Linear time, no recursion."""
    source = data[:_MAX_BYTES].decode("latin-1")
    head = source[:4000]
    is_html = "\\fromhtml" in head
    declared = re.search(r"\\ansicpg(\d{3,5})", head)
    reader = _Reader(is_html, _codec(declared.group(1) if declared else "1252"))
    states, state = [], _State()
    is_starred, unread = False, 0
    for match in _TOKEN.finditer(source):
        name, number, hexa, sign, brace, text = match.groups()
        if hexa:
            if unread:
                unread -= 1
            else:
                reader.pending.append(int(hexa, 16))
            continue
        reader.flush(state)
        if brace == "{":
            states.append(state)
            state = _State(state.is_skipped, state.is_tag, state.is_rtf_only, state.fallback)
        elif brace == "}":
            state = states.pop() if states else _State()
        elif name:
            unread = _control(reader, state, name, number, is_starred)
        elif sign is not None:
            is_starred = sign == "*"
            if sign in "\\{}":
                reader.add(sign, state)
            elif sign == "~":
                reader.add("\u00a0", state)
            continue
        elif text:
            kept = text[unread:]
            unread = max(0, unread - len(text))
            reader.add(
                kept.encode("latin-1").decode(reader.codec, "replace") if not kept.isascii() else kept, state
            )
        is_starred = False
    reader.flush(state)
    return "".join(reader.out), is_html


def _control(reader: _Reader, state: _State, name: str, number: str | None, is_starred: bool) -> int:
    """Obey one control word; how many fallback characters after it are not to be read."""
    if is_starred and name == "htmltag":
        state.is_tag = True
    elif (is_starred and name != "mhtmltag") or name in _SKIPPED or name == "mhtmltag":
        state.is_skipped = True
    elif name == "htmlrtf":
        state.is_rtf_only = number != "0"
    elif name == "uc":
        state.fallback = min(int(number or 1), 8)
    elif name == "u":
        code = int(number or 0) & 0xFFFF
        reader.add(chr(code), state)
        return state.fallback
    elif name in _SIGNS:
        reader.add(_SIGNS[name], state)
    return 0


def _codec(page: str) -> str:
    try:
        return codecs.lookup("utf-8" if page == "65001" else f"cp{page}").name
    except LookupError:
        return "cp1252"
