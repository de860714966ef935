"""Where a mailbox's servers are and how to sign in; made from a saved mailbox or an unsaved form."""

from __future__ import annotations

from dataclasses import dataclass, field

from inbox.models import Mailbox


@dataclass(frozen=True, slots=True)
class Account:
    """One server and one user. `security`: tls | starttls | plain; no user means no sign-in (SMTP only)."""

    host: str
    port: int
    security: str
    username: str = ""
    password: str = field(default="", repr=False)

    @property
    def server(self) -> str:
        return f"{self.host}:{self.port}"


def imap_account(mailbox: Mailbox) -> Account:
    """The IMAP side; raises SecretUnreadable when the password cannot be opened."""
    return Account(
        mailbox.imap_host,
        mailbox.imap_port,
        mailbox.imap_security,
        mailbox.imap_username,
        mailbox.imap_password,
    )


def smtp_account(mailbox: Mailbox) -> Account:
    """The submission side; raises SecretUnreadable when the password cannot be opened."""
    return Account(
        mailbox.smtp_host,
        mailbox.smtp_port,
        mailbox.smtp_security,
        mailbox.smtp_username,
        mailbox.smtp_password,
    )
