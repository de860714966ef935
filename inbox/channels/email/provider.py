"""The facts that are kept of a mail provider; the providers themselves stand in provider_data."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class PasswordKind(StrEnum):
    """What has to be typed as password."""

    PASSWORD = "password"
    APP_PASSWORD = "app_password"
    AUTHORISATION_CODE = "authorisation_code"
    NONE = "none"  # only OAuth 2


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server; `security` as in inbox.models.Security."""

    host: str
    port: int
    security: str = "tls"


@dataclass(frozen=True, slots=True)
class OAuthEndpoints:
    """Where an identity provider is asked, and for what. `{tenant}`: Microsoft's directory."""

    authorize_url: str
    token_url: str
    scope: str


@dataclass(frozen=True, slots=True)
class Preset:
    """One provider. `domains`: its own public address domains; `mx`: ends of its mail exchangers' names.

    `sent_folder` is where its other programs look for sent mail; `keeps_sent`: it files a copy by itself, so that
    ours would be the second. `sends_per_minute` and `sends_per_day` are its limits or a safe guess; 0 is unknown.
    """

    key: str
    label: str | _StrPromise
    imap: Endpoint
    smtp: Endpoint
    domains: tuple[str, ...] = ()
    mx: tuple[str, ...] = ()
    password: PasswordKind = PasswordKind.PASSWORD
    sign_in_help: str | _StrPromise = ""
    help_url: str = ""
    has_plus_addresses: bool = True
    issuer: str = ""  # google | microsoft: signs in by OAuth 2
    quirks: tuple[str | _StrPromise, ...] = field(default=())
    sent_folder: str = "Sent"
    keeps_sent: bool = False
    sends_per_minute: int = 60
    sends_per_day: int = 0
    uses_idle: bool = True
    # Hosts for addresses at the provider's own domains, where they differ; `{domain}` is the address's.
    own_imap_host: str = ""
    own_smtp_host: str = ""

    def for_address(self, address: str) -> Preset:
        """The same with the hosts that serve this address."""
        domain = address.rpartition("@")[2].lower()
        imap, smtp = self.imap.host, self.smtp.host
        if domain in self.domains:
            imap, smtp = self.own_imap_host or imap, self.own_smtp_host or smtp
            imap, smtp = imap.replace("{domain}", domain), smtp.replace("{domain}", domain)
        return replace(self, imap=replace(self.imap, host=imap), smtp=replace(self.smtp, host=smtp))
