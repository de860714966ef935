"""TXT records from the name server, with a short time limit and a cache."""

from __future__ import annotations

import functools

import dns.exception
import dns.resolver

from inbox.mail.dkim_check import KeyNotAvailable

_SECONDS = 2.0
_NAMES_CACHED = 2000


def txt_record(name: str) -> bytes | None:
    """The TXT record of a name, its strings joined (RFC 6376 section 3.6.2.2); None when there is none.

    Raises KeyNotAvailable when the server does not answer within 2 seconds.
    """
    try:
        answer = _resolver().resolve(name, "TXT", lifetime=_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return None
    except (dns.exception.DNSException, ValueError, OSError) as error:
        raise KeyNotAvailable(type(error).__name__) from error
    return b"".join(answer[0].strings)


@functools.cache
def _resolver() -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver()
    resolver.cache = dns.resolver.LRUCache(_NAMES_CACHED)
    return resolver
