"""The words of automatic answers, as shipped: an admin can write others (PRODUCT.md MB-6). Pure.

Nothing of the customer's mail is ever repeated in them, neither its subject nor its words (SECURITY.md A7).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from inbox.mail.auto_texts.asia import ASIA
from inbox.mail.auto_texts.europe import EUROPE
from inbox.mail.auto_texts.texts import Texts

SHIPPED: dict[str, Texts] = {**EUROPE, **ASIA}
PLACEHOLDERS = ("name", "store", "opens_at", "hours", "holiday")
LONGEST = 5000
_PLACEHOLDER = re.compile(r"\{([^{}\n]{0,40})\}")
_NAME = re.compile(r"[^\W\d_]+(?:[ .'’·-]{1,2}[^\W\d_]+){0,3}\.?")
_LONGEST_NAME = 40
_BASES = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-sg": "zh-hans", "zh-tw": "zh-hant", "zh-hk": "zh-hant",
          "nb": "no", "nn": "no"}  # fmt: skip


def text_language(*wanted: str, written: Mapping[str, str] | None = None) -> str:
    """The first of the wanted languages (BCP 47, best first) that there are words in; "en" when there is none."""
    known = SHIPPED.keys() | (written or {}).keys()
    for code in wanted:
        code = code.lower().replace("_", "-")
        for candidate in (code, _BASES.get(code, ""), code.partition("-")[0]):
            candidate = _BASES.get(candidate, candidate)
            if candidate in known:
                return candidate
    return "en"


def unknown_placeholders(text: str) -> tuple[str, ...]:
    """What stands in braces and means nothing, each once."""
    return tuple(dict.fromkeys(one for one in _PLACEHOLDER.findall(text) if one not in PLACEHOLDERS))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put the values in. Where one is empty its blank and comma go too; a line that begins with it, or that would
    tell hours and has none, goes altogether."""
    lines = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if any(not values.get(one, "?") and (line.startswith(f"{{{one}}}") or one != "name")
               for one in _PLACEHOLDER.findall(line)):  # fmt: skip
            continue
        filled = re.sub(
            r",?[ \u3000]?" + _PLACEHOLDER.pattern, lambda match: _value(match, values), line
        ).rstrip()
        lines.append(filled)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def polite_name(name: str) -> str:
    """A sender's name when it reads like a person's; "" for addresses, links, slogans: we would be their courier."""
    name = " ".join(name.split())
    return name if len(name) <= _LONGEST_NAME and _NAME.fullmatch(name) else ""


def _value(match: re.Match[str], values: Mapping[str, str]) -> str:
    value = values.get(match[1])
    if value is None:
        return match[0]
    blank = match[0][: match[0].index("{")]
    return f"{blank}{value}" if value else ""
