"""Guessing an address's provider: its domain, who takes its mail (MX), or what it announces (RFC 6186)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import dns.exception
import dns.rdatatype
import dns.resolver

from inbox.channels.email.presets import GENERIC, Endpoint, Preset, by_domain, by_exchanger

LOOKUP_SECONDS = 3.0


def suggest(address: str, resolver: dns.resolver.Resolver | None = None) -> Preset:
    """The likeliest preset, with the hosts for this address. Asks DNS for at most three seconds; never raises."""
    known = by_domain(address)
    if known is None:
        known = _by_dns(address.rpartition("@")[2], resolver) or GENERIC
    return known.for_address(address)


def _by_dns(domain: str, resolver: dns.resolver.Resolver | None) -> Preset | None:
    try:
        name = domain.strip().encode("idna").decode()
        asker = resolver or _own_resolver()
    except (UnicodeError, dns.exception.DNSException, OSError):
        return None
    if "." not in name:
        return None
    for answer in sorted(_ask(asker, name, "MX"), key=lambda answer: int(answer.preference)):
        found = by_exchanger(str(answer.exchange))
        if found is not None:
            return found
    return _announced(asker, name)


def _own_resolver() -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver()
    resolver.lifetime = LOOKUP_SECONDS
    return resolver


def _announced(asker: dns.resolver.Resolver, name: str) -> Preset | None:
    """The servers that the domain's own SRV records name; both have to be there."""
    imap = _server(asker, f"_imaps._tcp.{name}", "tls")
    if imap is None:
        return None
    smtp = _server(asker, f"_submissions._tcp.{name}", "tls") or _server(
        asker, f"_submission._tcp.{name}", "starttls"
    )
    return None if smtp is None else replace(GENERIC, imap=imap, smtp=smtp)


def _server(asker: dns.resolver.Resolver, name: str, security: str) -> Endpoint | None:
    answers = sorted(_ask(asker, name, "SRV"), key=lambda answer: (int(answer.priority), -int(answer.weight)))
    if not answers or str(answers[0].target) == ".":  # "." says: not offered
        return None
    return Endpoint(str(answers[0].target).rstrip("."), int(answers[0].port), security)


def _ask(asker: dns.resolver.Resolver, name: str, kind: str) -> list[Any]:
    # one look-up may take all the time there is; a name server that is silent for one is so for the others
    if getattr(asker, "is_silent", False):
        return []
    try:
        return list(asker.resolve(name, dns.rdatatype.from_text(kind)))
    except dns.exception.Timeout:
        asker.is_silent = True  # type: ignore[attr-defined]
        return []
    except (dns.exception.DNSException, OSError, ValueError):
        return []
