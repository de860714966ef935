"""Connections to submission servers are kept and reused, and never at the price of a mail."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from inbox.channels.email import smtp, smtp_pool
from inbox.channels.email.account import Account
from inbox.channels.email.smtp_session import Session
from tests.inbox.mail_out.submission import Submission

BOX = "support@voltway.example"
JANE = "jane@customer.example"


def send(
    server_port: int, *, sender: str = BOX, plain_sender: str = "", envelope_id: str = ""
) -> smtp.Outcome:
    (outcome,) = smtp.submit(
        Account("localhost", server_port, "plain"),
        sender=sender,
        plain_sender=plain_sender,
        envelope_id=envelope_id,
        recipients=[JANE],
        content=b"Subject: hello\r\n\r\nhello\r\n",
        on_data=lambda: None,
    ).values()
    return outcome


def test_ten_mails_go_over_one_connection() -> None:
    with Submission() as server:
        assert {send(server.port).state for _number in range(10)} == {"sent"}
        assert (len(server.accepted), server.connections) == (10, 1)


def test_a_connection_is_given_up_after_fifty_mails_or_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp_pool, "MAX_MAILS", 3)
    with Submission() as server:
        for _number in range(7):
            send(server.port)
        assert server.connections == 3
        monkeypatch.setattr(smtp_pool, "MAX_AGE_SECONDS", 0.0)
        send(server.port)
        assert server.connections == 4


def test_a_refused_recipient_leaves_nothing_behind_for_the_next_mail() -> None:
    answers = iter(["550 5.1.1 no such user", "250 OK"])
    with Submission(rcpt=lambda _address: next(answers)) as server:
        assert send(server.port).state == "failed"
        assert send(server.port).state == "sent"
        assert server.connections == 1
    assert server.accepted[0][1] == [JANE]


@pytest.mark.parametrize("data", ["cut", "drop", "421 4.3.2 shutting down", "gibberish"])
def test_whatever_is_in_doubt_is_closed(data: str) -> None:
    answers = iter([data, "250 OK"])
    with Submission(data=lambda _content: next(answers)) as server:
        assert send(server.port).state == ("retry" if data.startswith("421") else "unknown")
        assert send(server.port).state == "sent"
        assert server.connections == 2


@pytest.fixture
def scripted() -> Iterator[Callable[[list[dict[bytes, bytes]]], int]]:
    """A server whose n-th connection answers the n-th dictionary's commands; b"" closes. Returns its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def start(connections: list[dict[bytes, bytes]]) -> int:
        def serve() -> None:
            for answers in connections:
                try:
                    line, _address = listener.accept()
                except OSError:  # the test is over
                    return
                with line, line.makefile("rb") as lines:
                    line.sendall(b"220 here\r\n")
                    _converse(line, lines, dict(answers))

        threading.Thread(target=serve, daemon=True).start()
        return int(listener.getsockname()[1])

    yield start
    smtp_pool.close_all()
    listener.close()


def _converse(line: socket.socket, lines: Iterator[bytes], answers: dict[bytes, bytes]) -> None:
    used: dict[bytes, int] = {}
    in_data = False
    for text in lines:
        if in_data:
            if text == b".\r\n":
                in_data = False
                line.sendall(b"250 taken\r\n")
            continue
        verb = text[:4].upper().strip()
        used[verb] = used.get(verb, 0) + 1
        # "MAIL2" is the answer to the second MAIL of this connection.
        answer = answers.get(verb + str(used[verb]).encode(), answers.get(verb, b"250 ok"))
        if not answer:
            return
        in_data = verb == b"DATA"
        line.sendall((b"354 go on" if in_data else answer) + b"\r\n")


@pytest.mark.parametrize(
    "worn",
    [{b"RSET": b""}, {b"RSET": b"421 too long idle"}, {b"MAIL2": b""}, {b"MAIL2": b"452 too many mails"}],
)
def test_a_kept_connection_that_died_is_replaced_once(
    scripted: Callable[[list[dict[bytes, bytes]]], int], worn: dict[bytes, bytes]
) -> None:
    port = scripted([worn, {}])
    assert send(port).state == "sent"
    assert send(port).state == "sent"


def test_a_fresh_connection_that_is_put_off_is_not_tried_twice(
    scripted: Callable[[list[dict[bytes, bytes]]], int],
) -> None:
    port = scripted([{b"MAIL": b"451 later"}, {}])
    assert send(port) == smtp.Outcome("retry", "451 later")


def test_a_server_that_refuses_plus_addresses_gets_the_plain_one(
    scripted: Callable[[list[dict[bytes, bytes]]], int],
) -> None:
    port = scripted([{b"MAIL1": b"553 5.7.1 sender not owned by user"}])
    assert send(port, sender="support+b--x@voltway.example", plain_sender=BOX).state == "sent"


def test_delivery_reports_are_asked_for_where_they_are_offered(
    scripted: Callable[[list[dict[bytes, bytes]]], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    original = Session.putcmd

    def listen(self: Session, cmd: str, args: str = "") -> None:
        said.append(f"{cmd} {args}")
        original(self, cmd, args)

    monkeypatch.setattr(Session, "putcmd", listen)
    port = scripted([{b"EHLO": b"250-here\r\n250 DSN"}])
    assert send(port, envelope_id="b--a+b").state == "sent"
    assert f"mail FROM:<{BOX}> RET=HDRS ENVID=b--a+2Bb" in said
    assert f"rcpt TO:<{JANE}> NOTIFY=SUCCESS,FAILURE,DELAY ORCPT=rfc822;{JANE}" in said


def test_without_the_offer_nothing_is_asked(scripted: Callable[[list[dict[bytes, bytes]]], int]) -> None:
    assert send(scripted([{}]), envelope_id="b--a").state == "sent"
