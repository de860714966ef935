"""How far a sender can be believed: results of our own mail server (RFC 8601) and what looks like a trick.

A warning is a code, with what it is about behind a colon: `lookalike_domain: paypal`. `severity_of` weighs them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from inbox.mail.lookalike import (
    brand_named,
    brand_of_domain,
    imitated,
    registrable,
    scripts_of,
    unicode_domain,
)
from inbox.mail.model import ParsedMail
from inbox.mail.relays import relay_of

_RESULT = re.compile(r"(?:^|;)\s*(spf|dkim|dmarc)\s*=\s*([a-z]+)([^;]*)", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(?:smtp\.mailfrom|smtp\.helo|header\.d|header\.i)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE
)
_KNOWN = frozenset(str.split("pass fail softfail neutral none temperror permerror policy"))
_ADDRESS_IN_NAME = re.compile(r"[^\s<>\"'(),;:@]+@([^\s<>\"'(),;:@]+\.[^\s<>\"'(),;:@]+)")


class Severity(StrEnum):
    """How loud the banner is; with `danger` the links of the mail stand still until somebody lets them go."""

    NONE = ""
    NOTICE = "notice"
    WARNING = "warning"
    DANGER = "danger"


_SEVERITY = {
    "dmarc_fail": Severity.DANGER,
    "lookalike_domain": Severity.DANGER,
    "mixed_script_domain": Severity.DANGER,
    "name_shows_our_address": Severity.DANGER,
    "brand_not_proven": Severity.DANGER,
    "similar_domain": Severity.WARNING,
    "name_shows_brand": Severity.WARNING,
    "name_is_ours": Severity.WARNING,
    "name_shows_another_address": Severity.WARNING,
    "hidden_characters_in_sender": Severity.WARNING,
    "several_senders": Severity.WARNING,
    "unreadable_sender": Severity.NOTICE,
    "no_sender": Severity.NOTICE,
    "reply_to_other_domain": Severity.NOTICE,
    "reply_to_differs": Severity.NOTICE,
    "international_domain": Severity.NOTICE,
    "not_aligned": Severity.NOTICE,
    "dkim_fail": Severity.NOTICE,
    "spf_fail": Severity.NOTICE,
}
# Tricks that are one step each of the usual fraud: two of them together are no accident any more.
_ADD_UP = frozenset(("similar_domain", "name_shows_brand", "name_is_ours", "hidden_characters_in_sender"))
_ADD_UP_TO = _ADD_UP | {"reply_to_other_domain", "dkim_fail", "spf_fail", "not_aligned"}


@dataclass(frozen=True, slots=True)
class Desk:
    """Whom a trickster may play: the desk's own `domains`, and `names` of its people, mailboxes and stores (folded)."""

    domains: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


NO_DESK = Desk()


@dataclass(frozen=True, slots=True)
class Trust:
    """`spf`, `dkim` and `dmarc` are results of RFC 8601, `none` unless our own server wrote them."""

    spf: str = "none"
    dkim: str = "none"
    dmarc: str = "none"
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authentication:
    """Results by method, and the domains for which SPF or DKIM passed. `is_checked`: our own server spoke."""

    results: dict[str, str]
    passed_for: frozenset[str] = frozenset()
    is_checked: bool = False


def judge_trust(mail: ParsedMail, *, trusted_authserv_ids: frozenset[str], desk: Desk = NO_DESK) -> Trust:
    """Judge a sender; `trusted_authserv_ids` are the names our own mail servers sign results with (lower case)."""
    checks = _authentication(mail, trusted_authserv_ids)
    is_relay = relay_of(mail) is not None
    warnings = authentication_warnings(mail.from_address, checks)
    if len(mail.from_addresses) > 1:
        warnings.append("several_senders")
    warnings += [
        name
        for name in ("hidden_characters_in_sender", "unreadable_sender", "no_sender")
        if name in mail.problems
    ]
    warnings += _domain_warnings(mail, desk)
    warnings += _name_warnings(mail, desk)
    if mail.reply_to and mail.from_address and mail.from_address not in mail.reply_to and not is_relay:
        domain = registrable(_domain(mail.from_address))
        same = all(registrable(_domain(one)) == domain for one in mail.reply_to)
        warnings.append("reply_to_differs" if same else "reply_to_other_domain")
    found = checks.results
    return Trust(
        found.get("spf", "none"), found.get("dkim", "none"), found.get("dmarc", "none"), tuple(warnings)
    )


def severity_of(warnings: Iterable[str]) -> Severity:
    """The banner's level for a mail's warnings, with or without what they are about."""
    codes = {code_of(one) for one in warnings}
    levels = {_SEVERITY.get(code, Severity.WARNING) for code in codes}
    if codes & _ADD_UP and len(codes & _ADD_UP_TO) > 1:
        return Severity.DANGER
    loudest = (Severity.DANGER, Severity.WARNING, Severity.NOTICE)
    return next((one for one in loudest if one in levels), Severity.NONE)


def code_of(warning: str) -> str:
    """The code of a warning, without what it is about."""
    return warning.partition(":")[0]


