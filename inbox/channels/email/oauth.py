"""Signing in with an OAuth 2 access token: SASL XOAUTH2 (Google's and Microsoft's own) and OAUTHBEARER (RFC 7628).

XOAUTH2: https://developers.google.com/workspace/gmail/imap/xoauth2-protocol and
https://learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-application-by-using-oauth
"""

from __future__ import annotations

import imaplib
import smtplib
from typing import Any

from inbox.channels.email.account import Account
from inbox.channels.email.errors import BadCharacter, MailServerProblem, TokenRefused

_MECHANISMS = ("XOAUTH2", "OAUTHBEARER")  # Microsoft knows only the first


def sasl_message(mechanism: str, username: str, token: str) -> str:
    """The client's one message, not yet in base64. BadCharacter for what could end a field or is not ASCII."""
    if not (username + token).isprintable() or not (username + token).isascii():
        raise BadCharacter
    if mechanism == "XOAUTH2":
        return f"user={username}\x01auth=Bearer {token}\x01\x01"
    # The user stands in a GS2 header, where "=" and "," are escaped (RFC 5801, 4).
    user = username.replace("=", "=3D").replace(",", "=2C")
    return f"n,a={user},\x01auth=Bearer {token}\x01\x01"


def sign_in_imap(client: Any, account: Account) -> None:
    """AUTHENTICATE on an imaplib client that is connected and secured. Raises TokenRefused, MailServerProblem."""
    mechanism = _offered({name.removeprefix("AUTH=") for name in client.capabilities}, account)
    message = _message(mechanism, account).encode()
    try:
        # A refusal comes as a challenge with details; an empty answer lets the server say NO (RFC 7628, 3.2.3).
        client.authenticate(mechanism, _once(message, end=_dummy(mechanism)))
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise TokenRefused(("NO", [str(error).encode()]), "OK") from error


def sign_in_smtp(session: smtplib.SMTP, account: Account) -> None:
    """AUTH on an SMTP session that is connected and secured. Raises MailServerProblem."""
    offered = session.esmtp_features.get("auth", "").upper().split()
    mechanism = _offered(set(offered), account)
    message = _message(mechanism, account)
    end = _dummy(mechanism).decode()
    try:
        session.auth(mechanism, lambda challenge=None: message if challenge is None else end)
    except smtplib.SMTPAuthenticationError as error:
        if 400 <= error.smtp_code < 500:  # "try later" says nothing about the token
            raise MailServerProblem("server_said_no", account.server) from error
        raise MailServerProblem("oauth_refused", account.server) from error


def _offered(names: set[str], account: Account) -> str:
    for mechanism in _MECHANISMS:
        if mechanism in names:
            return mechanism
    raise MailServerProblem("no_xoauth2", account.server)


def _message(mechanism: str, account: Account) -> str:
    assert account.token is not None  # whoever calls has looked
    return sasl_message(mechanism, account.username, account.token())


def _dummy(mechanism: str) -> bytes:
    return b"" if mechanism == "XOAUTH2" else b"\x01"


def _once(message: bytes, *, end: bytes) -> Any:
    answers = iter((message,))
    return lambda challenge: next(answers, end)
