"""Parameters of Content-Type and Content-Disposition (RFC 2045, RFC 2231), also the broken ones."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from inbox.mail.charsets import decode_bytes
from inbox.mail.encoded_words import decode_words

_NAME = re.compile(r"([^=;\s\"]{1,200})\s*=\s*")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?')
_SECTION = re.compile(r"(.+?)\*(\d{1,5})(\*?)$")
_MAX_PARAMETERS = 2000


def split_parameters(value: str) -> tuple[str, dict[str, str]]:
    """The main value in lower case and its parameters, names in lower case, values decoded. Linear time."""
    main, _, rest = value.partition(";")
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, text in _pairs(rest):
        if "*" not in name:
            plain.setdefault(name, text)
            continue
        section = _SECTION.match(name)
        if section:
            base, number, star = section.group(1), int(section.group(2)), bool(section.group(3))
        else:
            base, number, star = name.rstrip("*"), 0, True
        sections.setdefault(base, {}).setdefault(number, (text, star))
    result = {name: decode_words(text) for name, text in plain.items()}
    for base, numbered in sections.items():
        result[base] = _join_sections(numbered)
    return _main(main), result


def _main(main: str) -> str:
    main = main.split("(")[0].strip().strip("\"'").lower()
    return main.split()[0].rstrip(",") if main else ""


def _pairs(rest: str) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = 0
    while len(pairs) < _MAX_PARAMETERS:
        while position < len(rest) and rest[position] in "; \t\r\n":
            position += 1
        if position >= len(rest):
            break
        match = _NAME.match(rest, position)
        if not match:
            following = rest.find(";", position)
            if following < 0:
                break
            position = following + 1
            continue
        position = match.end()
        quoted = _QUOTED.match(rest, position)
        if quoted:
            text = re.sub(r"\\(.)", r"\1", quoted.group(1)) if "\\" in quoted.group(1) else quoted.group(1)
            position = quoted.end()
        else:
            end = _end_of_bare_value(rest, position)
            text = rest[position:end].strip()
            position = end
        pairs.append((match.group(1).lower(), text))
    return pairs


def _end_of_bare_value(rest: str, position: int) -> int:
    """Up to the next semicolon: unquoted file names with blanks are common."""
    end = rest.find(";", position)
    return len(rest) if end < 0 else end


def _join_sections(numbered: dict[int, tuple[str, bool]]) -> str:
    charset, data, any_encoded = "", bytearray(), False
    for number in sorted(numbered):
        text, encoded = numbered[number]
        if encoded and not any_encoded and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        any_encoded = any_encoded or encoded
        data += unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogateescape")
    if any_encoded:
        return decode_bytes(bytes(data), charset)[0]
    return decode_words(data.decode("utf-8", "replace"))
