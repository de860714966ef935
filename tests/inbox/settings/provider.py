"""A mailbox that signs in by OAuth 2 at the provider of tests/support/oauth.py."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.actions.oauth_grant import OAuthDetails, set_client
from inbox.channels.email.access_token import keep_tokens
from inbox.channels.email.oauth_client import Tokens
from inbox.models import Mailbox, OAuthGrant, SignIn
from tests.support.oauth import CLIENT_ID, CLIENT_SECRET, OAuthServer


def details(server: OAuthServer, **changes: str) -> OAuthDetails:
    """The client that the provider knows."""
    facts = {
        "issuer": "custom",
        "client_id": CLIENT_ID,
        "authorize_url": server.authorize_url,
        "token_url": server.token_url,
        "scope": "mail offline_access",
    }
    return OAuthDetails(**facts | changes)


def with_client(mailbox: Mailbox, server: OAuthServer) -> OAuthGrant:
    """The mailbox with its client, not yet authorised."""
    Mailbox.objects.filter(pk=mailbox.pk).update(sign_in=SignIn.OAUTH2)
    mailbox.refresh_from_db()
    return set_client(mailbox, details(server), client_secret=CLIENT_SECRET)


def granted(mailbox: Mailbox, server: OAuthServer, *, now: datetime, lifetime: int = 3600) -> OAuthGrant:
    """The same, authorised for `lifetime` seconds from `now`."""
    grant = with_client(mailbox, server)
    server.identity.refresh_tokens = {"marker-refresh-first"}
    server.identity.access_tokens = {"marker-access-first"}
    grant.save(
        update_fields=keep_tokens(grant, Tokens("marker-access-first", "marker-refresh-first", lifetime), now)
    )
    return grant


def later(grant: OAuthGrant, **delta: float) -> datetime:
    """That long after the token's end."""
    grant.refresh_from_db()
    assert grant.expires_at is not None
    return grant.expires_at + timedelta(**delta)
