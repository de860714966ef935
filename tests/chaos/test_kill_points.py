"""R01-R04: the work ends at every labelled point, before and behind it, and nothing is lost or doubled."""

from __future__ import annotations

import os
import random
from typing import Any

import pytest
from django.db import connection

from inbox.actions import ledger, poll, read_folder, visit_folders
from inbox.actions.filing import batch as filing_batch
from inbox.actions.filing import run as filing_run
from inbox.channels.email.imap import ImapConnection
from inbox.models import InboundMail
from tests.chaos.invariants import assert_calm, assert_mail_in
from tests.chaos.world import Killed, World, dying_at, killed_at, seed_of

pytestmark = pytest.mark.chaos
# Every place between the server and the ticket where a process may end, in the order of the work.
LABELS: tuple[tuple[Any, str], ...] = (
    (ImapConnection, "list_from"),
    (ImapConnection, "fetch_bodies"),
    (ledger, "store_blobs"),
    (read_folder, "enter"),
    (read_folder, "_move_cursor"),
    (read_folder, "_remember"),
    (ImapConnection, "mark_seen"),
    (visit_folders, "settle_server_copies"),
    (poll, "_note_success"),
    (filing_run, "_count"),
    (filing_run, "_read_chunk"),
    (filing_run, "file_batch"),
    (filing_batch, "_decide_all"),
    (filing_batch, "_open_tickets"),
    (filing_batch, "_write_messages"),
    (filing_batch, "end_ledger_rows"),
    (filing_batch, "_tell"),
)
THERE = tuple(one for one in LABELS if hasattr(*one))
_VISITING = 9
SEEDS = 50
MAILS = 200 if os.environ.get("CHAOS_FULL") else 30


def test_every_label_names_a_point_of_the_code() -> None:
    assert THERE == LABELS, f"renamed: {set(LABELS) - set(THERE)}"


@pytest.mark.parametrize(
    ("module", "name", "left_behind"),
    [
        (ImapConnection, "fetch_bodies", 0),  # R01: fetched, not committed
        (read_folder, "enter", 6),  # R02: committed, neither cursor nor flag
        (visit_folders, "settle_server_copies", 6),  # R02: flagged, not written down
        (poll, "_note_success", 6),  # R03: stored, not read
    ],
)
def test_a_real_kill_during_a_visit(between: World, module: Any, name: str, left_behind: int) -> None:
    between.set(after_import="seen")
    between.deliver(6)
    killed_at(module, name, between.visit)
    assert between.states() == ["fetched"] * left_behind
    between.visit_and_file()
    between.visit_and_file()
    assert set(assert_mail_in(between).values()) == {"imported"}
    assert all("\\Seen" in mail.flags for mail in between.imap.inbox.mails)
    assert not InboundMail.objects.filter(is_flagged=False).exists()


@pytest.mark.parametrize("name", ["_open_tickets", "_write_messages", "end_ledger_rows", "_tell"])
def test_a_real_kill_while_filing(between: World, name: str) -> None:
    between.deliver(6)
    between.visit()
    killed_at(filing_batch, name, between.file)
    assert between.states() == ["fetched"] * 6
    between.file()
    assert set(assert_mail_in(between).values()) == {"imported"}


@pytest.mark.chaos_long
def test_r04_fifty_seeds_end_at_any_labelled_point(between: World) -> None:
    """Each seed delivers mails (some answer earlier ones) and ends the work at points of its choice until all is in."""
    between.set(after_import="seen", poll_seconds=0)
    first_seed = seed_of("R04")
    reached = set()
    known: list[str] = []
    for seed in range(first_seed, first_seed + SEEDS):
        chance = random.Random(seed)
        for _mail in range(MAILS):
            answered = chance.choice(known) if known and chance.random() < 0.3 else ""
            fields = (
                {"references": f"{answered}@customer.example", "sender": _sender(answered)}
                if answered
                else {}
            )
            (new,) = between.deliver(1, **fields)
            if not answered:
                known.append(new)
        # Not more often in filing: a mail whose reading was cut off three times is put aside, by design.
        for choices in (THERE, THERE, THERE[:_VISITING]):
            module, name = chance.choice(choices)
            with dying_at(module, name, call=chance.randrange(1, 3), after=chance.random() < 0.5):
                try:
                    between.work()
                except Killed:
                    reached.add(name)
            connection.close()  # the process is gone and its locks with it
            between.be_due()
        while between.waiting() or len(between.imap.ledger.delivered) > InboundMail.objects.count():
            between.be_due()
            between.work()
        if (seed - first_seed) % 10 == 9:
            ends = assert_mail_in(between)
            odd = InboundMail.objects.exclude(state="imported").values_list("state", "reason", "attempts")
            assert set(ends.values()) == {"imported"}, f"seed {seed}: {list(odd)}"
    between.visit_and_file()
    assert_calm(between)
    assert len(reached) >= len(THERE) - 3, f"never reached: { {name for _, name in LABELS} - reached }"


def _sender(chaos_id: str) -> str:
    return f"{chaos_id}@customer.example"
