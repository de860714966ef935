"""Where a mailbox's servers are and how to sign in; made from a saved mailbox or an unsaved form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from helpdesk.core.clock import utcnow
from inbox.channels.email.access_token import access_token
from inbox.models import Mailbox, SignIn


@dataclass(frozen=True, slots=True)
class Account:
    """One server and one user. `security`: tls | starttls | plain; no user means no sign-in (SMTP only).

    `token` gives an OAuth 2 access token when a connection signs in, and raises MailServerProblem; where it is
    set there is no password.
    """

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False, compare=False)

    @property
    def server(self) -> str:
        return f"{self.host}:{self.port}"


def imap_account(mailbox: Mailbox) -> Account:
    """The IMAP side; raises SecretUnreadable when the password cannot be opened."""
    is_oauth = mailbox.sign_in == SignIn.OAUTH2
    return Account(
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_username,
        "" if is_oauth else mailbox.imap_password,
        token_source(mailbox) if is_oauth else None,
    )


def smtp_account(mailbox: Mailbox) -> Account:
    """The submission side; raises SecretUnreadable when the password cannot be opened."""
    is_oauth = mailbox.sign_in == SignIn.OAUTH2
    return Account(
        mailbox.smtp_host,
        mailbox.smtp_port,
        mailbox.smtp_security,
        # Providers that grant tokens take no mail from strangers: the same user signs in on both sides.
        mailbox.smtp_username or (mailbox.imap_username if is_oauth else ""),
        "" if is_oauth else mailbox.smtp_password,
        token_source(mailbox) if is_oauth else None,
    )


def token_source(mailbox: Mailbox) -> Callable[[], str]:
    """Asks for the mailbox's access token each time a connection signs in: a pooled account never holds a stale one."""
    mailbox_id = mailbox.pk
    return lambda: access_token(mailbox_id, utcnow())
