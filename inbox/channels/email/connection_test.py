"""Trying a mailbox's settings, step by step, in words that say what to mend."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.channels.email import imap, smtp
from inbox.channels.email.account import Account
from inbox.channels.email.errors import MailServerProblem
from inbox.channels.email.network import TIMEOUT_SECONDS

_TEST_SECONDS = min(10.0, TIMEOUT_SECONDS)  # somebody is waiting


@dataclass(frozen=True, slots=True)
class Step:
    """One tried thing. `code` is "imap" or "smtp" when it worked, else the problem's code."""

    name: str  # imap | smtp
    is_ok: bool
    code: str
    sentence: str
    remedy: str = ""


def test_connection(incoming: Account, outgoing: Account, *, folder: str = "INBOX") -> list[Step]:
    """Sign in on both sides and open the folder; nothing is read, changed or sent."""
    return [_test_imap(incoming, folder), _test_smtp(outgoing)]


test_connection.__test__ = False  # type: ignore[attr-defined]  # a verb here, not a test case


def _test_imap(account: Account, folder: str) -> Step:
    try:
        with imap.connect(account, timeout=_TEST_SECONDS) as connection:
            state = connection.select(folder, readonly=True)
    except MailServerProblem as problem:
        return _failed("imap", problem)
    sentence = ngettext(
        "%(server)s: signed in, %(count)s mail in %(folder)s.",
        "%(server)s: signed in, %(count)s mails in %(folder)s.",
        state.exists,
    )
    values = {"server": account.server, "count": state.exists, "folder": folder}
    return Step("imap", True, "imap", sentence % values)


def _test_smtp(account: Account) -> Step:
    try:
        smtp.check(account)
    except MailServerProblem as problem:
        return _failed("smtp", problem)
    sentence = (
        _("%(server)s: signed in, ready to send.")
        if account.username
        else _("%(server)s: connected, ready to send.")
    )
    return Step("smtp", True, "smtp", sentence % {"server": account.server})


def _failed(name: str, problem: MailServerProblem) -> Step:
    return Step(name, False, problem.code, problem.sentence, problem.remedy)
