"""What goes wrong between the desk and a mail server, as a code, one plain sentence and its remedy.

The server's own words stay out of what admins see while connecting: an error text must not turn the desk
into a port scanner (SECURITY.md F2). Passwords never reach a message, a log or a row (F7).
"""

from __future__ import annotations

import errno
import imaplib
import smtplib
import socket
import ssl

from django.utils.translation import gettext_lazy as _
from imap_tools.errors import (
    MailboxFolderSelectError,
    MailboxLoginError,
    MailboxStarttlsError,
    UnexpectedCommandStatusError,
)

from helpdesk.core.secrets import SecretUnreadable

# code -> (what happened, what to do); `{server}` is host:port
PROBLEMS = {
    "unknown_host": (
        _("The name of {server} is not known."),
        _("Check the server name for typing mistakes, and that this machine can resolve names."),
    ),
    "refused": (
        _("{server} refuses connections."),
        _("Check the port number (IMAP 993 or 143, SMTP 465 or 587) and the server's firewall."),
    ),
    "unreachable": (
        _("{server} cannot be reached."),
        _("Check the server name, the network and the firewall of this machine."),
    ),
    "timeout": (
        _("{server} did not answer in time."),
        _("Check name and port; a firewall often drops connections silently."),
    ),
    "connection_lost": (
        _("{server} closed the connection in the middle."),
        _("It is tried again by itself; if it goes on, look at the mail server's log."),
    ),
    "private_host": (
        _("{server} is in a private or local network, which is not allowed."),
        _("Use the public name of the mail server, or set CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS=1."),
    ),
    "plain_refused": (
        _("An unencrypted connection to {server} is refused: the password would travel in the clear."),
        _("Choose TLS or STARTTLS."),
    ),
    "no_starttls": (
        _("{server} does not offer STARTTLS; nothing was sent to it."),
        _("Choose TLS (port 993 or 465), or ask the provider to enable STARTTLS."),
    ),
    "not_tls": (
        _("{server} does not speak TLS on this port."),
        _("Choose STARTTLS for ports 143 and 587, TLS for ports 993 and 465."),
    ),
    "certificate": (
        _("The certificate of {server} cannot be trusted or is for another name; nothing was sent to it."),
        _("Use the name in the certificate, or add your own authority with CROSSDESK_CA_FILE."),
    ),
    "wrong_password": (
        _("{server} refused the user name or password."),
        _("Type the password again; many providers want an app password or IMAP switched on first."),
    ),
    "oauth_consent": (
        _("The provider has not given, or has taken back, the permission to sign in to {server}."),
        _("Press “Authorise” on the mailbox's page and sign in with the provider."),
    ),
    "oauth_refused": (
        _("{server} refused the provider's sign-in token."),
        _(
            "Check that the user is the account that gave the permission, and that the provider allows it IMAP "
            "and SMTP; then press “Authorise” again."
        ),
    ),
    "oauth_client": (
        _("The provider does not accept the client ID or secret that the sign-in to {server} needs."),
        _("Copy both again from the provider's console: a client secret may have expired."),
    ),
    "oauth_provider": (
        _("The provider's sign-in service gave no answer; {server} was not asked."),
        _("It is tried again by itself; check the token address, and that this machine can reach it."),
    ),
    "no_xoauth2": (
        _("{server} does not take sign-ins by OAuth 2."),
        _("Check the server name, or choose sign-in by password."),
    ),
    "no_folder": (
        _("{server} has no such folder, or does not let this user open it."),
        _("Check the folder's name on the server."),
    ),
    "server_said_no": (
        _("{server} refused a command."),
        _("It is tried again by itself; if it goes on, look at the mail server's log."),
    ),
    "not_understood": (
        _("{server} answered something that is not valid IMAP or SMTP."),
        _("Check that the port belongs to this service; otherwise look at the mail server's log."),
    ),
    "bad_setting": (
        _("A setting of this mailbox has a character that cannot be sent to {server}."),
        _("Type user name, password and folder again, without line breaks."),
    ),
    "secret": (
        _("The stored password for {server} cannot be opened with this installation's keys."),
        _("Restore CROSSDESK_KEYS that belong to this database, or type the password again."),
    ),
    "disk_full": (
        _("There is no space left to store mail; it stays on {server}."),
        _("Free space in the data directory; fetching goes on by itself."),
    ),
    "storage": (
        _("Mail cannot be stored; it stays on {server}."),
        _("Check that the data directory or bucket can be written to."),
    ),
    "server_busy": (
        _("{server} takes no more connections of this user at the moment."),
        _("It is tried again by itself; close other mail programs if it goes on."),
    ),
    "no_uidplus": (
        _(
            "{server} cannot move or delete single mails safely (no MOVE, no UIDPLUS); imported mail stays there."
        ),
        _("Choose to leave imported mail as it is, or to mark it as read."),
    ),
    "moved_into_itself": (
        _("Imported mail cannot be moved: its destination on {server} is a folder that is read."),
        _("Choose another folder to move to, or stop reading that one."),
    ),
    "uidvalidity_changed": (
        _("{server} has renumbered the folder and its mails cannot be matched with ours with certainty."),
        _("Choose on the mailbox's page: import everything as new, or start from now."),
    ),
    "uidnext_went_back": (
        _("{server} gives out numbers that it has used before."),
        _("Ask the provider to repair the folder's index, then start the folder again."),
    ),
}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class BadCharacter(ValueError):
    """A control character in something that would be sent as part of a command (F6)."""


