"""The poison set: every kind ends within its time as a mail or a reason (tests/chaos has it in full size)."""

from __future__ import annotations

import time

import pytest

from inbox.mail.fold import fold_quotes
from inbox.mail.model import UnparsableMail
from inbox.mail.parse import parse_message
from inbox.mail.quotes import split_reply
from inbox.mail.sanitize import sanitize_html
from tests.mail.test_hostile_mail import assert_storable
from tests.support.poison import KINDS, poison, poison_set

SECONDS = 5.0  # of CPU for the whole reading


def read(raw: bytes) -> float:
    """CPU seconds of everything the desk does with one mail's words."""
    start = time.process_time()
    try:
        mail = parse_message(raw)
    except UnparsableMail as refused:
        assert refused.reason.endswith(".")
    else:
        assert_storable(mail)
        assert len(mail.attachments) <= 500
        split_reply(mail.text, mail.html)
        if mail.html:
            sanitize_html(fold_quotes(mail.html))
    return time.process_time() - start


@pytest.mark.parametrize("name", KINDS)
def test_each_poison_ends_in_time(name: str) -> None:
    assert read(poison(name, scale=0.2)) < SECONDS / 5


def test_a_seed_makes_the_same_poison_and_another_seed_another() -> None:
    assert poison_set(3, scale=0.001) == poison_set(3, scale=0.001)
    assert poison_set(3, scale=0.001) != poison_set(4, scale=0.001)
    assert len(KINDS) >= 20
