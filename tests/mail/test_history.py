"""Mail of the past: whose it is, and what Gmail's labels say about it."""

from __future__ import annotations

import pytest

from inbox.mail.history import direction_of
from inbox.mail.labels import labels_of
from inbox.mail.parse import parse_message

OWN = frozenset({"support@voltway.example", "hello@voltway.example"})


def judged(head: str) -> tuple[str, str, str]:
    one = direction_of(parse_message(f"{head}\r\n\r\nHello.\r\n".encode()), OWN)
    return (one.direction, one.customer_address, one.customer_name)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (
            "From: Jane <jane@mail.example>\r\nTo: support@voltway.example",
            ("in", "jane@mail.example", "Jane"),
        ),
        (
            "From: Support <support@voltway.example>\r\nTo: Jane Roe <Jane@Mail.example>",
            ("out", "jane@mail.example", "Jane Roe"),
        ),
        (
            "From: hello@voltway.example\r\nTo: support+r1@voltway.example\r\nCc: jane@mail.example",
            ("out", "jane@mail.example", ""),
        ),
        (
            "From: support@voltway.example\r\nTo: hello@voltway.example",
            ("in", "support@voltway.example", ""),
        ),
        # A mail that was delivered to us is not our word, whatever its From says.
        (
            "Delivered-To: support@voltway.example\r\nFrom: support@voltway.example\r\nTo: jane@mail.example",
            ("in", "support@voltway.example", ""),
        ),
        (
            "Delivered-To: x@y.example\r\nX-Gmail-Labels: Gesendet,Wichtig\r\n"
            "From: support@voltway.example\r\nTo: jane@mail.example",
            ("out", "jane@mail.example", ""),
        ),
    ],
)
def test_mail_out_is_what_we_wrote_to_somebody_outside(head: str, expected: tuple[str, str, str]) -> None:
    assert judged(head) == expected


@pytest.mark.parametrize(
    ("header", "labels"),
    [
        ("", set()),
        ("Inbox,Important,Work", set()),
        ('Spam,"Orders, EU"', {"spam"}),
        ("Papierkorb,Ungelesen", {"trash"}),
        ("=?UTF-8?Q?Entw=C3=BCrfe,Wichtig?=", {"draft"}),
        ("=?UTF-8?B?6L+35oOR5Lq655qE,5Z6D5Zy+6YKu5Lu2?=", set()),
        ("=?UTF-8?B?5Z6D5Zy+6YKu5Lu2?=", {"spam"}),
    ],
)
def test_labels_name_the_system_folders_in_any_language(header: str, labels: set[str]) -> None:
    assert labels_of(header) == labels
