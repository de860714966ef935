"""Trying a mailbox's settings, step by step, in words that say what to mend."""

from __future__ import annotations

from dataclasses import dataclass

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
    return Step("imap", True, "imap", f"{account.server}: signed in, {state.exists} mails in {folder}.")


def _test_smtp(account: Account) -> Step:
    try:
        smtp.check(account)
    except MailServerProblem as problem:
        return _failed("smtp", problem)
    how = "signed in" if account.username else "connected"
    return Step("smtp", True, "smtp", f"{account.server}: {how}, ready to send.")


def _failed(name: str, problem: MailServerProblem) -> Step:
    return Step(name, False, problem.code, problem.sentence, problem.remedy)
