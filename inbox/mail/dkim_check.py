"""DKIM signatures (RFC 6376) checked by ourselves, for mailboxes whose own server says nothing about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from logging import CRITICAL, getLogger

import dkim

# Finds the TXT record of a name; None when there is none. Raises KeyNotAvailable when the answer is not known.
KeyLookup = Callable[[str], bytes | None]
_MOST_SIGNATURES = 5
_MOST_BYTES = 25 * 1024 * 1024
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_SIGNATURE = re.compile(rb"(?im)^dkim-signature[ \t]*:")
_FROM = re.compile(rb"(?im)^from[ \t]*:")
# The library reports what strangers wrote into their signatures; that is no news for the desk's log.
_SILENT = getLogger("inbox.dkim")
_SILENT.setLevel(CRITICAL)


class KeyNotAvailable(Exception):
    """The name server did not answer: nothing is known about the signature, now."""


@dataclass(frozen=True, slots=True)
class DkimResult:
    """`result` as in RFC 8601 section 2.7.1; `domains` are those whose signature holds, lower case."""

    result: str
    domains: tuple[str, ...] = ()


def has_signature(raw: bytes) -> bool:
    """Whether there is anything to check."""
    return bool(_SIGNATURE.search(_header(raw)))


def verify(raw: bytes, lookup: KeyLookup) -> DkimResult:
    """Check the signatures of a mail as it came; `lookup` finds the keys.

    A signature counts only if it covers the whole body and the mail has one From, which is signed: what a badge
    says must hold for all that is shown (SECURITY A9). One that holds is enough. Never raises.
    """
    header = _header(raw)
    count = len(_SIGNATURE.findall(header))
    if not count or len(raw) > _MOST_BYTES:
        return DkimResult("none")
    if len(_FROM.findall(header)) != 1:
        return DkimResult("permerror")
    found = [_verify_one(raw, number, lookup) for number in range(min(count, _MOST_SIGNATURES))]
    domains = tuple(dict.fromkeys(domain for result, domain in found if result == "pass"))
    if domains:
        return DkimResult("pass", domains)
    results = {result for result, _domain in found}
    return DkimResult(next(one for one in ("temperror", "fail", "permerror") if one in results))


def _verify_one(raw: bytes, number: int, lookup: KeyLookup) -> tuple[str, str]:
    unavailable: list[str] = []

    def key_of(name: bytes | str, timeout: float = 0) -> bytes | None:
        wanted = name.decode("ascii", "replace") if isinstance(name, bytes) else name
        try:
            return lookup(wanted.rstrip("."))
        except KeyNotAvailable:
            unavailable.append(wanted)
            return None

    check = None
    try:
        check = dkim.DKIM(raw, logger=_SILENT)
        is_good = check.verify(idx=number, dnsfunc=key_of)
        domain = (check.domain or b"").decode("ascii", "replace").lower()
        covers_all = b"l" not in check.signature_fields
    except dkim.ValidationError:
        # Past the signature's own fields (the domain is known) it is the body's hash that is wrong.
        return ("fail" if check is not None and check.domain else "permerror"), ""
    except dkim.DKIMException:
        return ("temperror" if unavailable else "permerror"), ""
    except Exception:  # the library meets mails that nobody thought of; a check that breaks proves nothing
        return "permerror", ""
    if unavailable:
        return "temperror", domain
    return ("pass" if covers_all else "permerror") if is_good else "fail", domain


def _header(raw: bytes) -> bytes:
    end = _HEADER_END.search(raw)
    return raw[: end.start()] if end else raw
