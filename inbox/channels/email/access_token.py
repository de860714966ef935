"""A mailbox's OAuth 2 access token, refreshed ahead of its end by exactly one worker."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from audit.log import record
from helpdesk.core.secrets import seal, unseal
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.oauth_client import OAuthClient, OAuthRefused, OAuthUnreachable, Tokens, refresh
from inbox.models import Mailbox, OAuthGrant

REFRESH_AHEAD = timedelta(minutes=5)
# Providers' answers that mean "ask the person again"; the other refusals are about the client's own settings.
_CONSENT_ENDED = frozenset({"invalid_grant", "interaction_required", "consent_required", "login_required"})


def access_token(mailbox_id: int, now: datetime) -> str:
    """A token that holds for five minutes more, or as long as the provider allows.

    Raises MailServerProblem: `oauth_consent` when a person has to authorise (again), `oauth_client` when the
    provider refuses our client, `oauth_provider` when it does not answer and the old token has ended;
    SecretUnreadable. Not to be called inside a transaction: a rotated refresh token must be committed.
    """
    grant = OAuthGrant.objects.filter(mailbox_id=mailbox_id).first()
    if grant is None or grant.needs_consent:
        raise _problem("oauth_consent", mailbox_id)
    if _holds(grant, now + REFRESH_AHEAD):
        return _unsealed(grant, "sealed_access_token")
    return _refreshed(grant.pk, mailbox_id, now)


def client_of(grant: OAuthGrant) -> OAuthClient:
    """The grant's client; raises SecretUnreadable."""
    return OAuthClient(
        grant.client_id,
        _unsealed(grant, "sealed_client_secret"),
        grant.authorize_url,
        grant.token_url,
        grant.scope,
    )


def keep_tokens(grant: OAuthGrant, tokens: Tokens, now: datetime) -> list[str]:
    """Put tokens on a saved row, sealed; returns the columns to save. An old refresh token stays unless replaced."""
    grant.sealed_access_token = seal(tokens.access_token, row=grant, column="sealed_access_token")
    grant.expires_at = now + timedelta(seconds=tokens.lifetime)
    grant.needs_consent, grant.last_error = False, ""
    if tokens.refresh_token:
        grant.sealed_refresh_token = seal(tokens.refresh_token, row=grant, column="sealed_refresh_token")
    return ["sealed_access_token", "sealed_refresh_token", "expires_at", "needs_consent", "last_error"]


def _refreshed(grant_id: int, mailbox_id: int, now: datetime) -> str:
    """Refresh under the row's lock: whoever waited for it finds the new token and asks nobody."""
    with transaction.atomic(durable=True):
        grant = OAuthGrant.objects.select_for_update().filter(pk=grant_id).first()
        if grant is None or grant.needs_consent:
            code = "oauth_consent"
        elif _holds(grant, now + REFRESH_AHEAD):
            return _unsealed(grant, "sealed_access_token")
        else:
            code = _refresh(grant, now)
        # An answer too late to be refreshed is still an answer while the old token lives.
        if grant is not None and code in ("", "oauth_provider") and _holds(grant, now):
            return _unsealed(grant, "sealed_access_token")
    raise _problem(code or "oauth_provider", mailbox_id)  # after the commit: the failure stands on the row


def _refresh(grant: OAuthGrant, now: datetime) -> str:
    """Ask the provider and write down what it said; returns "" or the problem's code."""
    old = _unsealed(grant, "sealed_refresh_token")
    if not old:
        return _note(grant, "oauth_consent", "no refresh token")
    try:
        tokens = refresh(client_of(grant), old)
    except OAuthUnreachable as problem:
        return _note(grant, "oauth_provider", str(problem))
    except OAuthRefused as refused:
        return _note(
            grant, "oauth_consent" if refused.code in _CONSENT_ENDED else "oauth_client", str(refused)
        )
    grant.save(update_fields=keep_tokens(grant, tokens, now))
    return ""


def _note(grant: OAuthGrant, code: str, detail: str) -> str:
    grant.last_error = detail[:300]
    if code == "oauth_consent":
        grant.needs_consent = True
        record(
            "mailbox.oauth_ended",
            actor=None,
            actor_label="mail",
            object_kind="mailbox",
            object_id=grant.mailbox_id,
            mailbox_id=grant.mailbox_id,
            payload={"error": detail[:60]},
        )
    grant.save(update_fields=["last_error", "needs_consent"])
    return code


def _holds(grant: OAuthGrant, until: datetime) -> bool:
    return bool(grant.sealed_access_token) and grant.expires_at is not None and grant.expires_at > until


def _unsealed(grant: OAuthGrant, column: str) -> str:
    sealed = getattr(grant, column)
    return unseal(sealed, row=grant, column=column) if sealed else ""


def _problem(code: str, mailbox_id: int) -> MailServerProblem:
    host = Mailbox.objects.filter(pk=mailbox_id).values_list("imap_host", flat=True).first()
    return MailServerProblem(code, host or "?")
