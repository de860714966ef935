"""A mailbox's OAuth 2 grant: the client an admin registered, and the permission somebody gave it.

Access tokens are refreshed by inbox.channels.email.access_token. The client secret and the tokens are sealed to
their row and never leave it for another address (SECURITY.md F5).
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from audit.log import record
from helpdesk.accounts.actions.problem import Refused
from helpdesk.accounts.models import User
from helpdesk.core.secrets import SecretUnreadable, seal
from inbox.actions.mail_hosts import check_url
from inbox.channels.email.access_token import client_of, keep_tokens
from inbox.channels.email.oauth_client import (
    OAuthRefused,
    OAuthUnreachable,
    Tokens,
    consent_url,
    exchange_code,
    new_verifier,
)
from inbox.models import Mailbox, OAuthGrant

CONSENT_MINUTES = 15


@dataclass(frozen=True, slots=True)
class OAuthDetails:
    """A client as registered with the provider. `issuer`: google | microsoft | custom."""

    issuer: str
    client_id: str
    authorize_url: str
    token_url: str
    scope: str


@dataclass(frozen=True, slots=True)
class PendingConsent:
    """A consent that was begun: kept in the person's session, used once. `begun_at`: ISO 8601."""

    mailbox_id: int
    state: str
    verifier: str
    redirect_uri: str
    begun_at: str


@transaction.atomic
def set_client(mailbox: Mailbox, details: OAuthDetails, *, client_secret: str) -> OAuthGrant:
    """Store the client of a saved mailbox; an empty secret keeps the stored one.

    A changed client or address ends the permission: its tokens belong to the old one. Raises Refused naming the
    field, also when an address or the client changes and the secret is not typed again.
    """
    check_url(details.authorize_url, field="oauth_authorize_url")
    check_url(details.token_url, field="oauth_token_url")
    grant = OAuthGrant.objects.select_for_update().filter(mailbox=mailbox).first()
    if grant is None:
        grant = OAuthGrant.objects.create(mailbox=mailbox, **asdict(details))
    changed = [name for name, value in asdict(details).items() if getattr(grant, name) != value]
    if changed and grant.sealed_client_secret and not client_secret:
        raise Refused(
            _("Type the client secret again: it is never sent for a changed client or address."),
            "oauth_client_secret",
        )
    for name in changed:
        setattr(grant, name, getattr(details, name))
    if client_secret:
        grant.sealed_client_secret = seal(client_secret, row=grant, column="sealed_client_secret")
    if changed:
        _forget_tokens(grant)
    grant.save()
    return grant


@transaction.atomic
def end_grant(mailbox: Mailbox) -> None:
    """Drop the tokens: the server or user they were for has changed (SECURITY.md F5)."""
    for grant in OAuthGrant.objects.select_for_update().filter(mailbox=mailbox):
        _forget_tokens(grant)
        grant.save()


def begin_consent(mailbox: Mailbox, *, redirect_uri: str, now: datetime) -> tuple[str, PendingConsent]:
    """The provider's address to send the person to, and what to remember until they return.

    Raises Refused when the mailbox has no client, or its secret cannot be opened.
    """
    grant = OAuthGrant.objects.filter(mailbox=mailbox).first()
    if grant is None:
        raise Refused(_("Save the client ID and secret first."))
    state, verifier = secrets.token_urlsafe(32), new_verifier()
    pending = PendingConsent(mailbox.pk, state, verifier, redirect_uri, now.isoformat())
    try:
        client = client_of(grant)
    except SecretUnreadable as error:
        raise Refused(str(error)) from error
    url = consent_url(
        client, redirect_uri=redirect_uri, state=state, verifier=verifier, user=mailbox.imap_username
    )
    return url, pending


def is_answer_to(pending: PendingConsent, state: str, *, now: datetime) -> bool:
    """Whether `state` is the one of this consent, and it was begun a short while ago."""
    begun_at = datetime.fromisoformat(pending.begun_at)
    is_fresh = timedelta(0) <= now - begun_at <= timedelta(minutes=CONSENT_MINUTES)
    return is_fresh and secrets.compare_digest(pending.state.encode(), state.encode())


def complete_consent(
    pending: PendingConsent, code: str, *, actor: User, now: datetime, ip: str = ""
) -> Mailbox:
    """Turn the provider's code into tokens; the mailbox is polled at once. Raises Refused in plain words."""
    grant = OAuthGrant.objects.select_related("mailbox").filter(mailbox_id=pending.mailbox_id).first()
    if grant is None:
        raise Refused(_("This mailbox does not sign in by OAuth 2 any more."))
    tokens = _exchange(grant, pending, code)
    with transaction.atomic():
        locked = OAuthGrant.objects.select_for_update().get(pk=grant.pk)
        if (locked.client_id, locked.token_url) != (grant.client_id, grant.token_url):
            raise Refused(_("The client was changed meanwhile: authorise again."))
        if not tokens.refresh_token and not locked.sealed_refresh_token:
            raise Refused(
                _(
                    "The provider gave no refresh token, so the permission would end within the hour: allow the "
                    "client offline access there, and authorise again."
                )
            )
        columns = keep_tokens(locked, tokens, now)
        locked.granted_at = now
        locked.save(update_fields=[*columns, "granted_at"])
        Mailbox.objects.filter(pk=grant.mailbox_id).update(next_poll_at=None, failure_count=0)
        _record("mailbox.oauth_granted", grant.mailbox, actor, ip, issuer=grant.issuer)
    return grant.mailbox


def _exchange(grant: OAuthGrant, pending: PendingConsent, code: str) -> Tokens:
    try:
        return exchange_code(
            client_of(grant), code=code, verifier=pending.verifier, redirect_uri=pending.redirect_uri
        )
    except SecretUnreadable as error:
        raise Refused(str(error)) from error
    except OAuthUnreachable as error:
        raise Refused(
            _("The provider's token address gave no usable answer: check it, and try again.")
        ) from error
    except OAuthRefused as error:
        raise Refused(refusal_in_words(error.code, str(error))) from error


def refusal_in_words(code: str, shown: str) -> str:
    """What the person can do about a provider's error code (RFC 6749, 4.1.2.1 and 5.2); `shown` is quoted."""
    if code == "access_denied":
        return _("The permission was not given: nothing has changed.")
    if code in ("invalid_client", "unauthorized_client"):
        return _("The provider does not accept the client ID or secret: copy both again from its console.")
    if code == "invalid_scope":
        return _("The provider does not grant this permission to the client: allow it IMAP and SMTP there.")
    return _("The provider refused (%(code)s): authorise again.") % {"code": shown}


def _forget_tokens(grant: OAuthGrant) -> None:
    grant.sealed_access_token = grant.sealed_refresh_token = ""
    grant.expires_at, grant.needs_consent = None, True


def _record(action: str, mailbox: Mailbox, actor: User, ip: str, **payload: Any) -> None:
    record(
        action,
        actor=actor,
        object_kind="mailbox",
        object_id=mailbox.pk,
        mailbox_id=mailbox.pk,
        payload=payload,
        ip=ip,
    )
