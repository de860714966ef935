"""A mail that exceeds its limits costs a child; the mail behind it is read (SECURITY.md H1-H4, R23)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from inbox.mail.model import UnparsableMail
from inbox.mail.reading import ReadingRules, read_mail
from inbox.parsing.pool import ChildLimits, Parser, ReadingFailed

RULES = ReadingRules(own_addresses=frozenset({"support@voltway.example"}))
LIMITS = ChildLimits(cpu_seconds=0.4, wall_seconds=1.5, memory_bytes=1024**3, mails=40)


def a_mail(subject: str) -> bytes:
    return f"From: jane@customer.example\r\nTo: support@voltway.example\r\nSubject: {subject}\r\n\r\nHello\r\n".encode()


@pytest.fixture
def parser() -> Iterator[Parser]:
    one = Parser(LIMITS, detector="tests.parsing.detectors:misbehave")
    yield one
    one.close()


@pytest.mark.parametrize("way", ["loop", "sleep", "memory", "killed"])
def test_r23_a_mail_over_its_limits_is_unparsable_and_the_next_one_is_read(parser: Parser, way: str) -> None:
    parser.read(a_mail("good"), RULES)
    started = time.monotonic()
    with pytest.raises(UnparsableMail, match="memory"):
        parser.read(a_mail(way), RULES)
    assert time.monotonic() - started < 5
    reading = parser.read(a_mail("good"), RULES)
    assert (reading.mail.subject, reading.language, reading.confidence) == ("good", "en", 0.99)


def test_a_fault_of_the_reader_is_named_and_costs_no_child(parser: Parser) -> None:
    with pytest.raises(ReadingFailed) as failed:
        parser.read(a_mail("fault"), RULES)
    assert failed.value.kind == "ValueError"
    assert parser.read(a_mail("good"), RULES).mail.from_address == "jane@customer.example"


def test_a_child_reads_what_this_process_would_read() -> None:
    plain = Parser(LIMITS)
    for raw in (a_mail("Grüße"), a_mail("x" * 5000), b"From: \x00\xff\r\n\r\n\x80", b"Subject: only\n\nbody"):
        assert plain.read(raw, RULES) == read_mail(raw, RULES).without_source()
    with pytest.raises(UnparsableMail, match="empty"):
        plain.read(b"", RULES)
    plain.close()


def test_new_rules_reach_a_running_child() -> None:
    plain = Parser(LIMITS)
    ours = a_mail("copy").replace(b"jane@customer.example", b"sales@voltway.example")
    assert plain.read(ours, RULES).automatic.kind == "human"
    wider = ReadingRules(own_addresses=frozenset({"support@voltway.example", "sales@voltway.example"}))
    assert plain.read(ours, wider).automatic.kind == "loop"
    plain.close()


def test_an_old_child_is_replaced_and_several_threads_may_ask(parser: Parser) -> None:
    with ThreadPoolExecutor(4) as threads:
        readings = list(threads.map(lambda n: parser.read(a_mail(f"mail {n}"), RULES), range(100)))
    assert [one.mail.subject for one in readings] == [f"mail {n}" for n in range(100)]


def test_the_child_gets_no_secret_of_the_desk(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for the child")
    parser.read(a_mail("good"), RULES)
    assert parser._process is not None
    with open(f"/proc/{parser._process.pid}/environ", "rb") as file:  # noqa: PTH123 - a file of the kernel
        assert b"not for the child" not in file.read()
