"""Mail in, side by side: django-helpdesk and this desk take turns on the same mails from the same Dovecot."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from tests.bench import ours, rival
from tests.bench.generator import BenchMail, build_corpus
from tests.bench.measure import Spread
from tests.bench.report import Row, Section
from tests.bench.stage import Stage

ADDRESS = "support-{side}-{turn}@voltway.example"


def compare(stage: Stage, *, mails: int, rounds: int, with_rival: bool = True) -> Section:
    """`rounds` turns of each with `mails` mails; medians, and ratios of the medians."""
    results: dict[str, list[dict[str, Any]]] = {"rival": [], "ours": []}
    lost: dict[str, list[int]] = {"rival": [], "ours": []}
    for turn in range(rounds):
        for side in ("rival", "ours") if with_rival else ("ours",):
            # The same mails but for the address they are sent to: it must be the queue's or mailbox's own.
            corpus = build_corpus(mails, to=ADDRESS.format(side=side, turn=turn), seed=1000 + turn)
            result = _take_turn(stage, side, turn, corpus)
            if result["mails"] != mails:
                raise ours.BenchProblem(f"{side} took in {result['mails']} of {mails} mails")
            lost[side].append(lost_threads(corpus, result["ticket_of"]))
            results[side].append(result)
    return _section(results, lost, mails, rounds)


def lost_threads(corpus: Sequence[BenchMail], ticket_of: dict[str, int]) -> int:
    """Answers that are not in the ticket of the mail which began their conversation."""
    first = {mail.number: mail.message_id for mail in corpus}
    return sum(
        ticket_of.get(mail.message_id) is None
        or ticket_of.get(mail.message_id) != ticket_of.get(first[mail.thread])
        for mail in corpus
        if mail.is_reply
    )


def _take_turn(stage: Stage, side: str, turn: int, corpus: Sequence[BenchMail]) -> dict[str, Any]:
    address, database = ADDRESS.format(side=side, turn=turn), f"{side}_{turn}"
    stage.deliver(address, corpus)
    load = os.getloadavg()[0]
    if side == "rival":
        result = rival.ingest(stage, database, address)
    else:
        ours.new_database(stage, database)
        ours.add_mailbox(stage, database, address)
        result = ours.drain(stage, database, address)
    print(
        f"  {side:5} {result['mails'] / result['seconds']:7.1f} mails/s"
        f" {1000 * result['cpu_seconds'] / result['mails']:7.2f} ms CPU/mail"
        f" {result['queries'] / result['mails']:6.2f} queries/mail   load {load:.1f}",
        flush=True,
    )
    return {**result, "load": load}


def _section(
    results: dict[str, list[dict[str, Any]]], lost: dict[str, list[int]], mails: int, rounds: int
) -> Section:
    def spread(side: str, top: str, bottom: str, factor: float = 1.0) -> Spread:
        return Spread.of([factor * one[top] / one[bottom] for one in results[side]])

    rows = []
    speed = {side: spread(side, "mails", "seconds") for side in results if results[side]}
    cpu = {side: spread(side, "cpu_seconds", "mails", 1000) for side in results if results[side]}
    queries = {side: spread(side, "queries", "mails") for side in results if results[side]}
    server = {side: spread(side, "server_cpu_seconds", "mails", 1000) for side in results if results[side]}
    if results["rival"]:
        ratio = speed["ours"].median / speed["rival"].median
        cheaper = cpu["rival"].median / cpu["ours"].median
        rows += [
            Row("mails/s, django-helpdesk", str(speed["rival"])),
            Row("mails/s, ours", str(speed["ours"])),
            Row("times as many mails/s", f"{ratio:.1f}x", ">= 10x (moonshot 15x)", ratio >= 10),
            Row("CPU ms/mail, django-helpdesk", str(cpu["rival"])),
            Row("CPU ms/mail, ours", str(cpu["ours"]), "<= 4 (moonshot 2)", cpu["ours"].median <= 4),
            Row("times less CPU", f"{cheaper:.1f}x"),
            Row("CPU ms/mail of PostgreSQL, theirs | ours", f"{server['rival']} | {server['ours']}"),
            Row("queries/mail, django-helpdesk", str(queries["rival"])),
        ]
    else:
        rows += [
            Row("mails/s, ours", str(speed["ours"])),
            Row("CPU ms/mail, ours", str(cpu["ours"]), "<= 4 (moonshot 2)", cpu["ours"].median <= 4),
            Row("CPU ms/mail of PostgreSQL, ours", str(server["ours"])),
        ]
    peak = max(one["peak_rss_mb"] for one in results["ours"])
    rows += [
        Row("queries/mail, ours", str(queries["ours"]), "<= 3", queries["ours"].median <= 3),
        Row("threads lost in order, theirs | ours", f"{sum(lost['rival'])} | {sum(lost['ours'])}"),
        Row("peak RSS of our process, MB", f"{peak:.0f}", "<= 300", peak <= 300),
        *_completeness(results["ours"], mails),
    ]
    raw = {
        side: [{key: one[key] for key in one if key not in ("ticket_of", "languages")} for one in turns]
        for side, turns in results.items()
    }
    title = f"Mail in, {mails} mails, {rounds} rounds in turns: median (min-max)"
    return Section(title, rows, raw)


def _completeness(turns: Sequence[dict[str, Any]], mails: int) -> list[Row]:
    """The work that a faster path must not leave out."""
    known = min(sum(1 for code in one["languages"].values() if code) for one in turns)
    imported = min(one["states"].get("imported", 0) for one in turns)
    return [
        Row("mails imported", f"{imported} of {mails}", "all", imported == mails),
        Row("mails whose language is known", f"{known} of {mails}", "all", known == mails),
    ]
