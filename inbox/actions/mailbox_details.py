"""What is set about a mailbox, and what was typed to sign in with."""

from __future__ import annotations

from dataclasses import dataclass, field

from inbox.actions.oauth_grant import OAuthDetails
from inbox.models import AfterImport, Security, SignIn


@dataclass(frozen=True, slots=True)
class MailboxDetails:
    """What is set about a mailbox besides its passwords. `aliases`: further addresses that feed it."""

    store_id: int
    name: str
    address: str
    imap_host: str
    imap_username: str
    smtp_host: str
    imap_port: int = 993
    imap_security: str = Security.TLS
    smtp_port: int = 465
    smtp_security: str = Security.TLS
    smtp_username: str = ""
    language: str = ""
    after_import: str = AfterImport.KEEP
    poll_seconds: int = 5
    aliases: tuple[str, ...] = ()
    provider: str = "generic"
    sign_in: str = SignIn.PASSWORD
    move_to_folder: str = ""
    delete_after_days: int = 30
    uses_idle: bool = True
    has_plus_addresses: bool = True
    sends_per_minute: int = 60
    sent_folder: str = ""
    requests_dsn: bool = False
    has_canary: bool = False
    silence_hours: int = 0


@dataclass(frozen=True, slots=True)
class Secrets:
    """What was typed to sign in with; "" keeps what is stored. `oauth`: the client, for sign-in by OAuth 2."""

    imap_password: str = field(default="", repr=False)
    smtp_password: str = field(default="", repr=False)
    client_secret: str = field(default="", repr=False)
    oauth: OAuthDetails | None = None
