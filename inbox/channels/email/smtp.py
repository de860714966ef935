"""Handing one mail to a submission server, with an exact account of how far it got (RFC 5321, RFC 1047).

The window between the end of DATA and the server's answer cannot be closed: what happens in it is reported as
`unknown`, and only there. Connections are kept for the account's next mail (`smtp_pool`); a kept one that turns
out dead before the server took MAIL FROM is replaced once, which changes nothing in this account.
"""

from __future__ import annotations

import smtplib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpdesk.core.secrets import SecretUnreadable
from inbox.channels.email import smtp_pool
from inbox.channels.email.account import Account
from inbox.channels.email.errors import MailServerProblem, explain
from inbox.channels.email.network import TIMEOUT_SECONDS
from inbox.channels.email.smtp_session import Refused, Session

TOTAL_SECONDS = 120.0
_WORDS = 250
_NOTIFY = "NOTIFY=SUCCESS,FAILURE,DELAY"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one recipient. `state`: sent | retry | failed | unknown; `detail`: the server's words."""

    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class _Mail:
    sender: str
    plain_sender: str
    recipients: tuple[str, ...]
    content: bytes
    envelope_id: str
    on_data: Callable[[], None]


def submit(
    account: Account,
    *,
    sender: str,
    recipients: Sequence[str],
    content: bytes,
    on_data: Callable[[], None],
    plain_sender: str = "",
    envelope_id: str = "",
    total_seconds: float = TOTAL_SECONDS,
) -> dict[str, Outcome]:
    """Submit `content` (CRLF wire bytes) from `sender` to `recipients`; an outcome for each of them.

    An empty `sender` is the null return path of automatic mail (RFC 3834). Where a server refuses `sender`,
    because the signed-in user does not own that plus address, `plain_sender` is tried in its place.
    `envelope_id` asks for delivery reports under this name where the server offers them (DSN, RFC 3461).
    `on_data` is called, and must return, before the DATA command is sent: it records that from now on a lost
    connection means "maybe". Whatever it raises ends the session without DATA.
    `total_seconds` bounds the whole submission, however slowly the server takes or gives bytes.
    """
    mail = _Mail(sender, plain_sender, tuple(recipients), content, envelope_id, on_data)
    ends_at = time.monotonic() + total_seconds
    try:
        kept = smtp_pool.take(account)
        if kept is not None:
            try:
                return _over(kept, mail, ends_at)
            except _Stale:
                pass
        return _over(Session(account), mail, ends_at)
    except _Stop as stop:
        return dict.fromkeys(recipients, stop.outcome)
    except Refused as refused:
        return dict.fromkeys(recipients, Outcome("retry", f"{refused.code} {_text(refused.words)}"))
    except (OSError, smtplib.SMTPException, MailServerProblem, SecretUnreadable) as error:
        # Nothing of the mail itself had been sent when any of these could be raised.
        return dict.fromkeys(recipients, Outcome("retry", str(explain(error, account.server))))


def check(account: Account) -> None:
    """Connect and sign in, send nothing. Raises MailServerProblem."""
    session = Session(account)
    try:
        with session.until(time.monotonic() + TIMEOUT_SECONDS):
            session.open()
            session.leave()
    except Refused as refused:
        raise MailServerProblem("server_said_no", account.server) from refused
    except (OSError, smtplib.SMTPException, SecretUnreadable) as error:
        raise explain(error, account.server) from error
    finally:
        session.close()


class _Stop(Exception):
    """The server answered something that decides the fate of the whole mail."""

    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome


class _Stale(Exception):
    """A kept connection does not take mail any more; nothing of this one has been accepted."""


def _over(session: Session, mail: _Mail, ends_at: float) -> dict[str, Outcome]:
    """Send over one connection, which is kept only when everything about it is known."""
    try:
        with session.until(ends_at):
            if session.mails == 0:
                session.open()
            elif not session.is_alive():
                raise _Stale
            outcomes = _submit(session, mail)
    except BaseException:
        session.close()
        raise
    session.mails += 1
    smtp_pool.give_back(session)
    return outcomes