def authentication_warnings(from_address: str, checks: Authentication) -> list[str]:
    """What follows from the results about the address in From (alignment as in RFC 7489 section 3.1, relaxed)."""
    if not checks.is_checked:
        return []
    dmarc = checks.results.get("dmarc", "none")
    if dmarc == "fail":
        return ["dmarc_fail"]
    domain = registrable(_domain(from_address))
    aligned = any(registrable(one) == domain for one in checks.passed_for)
    if dmarc == "pass" or aligned or not domain:
        return []
    if brand_of_domain(domain):
        return [f"brand_not_proven: {domain}"]
    failed = [f"{name}_fail" for name in ("dkim", "spf") if checks.results.get(name) == "fail"]
    others = sorted(checks.passed_for)
    return [*failed, f"not_aligned: {others[0]}"] if others else failed


def show_domain(domain: str) -> str:
    """A domain as it should be shown: punycode as soon as it is not plain ASCII (SECURITY A13)."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain.encode("ascii", "backslashreplace").decode("ascii")


def _authentication(mail: ParsedMail, trusted: frozenset[str]) -> Authentication:
    """Results from the top of the header only: whatever stands below the first hop came with the mail."""
    results: dict[str, str] = {}
    passed: set[str] = set()
    hops = 0
    for name, value in mail.headers:
        lowered = name.lower()
        if lowered == "received":
            hops += 1
            if hops > 1:
                break
        elif lowered == "authentication-results" and _authserv_id(value) in trusted:
            for method, result, properties in _RESULT.findall(_without_comments(value)):
                result, method = result.lower(), method.lower()
                # Several DKIM signatures: one that passes is enough (RFC 8601 section 2.7.1).
                if result in _KNOWN and (method not in results or result == "pass"):
                    results[method] = result
                if result == "pass" and method != "dmarc":
                    passed.update(_domain(one.lower()) for one in _PROPERTY.findall(properties))
    return Authentication(results, frozenset(passed - {""}), bool(results))


def _authserv_id(value: str) -> str:
    words = _without_comments(value.partition(";")[0]).split()
    return words[0].lower() if words else ""


def _without_comments(value: str) -> str:
    return re.sub(r"\([^()]*\)", " ", value)


def _name_warnings(mail: ParsedMail, desk: Desk) -> list[str]:
    domain = _domain(mail.from_address)
    if not domain or registrable(domain) in {registrable(one) for one in desk.domains}:
        return []
    named = _ADDRESS_IN_NAME.search(mail.from_name)
    if named and named.group().lower() != mail.from_address:
        return [_address_warning(named.group(1).lower(), domain, desk)]
    if " ".join(mail.from_name.casefold().split()) in desk.names:
        return ["name_is_ours"]
    brand = brand_named(mail.from_name)
    if brand and brand_of_domain(domain) != brand and brand not in domain:
        return [f"name_shows_brand: {brand}"]
    return []


def _address_warning(shown: str, domain: str, desk: Desk) -> str:
    """`jane@ours.example <x@evil.example>` is meant for us; `jane@gmail.com (via list)` is what lists do."""
    is_ours = registrable(shown) in {registrable(one) for one in desk.domains}
    if is_ours or (brand_of_domain(shown) and registrable(shown) != registrable(domain)):
        return f"name_shows_our_address: {shown}" if is_ours else f"name_shows_brand: {shown}"
    return f"name_shows_another_address: {shown}"


def _domain_warnings(mail: ParsedMail, desk: Desk) -> list[str]:
    domain = _domain(mail.from_address)
    if not domain:
        return []
    warnings = []
    labels = unicode_domain(domain).split(".")
    if any(not label.isascii() for label in labels):
        warnings.append("international_domain")
    if any(len(scripts_of(label)) > 1 for label in labels):
        warnings.append("mixed_script_domain")
    imitation, is_certain = imitated(domain, desk.domains)
    if imitation:
        warnings.append(f"{'lookalike_domain' if is_certain else 'similar_domain'}: {imitation}")
    return warnings


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


def with_dkim(trust: Trust, from_address: str, result: str, passed_for: Sequence[str]) -> Trust:
    """The same judgement with a DKIM result that the desk found itself, where its mail server had none.

    A signature that holds for another domain than the sender's says nothing about the sender; one that is broken
    was often broken on the way (RFC 6376 section 6.1), so it is a notice.
    """
    checks = Authentication(
        {"spf": trust.spf, "dkim": result, "dmarc": trust.dmarc}, frozenset(passed_for), is_checked=True
    )
    known = {"dmarc_fail", "dkim_fail", "spf_fail", "not_aligned", "brand_not_proven"}
    kept = [one for one in trust.warnings if code_of(one) not in known]
    found = authentication_warnings(from_address, checks)
    if result != "pass" and trust.spf == "none" and trust.dmarc == "none":
        # Our server said nothing and the signature proves nothing: only a broken one is worth a word.
        found = [one for one in found if code_of(one) == "dkim_fail"]
    return Trust(trust.spf, result, trust.dmarc, (*found, *kept))
