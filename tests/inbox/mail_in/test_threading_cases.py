"""`manage.py thread`: cases of mails through the real filing, of which nothing remains."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from inbox.models import Blob, Customer, InboundMail, Mailbox, Message, Store, Ticket

pytestmark = pytest.mark.django_db


def grouped(path: Path) -> dict[str, set[frozenset[str]]]:
    out = StringIO()
    call_command("thread", "--jsonl", str(path), "--json", stdout=out)
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    return {row["name"]: {frozenset(group) for group in row["groups"]} for row in rows}


def test_every_case_of_the_corpus_ends_as_a_user_expects_and_leaves_nothing(corpora: Path) -> None:
    path = corpora / "mail/threading_cases.jsonl"
    cases = [json.loads(line) for line in path.open(encoding="utf-8")]
    found = grouped(path)
    wrong = [
        (one["name"], found[one["name"]])
        for one in cases
        if found[one["name"]] != {frozenset(group) for group in one["expected_groups"]}
    ]
    assert wrong == []
    models = (Store, Mailbox, Ticket, Message, InboundMail, Customer, Blob)
    assert [model.__name__ for model in models if model.objects.exists()] == []