def _submit(session: Session, mail: _Mail) -> dict[str, Outcome]:
    for address in (mail.sender, *mail.recipients):
        if not address.isprintable() or any(character in address for character in "<> "):
            raise _Stop(Outcome("failed", f"{address!r} is not an address that can be sent to"))
    _mail_from(session, mail)
    outcomes: dict[str, Outcome] = {}
    for recipient in mail.recipients:
        code, words = session.rcpt(recipient, _recipient_options(session, mail, recipient))
        outcomes[recipient] = Outcome("sent") if code in (250, 251) else _refusal(code, words)
    accepted = [recipient for recipient in mail.recipients if outcomes[recipient].state == "sent"]
    if accepted:
        final = _send_data(session, mail.content, mail.on_data)
        outcomes.update(dict.fromkeys(accepted, final))
    return outcomes


def _mail_from(session: Session, mail: _Mail) -> None:
    options = _sender_options(session, mail)
    try:
        code, words = session.mail(mail.sender, options)
    except (OSError, smtplib.SMTPException):
        if session.mails:
            raise _Stale from None
        raise
    if session.mails and 400 <= code < 500:
        raise _Stale  # "too many mails on this connection" comes under many codes
    if 500 <= code < 600 and mail.plain_sender not in ("", mail.sender):
        session.rset()
        code, words = session.mail(mail.plain_sender, options)
    if code != 250:
        raise _Stop(_refusal(code, words))


def _sender_options(session: Session, mail: _Mail) -> list[str]:
    options: list[str] = []
    if not (mail.sender + "".join(mail.recipients)).isascii():
        if not session.has_extn("smtputf8"):
            raise _Stop(Outcome("failed", "the server takes no addresses outside ASCII (SMTPUTF8)"))
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        session.command_encoding = "utf-8"
    elif session.has_extn("8bitmime") and not mail.content.isascii():
        options = ["BODY=8BITMIME"]
    if mail.envelope_id and session.has_extn("dsn"):
        options += ["RET=HDRS", f"ENVID={_xtext(mail.envelope_id)}"]
    return options


def _recipient_options(session: Session, mail: _Mail, recipient: str) -> list[str]:
    if not mail.envelope_id or not session.has_extn("dsn"):
        return []
    return [_NOTIFY, f"ORCPT=rfc822;{_xtext(recipient)}"] if recipient.isascii() else [_NOTIFY]


def _xtext(text: str) -> str:
    """RFC 3461, 4: printable ASCII, with `+`, `=` and all else as +HH."""
    return "".join(
        character if "!" <= character <= "~" and character not in "+=" else f"+{ord(character):02X}"
        for character in text
    )


def _send_data(session: Session, content: bytes, on_data: Callable[[], None]) -> Outcome:
    on_data()
    try:
        code, words = session.docmd("DATA")
    except (OSError, smtplib.SMTPException):
        return Outcome("retry", "the connection was lost before the mail was sent")
    if code != 354:
        return _refusal(code, words)
    try:
        # The dot line ends the mail: dots that begin a line are doubled (RFC 5321, 4.5.2).
        quoted = content.replace(b"\r\n.", b"\r\n..")
        quoted = b"." + quoted if quoted.startswith(b".") else quoted
        session.send(quoted + (b".\r\n" if quoted.endswith(b"\r\n") else b"\r\n.\r\n"))
        code, words = session.getreply()
    except (OSError, smtplib.SMTPException):
        return Outcome(
            "unknown", "the connection was lost after the mail was sent and before it was confirmed"
        )
    if code == 250:
        return Outcome("sent", _text(words))
    if 400 <= code < 600:
        return _refusal(code, words)
    session.is_doubtful = True  # something that is no answer: whoever sent it may have taken the mail
    return Outcome("unknown", f"the server answered {_text(words)!r} to the mail")


def _refusal(code: int, words: bytes) -> Outcome:
    """4xx is for now, 5xx for good (RFC 5321, 4.2.1); anything else is not an answer to rely on."""
    return Outcome("failed" if 500 <= code < 600 else "retry", f"{code} {_text(words)}".strip())


def _text(words: bytes) -> str:
    line = " ".join(words.decode("utf-8", "replace").split())
    return "".join(character for character in line if character.isprintable())[:_WORDS]
