"""The desk as an OAuth 2 client: authorisation code with PKCE (RFC 6749, 4.1; RFC 7636) and refreshing.

No database here: values in, values out. Neither tokens nor secrets ever stand in an exception.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
import secrets
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from inbox.channels import http

_ERROR = re.compile(r"[A-Za-z_]{1,40}")
_DETAIL = re.compile(r"\bAADSTS\d{3,8}\b")  # Microsoft's own numbers, which its manual explains
_LONGEST_TOKEN = 16_000
_SHORTEST_LIFE, _USUAL_LIFE, _LONGEST_LIFE = 60, 3600, 30 * 24 * 3600


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """What an identity provider knows us by, and where it is asked."""

    client_id: str
    client_secret: str = field(repr=False)  # "" for public clients
    authorize_url: str
    token_url: str
    scope: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """A grant. `refresh_token` is "" where the provider lets the old one stand; `lifetime` in seconds."""

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    lifetime: int


class OAuthRefused(Exception):
    """The provider said no. `code`: one of RFC 6749, 5.2 or 4.1.2.1; `detail`: the provider's number, if any."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail
        super().__init__(f"{code} {detail}".strip())


class OAuthUnreachable(Exception):
    """No usable answer: nothing is known about the grant."""


def new_verifier() -> str:
    """A PKCE code verifier: 86 characters (RFC 7636, 4.1)."""
    return secrets.token_urlsafe(64)


def consent_url(client: OAuthClient, *, redirect_uri: str, state: str, verifier: str, user: str) -> str:
    """Where a person is sent to give the permission; `user` is only a hint for the account chooser."""
    digest = hashlib.sha256(verifier.encode()).digest()
    parts = urlsplit(client.authorize_url)
    query = dict(parse_qsl(parts.query)) | {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": redirect_uri,
        "scope": client.scope,
        "state": state,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
        "login_hint": user,
        # Google hands out a refresh token only when asked for one, and only at a fresh consent; others ignore it.
        "access_type": "offline",
        "prompt": "consent",
    }
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def exchange_code(client: OAuthClient, *, code: str, verifier: str, redirect_uri: str) -> Tokens:
    """Turn the code of a consent into tokens. Raises OAuthRefused, OAuthUnreachable."""
    return _ask(
        client,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        },
    )


def refresh(client: OAuthClient, refresh_token: str) -> Tokens:
    """A new access token (RFC 6749, 6). Raises OAuthRefused, OAuthUnreachable."""
    return _ask(client, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _ask(client: OAuthClient, form: dict[str, str]) -> Tokens:
    form["client_id"] = client.client_id
    if client.client_secret:
        form["client_secret"] = client.client_secret
    try:
        answer = http.post_form(client.token_url, form)
    except http.HttpProblem as problem:
        raise OAuthUnreachable(problem.code) from None
    facts = _facts(answer.body)
    if answer.status == 200:
        return _tokens(facts)
    error = facts.get("error")
    if answer.status in (400, 401) and isinstance(error, str) and _ERROR.fullmatch(error):
        found = _DETAIL.search(str(facts.get("error_description", "")))
        raise OAuthRefused(error, found[0] if found else "")
    raise OAuthUnreachable(f"status {answer.status}")


def _facts(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _tokens(facts: dict[str, object]) -> Tokens:
    access, refreshed = facts.get("access_token"), facts.get("refresh_token") or ""
    if not _is_token(access) or (refreshed and not _is_token(refreshed)):
        raise OAuthUnreachable("no token in the answer")
    return Tokens(str(access), str(refreshed), _lifetime(facts.get("expires_in")))


def _is_token(value: object) -> bool:
    return (
        isinstance(value, str)
        and 0 < len(value) <= _LONGEST_TOKEN
        and value.isascii()
        and value.isprintable()
    )


def _lifetime(value: object) -> int:
    """Seconds; providers send it as a number or as text, or not at all."""
    text = str(value)
    seconds = int(text) if text.isdecimal() and text.isascii() and len(text) < 10 else _USUAL_LIFE
    return min(max(seconds, _SHORTEST_LIFE), _LONGEST_LIFE)
