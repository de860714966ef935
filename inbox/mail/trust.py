"""How far a sender can be believed: results of our own mail server (RFC 8601) and what looks like a trick."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from inbox.mail.model import ParsedMail

_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)", re.IGNORECASE)
_KNOWN = frozenset(str.split("pass fail softfail neutral none temperror permerror policy"))
_ADDRESS_IN_NAME = re.compile(r"[^\s<>\"'(),;:@]+@([^\s<>\"'(),;:@]+\.[^\s<>\"'(),;:@]+)")


@dataclass(frozen=True, slots=True)
class Trust:
    """`spf`, `dkim` and `dmarc` are results of RFC 8601, `none` unless our own server wrote them."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    warnings: tuple[str, ...] = ()


def judge_trust(mail: ParsedMail, *, trusted_authserv_ids: frozenset[str]) -> Trust:
    """Judge a sender; `trusted_authserv_ids` are the names our own mail servers sign results with (lower case)."""
    results = _results(mail, trusted_authserv_ids)
    warnings = [f"{name}_fail" for name in ("dmarc",) if results.get(name) == "fail"]
    if len(mail.from_addresses) > 1:
        warnings.append("several_senders")
    warnings += [
        name
        for name in ("hidden_characters_in_sender", "unreadable_sender", "no_sender")
        if name in mail.problems
    ]
    warnings += _name_warnings(mail)
    warnings += _domain_warnings(mail)
    if mail.reply_to and mail.from_address and mail.from_address not in mail.reply_to:
        same = all(_domain(one) == _domain(mail.from_address) for one in mail.reply_to)
        warnings.append("reply_to_differs" if same else "reply_to_other_domain")
    return Trust(
        results.get("spf", "none"), results.get("dkim", "none"), results.get("dmarc", "none"), tuple(warnings)
    )


def show_domain(domain: str) -> str:
    """A domain as it should be shown: punycode as soon as it is not plain ASCII (SECURITY A13)."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("ascii", "backslashreplace").decode("ascii")


def _results(mail: ParsedMail, trusted: frozenset[str]) -> dict[str, str]:
    """Results from the top of the header only: whatever stands below the first hop came with the mail."""
    results: dict[str, str] = {}
    hops = 0
    for name, value in mail.headers:
        lowered = name.lower()
        if lowered == "received":
            hops += 1
            if hops > 1:
                break
        elif lowered == "authentication-results" and _authserv_id(value) in trusted:
            for method, result in _RESULT.findall(_without_comments(value)):
                result = result.lower()
                # Several DKIM signatures: one that passes is enough (RFC 8601 section 2.7.1).
                if result in _KNOWN and (method.lower() not in results or result == "pass"):
                    results[method.lower()] = result
    return results


def _authserv_id(value: str) -> str:
    words = _without_comments(value.partition(";")[0]).split()
    return words[0].lower() if words else ""


def _without_comments(value: str) -> str:
    return re.sub(r"\([^()]*\)", " ", value)


def _name_warnings(mail: ParsedMail) -> list[str]:
    named = _ADDRESS_IN_NAME.search(mail.from_name)
    if named and named.group().lower() != mail.from_address:
        return ["name_shows_another_address"]
    return []


def _domain_warnings(mail: ParsedMail) -> list[str]:
    domain = _domain(mail.from_address)
    warnings = []
    labels = [_unicode_label(label) for label in domain.split(".")]
    if any(not label.isascii() for label in labels):
        warnings.append("international_domain")
    if any(len(_scripts(label)) > 1 for label in labels):
        warnings.append("mixed_script_domain")
    return warnings


def _unicode_label(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.encode("ascii").decode("idna")
    except UnicodeError:
        return label


def _scripts(label: str) -> set[str]:
    """Scripts of a label by character name; Japanese mixes three of them by nature."""
    scripts = {unicodedata.name(character, "?").split()[0] for character in label if character.isalpha()}
    return {"CJK" if script in ("HIRAGANA", "KATAKANA", "CJK", "HANGUL") else script for script in scripts}


def _domain(address: str) -> str:
    return address.rpartition("@")[2]
