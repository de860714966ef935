"""Mail out of order, and mail twice: no conversation may break and nothing may be added."""

from __future__ import annotations

import random

from tests.bench import ours
from tests.bench.generator import build_corpus
from tests.bench.ingest import lost_threads
from tests.bench.report import Row, Section
from tests.bench.stage import Stage

_ADDRESS, _DATABASE = "shuffled@voltway.example", "ours_shuffled"


def shuffle_and_repeat(stage: Stage, *, mails: int, seed: int = 5) -> Section:
    """Deliver in random order, then everything once more."""
    corpus = build_corpus(mails, to=_ADDRESS, seed=77)
    shuffled = list(corpus)
    random.Random(seed).shuffle(shuffled)
    ours.new_database(stage, _DATABASE)
    ours.add_mailbox(stage, _DATABASE, _ADDRESS)
    count = stage.deliver(_ADDRESS, shuffled)
    first = ours.drain(stage, _DATABASE, _ADDRESS)
    lost = lost_threads(corpus, first["ticket_of"])
    replies = sum(mail.is_reply for mail in corpus)
    stage.deliver(_ADDRESS, corpus, start=count)
    second = ours.drain(stage, _DATABASE, _ADDRESS)
    added = second["messages"] + second["tickets"] - first["messages"] - first["tickets"]
    rows = [
        Row("threads lost under shuffled delivery", f"{lost} of {replies}", "0", lost == 0),
        Row("mails imported", f"{first['messages']} of {mails}", "all", first["messages"] == mails),
        Row("rows added by delivering all twice", str(added), "0", added == 0),
        Row("second deliveries seen as", ", ".join(f"{k} {v}" for k, v in sorted(second["states"].items()))),
    ]
    raw = {"lost": lost, "replies": replies, "added": added, "states": second["states"], "seed": seed}
    return Section(f"Shuffled and delivered twice, {mails} mails", rows, raw)
