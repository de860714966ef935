"""XOAUTH2 and OAUTHBEARER against Dovecot's own implementation and a submission server that wants a token."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from helpdesk.services.ports import free_ports
from inbox.channels.email import imap, smtp
from inbox.channels.email.account import Account, imap_account
from inbox.channels.email.errors import BadCharacter, MailServerProblem
from inbox.channels.email.oauth import sasl_message
from inbox.models import Mailbox
from tests.inbox.mail_in.scripted_imap import ScriptedImap
from tests.inbox.settings.provider import granted
from tests.support.oauth import OAuthServer
from tests.support.personas import Desk
from tests.support.servers import DovecotServer, MailServer

BOX = "box@voltway.example"
GOOD = "marker-good-token"


@pytest.fixture(scope="module")
def dovecot(running_provider: OAuthServer) -> Iterator[DovecotServer]:
    server = DovecotServer({BOX: "dovecot-secret"})
    server.introspection_url = running_provider.introspection_url
    with server:
        yield server


class TokenSubmission:
    """A submission server that takes one token; `seen`: the decoded answers of clients."""

    def __init__(self, refusal: str = "535 5.7.8 Bad token") -> None:
        self.seen: list[str] = []
        self.refusal = refusal

    async def auth_XOAUTH2(self, server: Any, args: list[str]) -> AuthResult:
        message = base64.b64decode(args[1]).decode()
        self.seen.append(message)
        if message == sasl_message("XOAUTH2", BOX, GOOD):
            return AuthResult(success=True)
        # Google's and Microsoft's way of refusing: a challenge that has to be answered with nothing
        answer = await server.challenge_auth('{"status":"400"}')
        self.seen.append(answer.decode())
        await server.push(self.refusal)
        return AuthResult(success=False, handled=True)


@pytest.fixture
def submission() -> Iterator[Controller]:
    (port,) = free_ports(1)
    controller = Controller(
        TokenSubmission(), hostname="127.0.0.1", port=port, auth_require_tls=False, auth_required=True
    )
    controller.start()
    yield controller
    controller.stop()


def account(port: int, token: str) -> Account:
    return Account("127.0.0.1", port, "plain", BOX, token=lambda: token)


def test_the_message_is_googles_and_that_of_rfc_7628() -> None:
    assert sasl_message("XOAUTH2", "a@b.example", "t") == "user=a@b.example\x01auth=Bearer t\x01\x01"
    assert sasl_message("OAUTHBEARER", "a=,@b", "t") == "n,a=a=3D=2C@b,\x01auth=Bearer t\x01\x01"


@pytest.mark.parametrize("value", ["a\x01b", "a\r\nb", "ü"])
def test_f6_what_could_end_a_field_is_not_sent(value: str) -> None:
    with pytest.raises(BadCharacter):
        sasl_message("XOAUTH2", value, "t")
    with pytest.raises(BadCharacter):
        sasl_message("XOAUTH2", "a@b.example", value)


def test_dovecot_lets_a_granted_token_in(desk: Desk, dovecot: DovecotServer, provider: OAuthServer) -> None:
    now = datetime.now(UTC)
    Mailbox.objects.filter(pk=desk.support.pk).update(
        imap_host="127.0.0.1", imap_port=dovecot.imap_port, imap_security="plain", imap_username=BOX
    )
    granted(desk.support, provider, now=now)
    desk.support.refresh_from_db()
    with imap.connect(imap_account(desk.support)) as connection:
        assert connection.select("INBOX", readonly=True).exists == 0
    # and one that has to be refreshed on the way
    granted(desk.support, provider, now=now, lifetime=1)
    with imap.connect(imap_account(desk.support)) as connection:
        assert connection.select("INBOX", readonly=True).exists == 0
    assert len(provider.identity.asked) == 1


def test_oauthbearer_is_used_where_it_is_all_there_is(
    dovecot: DovecotServer, provider: OAuthServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.identity.access_tokens = {GOOD}
    monkeypatch.setattr("inbox.channels.email.oauth._MECHANISMS", ("OAUTHBEARER",))
    with imap.connect(account(dovecot.imap_port, GOOD)) as connection:
        assert connection.select("INBOX", readonly=True).exists == 0


def test_dovecot_refuses_another_token_and_the_desk_says_what_to_do(
    dovecot: DovecotServer, provider: OAuthServer
) -> None:
    with pytest.raises(MailServerProblem) as raised, imap.connect(account(dovecot.imap_port, "marker-wrong")):
        pass
    assert raised.value.code == "oauth_refused" and "Authorise" in raised.value.remedy
    assert "marker" not in str(raised.value) + repr(raised.value.__cause__)


@pytest.mark.parametrize(
    ("words", "code"),
    [("[UNAVAILABLE] try again later", "server_busy"), ("[AUTHENTICATIONFAILED] no", "oauth_refused")],
)
def test_a_busy_imap_server_does_not_blame_the_token(words: str, code: str) -> None:
    refusal = [f"TAG NO {words}\r\n".encode()]
    with (
        ScriptedImap(
            lambda command: refusal if command.startswith("AUTHENTICATE") else None,
            capabilities="IMAP4rev1 AUTH=XOAUTH2",
        ) as server,
        pytest.raises(MailServerProblem) as raised,
        imap.connect(account(server.port, GOOD)),
    ):
        pass
    assert raised.value.code == code


def test_a_server_without_tokens_is_named(provider: OAuthServer) -> None:
    with MailServer() as server:
        with pytest.raises(MailServerProblem) as raised, imap.connect(account(server.imap_port, GOOD)):
            pass
        assert raised.value.code == "no_xoauth2"
        with pytest.raises(MailServerProblem) as raised:
            smtp.check(account(server.smtp_port, GOOD))
        assert raised.value.code == "no_xoauth2"


def test_a_submission_server_takes_the_token(submission: Controller) -> None:
    smtp.check(account(submission.port, GOOD))
    with pytest.raises(MailServerProblem) as raised:
        smtp.check(account(submission.port, "marker-wrong"))
    assert raised.value.code == "oauth_refused"
    assert submission.handler.seen[-1] == "", "the challenge was answered with nothing"


def test_a_server_that_asks_to_come_back_later_does_not_blame_the_token(submission: Controller) -> None:
    submission.handler.refusal = "454 4.7.0 Temporary authentication failure"
    with pytest.raises(MailServerProblem) as raised:
        smtp.check(account(submission.port, "marker-wrong"))
    assert raised.value.code == "server_said_no"