class TokenRefused(MailboxLoginError):
    """The server says no to an OAuth 2 token; its words are in `command_result`."""


class MailServerProblem(Exception):
    """A known failure: `code` for programs, `sentence` and `remedy` for people."""

    def __init__(self, code: str, server: str) -> None:
        self.code = code
        self.server = server
        super().__init__(f"{self.sentence} {self.remedy}")

    @property
    def sentence(self) -> str:
        return str(PROBLEMS[self.code][0]).format(server=self.server)

    @property
    def remedy(self) -> str:
        return str(PROBLEMS[self.code][1])


def explain(error: Exception, server: str) -> MailServerProblem:
    """The problem behind an exception of a connection to `server` (host:port)."""
    return error if isinstance(error, MailServerProblem) else MailServerProblem(_code_of(error), server)


def _code_of(error: Exception) -> str:
    for kind, code in _BY_TYPE:
        if isinstance(error, kind):
            return code
    if isinstance(error, OSError):
        if error.errno in _FULL:
            return "disk_full"
        return "storage" if error.filename else "unreachable"
    return "not_understood"


# The first match wins: subclasses stand before their bases.
_BY_TYPE: tuple[tuple[type[Exception], str], ...] = (
    (SecretUnreadable, "secret"),
    (socket.gaierror, "unknown_host"),
    (ssl.SSLCertVerificationError, "certificate"),
    (ssl.SSLEOFError, "connection_lost"),
    (ssl.SSLError, "not_tls"),
    (ConnectionRefusedError, "refused"),
    (ConnectionError, "connection_lost"),
    (TimeoutError, "timeout"),
    (TokenRefused, "oauth_refused"),
    (MailboxLoginError, "wrong_password"),
    (MailboxStarttlsError, "no_starttls"),
    (MailboxFolderSelectError, "no_folder"),
    (UnexpectedCommandStatusError, "server_said_no"),
    (imaplib.IMAP4.abort, "connection_lost"),
    (imaplib.IMAP4.error, "not_understood"),
    (smtplib.SMTPAuthenticationError, "wrong_password"),
    (smtplib.SMTPServerDisconnected, "connection_lost"),
    (smtplib.SMTPResponseException, "server_said_no"),
    (smtplib.SMTPException, "not_understood"),
    (BadCharacter, "bad_setting"),
)
