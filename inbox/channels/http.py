"""The one way from the desk to an HTTP address that a person typed (SECURITY.md F1, F3).

https only, no redirect, the checked address is the one connected to, verified certificates, short time limits,
a cap on the answer. Local and private networks only where mail servers there are allowed too.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession  # type: ignore[import-untyped]
from requests_hardened.ip_filter import InvalidIPAddress  # type: ignore[import-untyped]
from requests_hardened.ip_filter_adapter import IPFilterAdapter  # type: ignore[import-untyped]

from inbox.channels.email.network import private_hosts_allowed, tls_context

_CONNECT_SECONDS, _READ_SECONDS, _TOTAL_SECONDS = 5.0, 10.0, 20.0
_MOST_BYTES = 64 * 1024


class HttpProblem(Exception):
    """No usable answer. `code`: forbidden (address or scheme) | unreachable | too_large."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; `body` is at most 64 kB."""

    status: int
    body: bytes


def post_form(url: str, form: Mapping[str, str]) -> Answer:
    """POST `form` to `url` and read the whole answer, within 20 s. Raises HttpProblem; never logs either."""
    return _post(url, dict(form), {"Accept": "application/json"}, _TOTAL_SECONDS)


def post_json(
    url: str, body: bytes, headers: Mapping[str, str], *, total_seconds: float = _TOTAL_SECONDS
) -> Answer:
    """POST a JSON `body` to `url`, as `post_form` does, within `total_seconds`."""
    return _post(url, body, {**headers, "Content-Type": "application/json"}, total_seconds)


def _post(url: str, data: dict[str, str] | bytes, headers: Mapping[str, str], total_seconds: float) -> Answer:
    if not is_https(url):
        raise HttpProblem("forbidden")
    ends_at = time.monotonic() + total_seconds
    try:
        with (
            _session() as session,
            session.post(
                url,
                data=data,
                headers={**headers, "Accept-Encoding": "identity"},
                stream=True,
                allow_redirects=False,
                timeout=(min(_CONNECT_SECONDS, total_seconds), min(_READ_SECONDS, total_seconds)),
            ) as answer,
        ):
            return Answer(answer.status_code, _read(answer, ends_at))
    except requests.RequestException as error:
        is_forbidden = isinstance(error, InvalidIPAddress | ValueError)
        # `from None`: the request inside carries what was posted
        raise HttpProblem("forbidden" if is_forbidden else "unreachable") from None
    except OSError:
        raise HttpProblem("unreachable") from None


def is_https(url: str) -> bool:
    """Whether it is an https address with a host, and without a user or password in it."""
    try:
        parts = urlsplit(url)
        return parts.scheme == "https" and bool(parts.hostname) and parts.username is None and parts.port != 0
    except ValueError:
        return False


def _session() -> requests.Session:
    is_filtered = not private_hosts_allowed()
    timeouts = (_CONNECT_SECONDS, _READ_SECONDS)
    session: requests.Session = HTTPSession(Config(is_filtered, False, True, timeouts, "crossdesk"))
    session.trust_env = False  # neither .netrc nor a proxy of the environment
    # The filter refuses what is not public and connects to the very address it has looked at.
    adapter: HTTPAdapter = IPFilterAdapter(is_https_proto=True) if is_filtered else HTTPAdapter()
    adapter.init_poolmanager(1, 1, ssl_context=tls_context())  # trusts CROSSDESK_CA_FILE too
    session.mount("https://", adapter)
    return session


def _read(answer: requests.Response, ends_at: float) -> bytes:
    """read1: one network read at a time, so that a slow server meets the time limit."""
    parts: list[bytes] = []
    size = 0
    while part := answer.raw.read1(8192):
        parts.append(part)
        size += len(part)
        if size > _MOST_BYTES:
            raise HttpProblem("too_large")
        if time.monotonic() > ends_at:
            raise HttpProblem("unreachable")
    return b"".join(parts)
