"""A backlog comes in at once (SECURITY.md R21): memory, pages meanwhile, and a kill -9 in the middle."""

from __future__ import annotations

import os
import signal
import statistics
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field

from tests.bench.desk import Visitor, add_mailbox, database, python_processes, running_desk
from tests.bench.generator import build_small
from tests.bench.measure import percentile, rss_mb
from tests.bench.ours import BenchProblem
from tests.bench.report import Row, Section
from tests.bench.stage import Stage
from tests.support.desk import Desk

_ADDRESS = "backlog@voltway.example"
_PAGE = "/inbox/all"
_MAX_MB, _MAX_MS = 300, 1000.0
_SLOWEST = 10  # mails/s below which the run is given up
_COUNT = """SELECT count(*) FILTER (WHERE i.state = 'imported'), count(*) FROM inbound_mail i
              JOIN mailbox m ON m.id = i.mailbox_id WHERE m.address = %s"""
_MESSAGES = """SELECT count(*), count(DISTINCT message.message_id), count(DISTINCT ticket_id) FROM message
                 JOIN ticket ON ticket.id = message.ticket_id JOIN mailbox m ON m.id = ticket.mailbox_id
                WHERE m.address = %s"""


@dataclass
class _Watch:
    """What is seen while the backlog shrinks: (share done, MB) per process, page times, progress."""

    memory: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    pages: list[float] = field(default_factory=list)
    done: float = 0.0
    is_over: threading.Event = field(default_factory=threading.Event)


def work_off(stage: Stage, *, mails: int) -> Section:
    """`mails` plain mails of 2 kB wait on the server when the mailbox is connected."""
    stage.deliver(_ADDRESS, build_small(mails, to=_ADDRESS))
    with running_desk() as desk:
        visitor = Visitor(desk, "sam")
        for _visit in range(5):
            visitor.visit(_PAGE)
        idle = [visitor.visit(_PAGE) for _visit in range(60)]
        watch = _Watch()
        threads = [
            threading.Thread(target=_visit_pages, args=(visitor, watch)),
            threading.Thread(target=_weigh, args=(desk, watch)),
        ]
        add_mailbox(desk, _ADDRESS, stage.dovecot.imap_port)
        started = time.monotonic()
        for thread in threads:
            thread.start()
        try:
            resumed = _until_done(desk, mails, watch)
            seconds = time.monotonic() - started
        finally:
            watch.is_over.set()
            for thread in threads:
                thread.join()
        with database(desk) as connection:
            counted = connection.execute(_MESSAGES, [_ADDRESS]).fetchone()
    assert counted is not None
    return _section(mails, seconds, resumed, idle, watch, tuple(int(one) for one in counted))


def _until_done(desk: Desk, mails: int, watch: _Watch) -> float:
    """Wait until all are imported; kill the workers when 40 % are. Seconds until work went on after that."""
    ends_at = time.monotonic() + 60 + mails / _SLOWEST
    killed_at = resumed = at_kill = 0.0
    with database(desk) as connection:
        while watch.done < 1:
            row = connection.execute(_COUNT, [_ADDRESS]).fetchone()
            imported, held = row or (0, 0)
            watch.done = imported / mails
            if not killed_at and watch.done >= 0.4:
                _kill_workers(desk)
                killed_at, at_kill = time.monotonic(), imported
            if killed_at and not resumed and imported > at_kill + 50:
                resumed = time.monotonic() - killed_at
            if time.monotonic() > ends_at:
                raise BenchProblem(f"the backlog stands at {imported} of {mails} imported, {held} fetched")
            watch.is_over.wait(0.2)
    return resumed


def _kill_workers(desk: Desk) -> None:
    for pid, kind in python_processes(desk).items():
        if kind in ("worker", "couriers", "watch", "parser"):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue  # it was a child of one that is gone


def _visit_pages(visitor: Visitor, watch: _Watch) -> None:
    while not watch.is_over.is_set():
        watch.pages.append(visitor.visit(_PAGE))
        watch.is_over.wait(0.25)


def _weigh(desk: Desk, watch: _Watch) -> None:
    while not watch.is_over.is_set():
        for pid, kind in python_processes(desk).items():
            watch.memory[f"{kind} {pid}"].append((watch.done, rss_mb(pid)))
        watch.is_over.wait(1.0)


def _growth(samples: list[tuple[float, float]]) -> float:
    """MB by which a process that lived through the second half grew from its first to its last quarter."""
    early = [mb for done, mb in samples if 0.55 <= done < 0.7]
    late = [mb for done, mb in samples if done >= 0.85]
    return statistics.median(late) - statistics.median(early) if early and late else 0.0


def _section(
    mails: int, seconds: float, resumed: float, idle: list[float], watch: _Watch, counted: tuple[int, ...]
) -> Section:
    peaks: dict[str, float] = defaultdict(float)
    growth: dict[str, float] = defaultdict(float)
    for name, samples in watch.memory.items():
        kind = name.partition(" ")[0]
        peaks[kind] = max(peaks[kind], *(mb for _done, mb in samples))
        growth[kind] = max(growth[kind], _growth(samples))
    messages, distinct, tickets = counted
    before, during = percentile(idle, 0.95), percentile(watch.pages, 0.95)
    grown = max(growth.values(), default=0.0)
    rows = [
        Row("mails/s, whole desk on this machine", f"{mails / seconds:.0f}", ">= 50", mails / seconds >= 50),
        Row(
            "messages | distinct ids | tickets",
            f"{messages} | {distinct} | {tickets}",
            f"{mails} each",
            counted == (mails, mails, mails),
        ),
        Row("goes on after kill -9 of all workers, s", f"{resumed:.1f}", "by itself", resumed > 0),
        Row(
            "peak RSS by process, MB",
            ", ".join(f"{kind} {mb:.0f}" for kind, mb in sorted(peaks.items())),
            f"<= {_MAX_MB} each",
            max(peaks.values(), default=0.0) <= _MAX_MB,
        ),
        Row("RSS grown over the second half, MB", f"{grown:.0f}", "flat (<= 15)", grown <= 15),
        Row("list page p95 before, ms", f"{before:.0f}"),
        Row("list page p95 meanwhile, ms", f"{during:.0f}", f"<= {_MAX_MS:.0f}", during <= _MAX_MS),
    ]
    raw = {
        "mails": mails,
        "seconds": seconds,
        "resumed_seconds": resumed,
        "peak_mb": dict(peaks),
        "growth_mb": dict(growth),
        "page_ms_before": idle,
        "page_ms_during": watch.pages,
    }
    return Section(f"Backlog of {mails} mails, workers killed at 40 %", rows, raw)
