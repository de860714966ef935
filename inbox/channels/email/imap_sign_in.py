"""Signing in to an IMAP server and leaving it: what has to happen before the first folder can be opened."""

from __future__ import annotations

import contextlib
import imaplib
import re
from typing import Any

from imap_tools.errors import MailboxLoginError

from inbox.channels.email import oauth
from inbox.channels.email.account import Account
from inbox.channels.email.errors import BadCharacter, MailServerProblem
from inbox.channels.email.imap_client import ImapMailbox

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
# NetEase and QQ refuse SELECT until the client has said who it is (RFC 2971).
_IDENTITY = '("name" "crossdesk" "version" "1" "vendor" "crossdesk")'
# A refusal that says nothing about the password (RFC 5530; the words are Gmail's, Dovecot's and Exchange's).
_BUSY = re.compile(
    rb"\[(?:UNAVAILABLE|LIMIT|INUSE|SERVERBUG)\]|too many|maximum number of connections|temporar|try again later",
    re.IGNORECASE,
)


def sign_in(mailbox: ImapMailbox, account: Account) -> None:
    """Sign in, learn what the server can do now, and say who we are.

    Raises MailServerProblem `server_busy` where the server refuses for reasons of its own, MailboxLoginError
    where it refuses user or password.
    """
    for value in (account.username, account.password):
        refuse_control_characters(value)
    try:
        _authenticate(mailbox, account)
    except MailboxLoginError as error:
        if _BUSY.search(repr(error.command_result).encode()):
            raise MailServerProblem("server_busy", account.server) from error
        raise
    client: Any = mailbox.client
    # Capabilities before signing in are not those after it (MOVE, ID, CONDSTORE).
    status, answer = client.capability()
    if status == "OK" and answer and answer[-1]:
        client.capabilities = tuple(answer[-1].decode("ascii", "replace").upper().split())
    if "ID" in client.capabilities:
        with contextlib.suppress(imaplib.IMAP4.error):
            client.xatom("ID", _IDENTITY)
    if {"ENABLE", "CONDSTORE"} <= set(client.capabilities):
        # From here on SELECT tells HIGHESTMODSEQ (RFC 7162, 3.1); without it nothing is lost but a short cut.
        with contextlib.suppress(imaplib.IMAP4.error):
            client.enable("CONDSTORE")


def leave(mailbox: ImapMailbox, *, is_broken: bool = False) -> None:
    """Log out without ever hiding the block's own error: a cut connection fails here again. One that `is_broken`
    (silent, cut, out of step) is only closed: waiting for its good-bye would keep a courier five seconds more."""
    client: Any = mailbox.client
    with contextlib.suppress(Exception):
        if not is_broken:
            client.sock.settimeout(5)
            client.patience = 5.0
            client.logout()
    with contextlib.suppress(Exception):
        client.shutdown()


def refuse_control_characters(value: str) -> None:
    """imaplib sends CR and LF as they are: a line break would become a second command (F6)."""
    if _CONTROL.search(value):
        raise BadCharacter


def _authenticate(mailbox: ImapMailbox, account: Account) -> None:
    # A folder is chosen later: choosing one at once would skip the ID command.
    if account.token is not None:
        oauth.sign_in_imap(mailbox.client, account)
    elif (account.username + account.password).isascii():
        mailbox.login(account.username, account.password, initial_folder=None)
    else:
        try:
            mailbox.login_utf8(account.username, account.password, initial_folder=None)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:  # imaplib raises here what LOGIN returns as NO
            raise MailboxLoginError(("NO", [str(error).encode()]), "OK") from error
