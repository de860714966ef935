"""`python -m tests.bench [--quick] [PART...]`: the benchmarks, as a table and as bench.json.

Parts: ingest (side by side with django-helpdesk), redelivery, backlog, latency. All of them unless some are named.
Exit code 1 when a goal is not met, 2 when a part could not run.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

from helpdesk.env import PROJECT_ROOT
from helpdesk.services.problem import ServiceProblem
from tests.bench import backlog, ingest, latency, ours, redelivery, rival
from tests.bench.report import Section, print_section, write_json
from tests.bench.stage import Stage, start_stage

PARTS = ("ingest", "redelivery", "backlog", "latency")


def main() -> int:
    options = _options()
    sections: list[Section] = []
    try:
        with start_stage() as stage:
            for name, part in _parts(options, stage).items():
                if name in (options.parts or PARTS):
                    print(f"\n{name} ...", flush=True)
                    started = time.monotonic()
                    section = part()
                    section.seconds = time.monotonic() - started
                    sections.append(section)
                    print_section(section)
    except (ours.BenchProblem, ServiceProblem) as problem:
        print(f"make bench: {problem}", file=sys.stderr)
        return 2
    finally:
        if sections:
            write_json(sections, options.output, options=_plain(options))
    missed = [row for section in sections for row in section.rows if row.holds is False]
    print(
        f"\n{options.output.name} written. {'Every goal is met.' if not missed else f'Not met: {len(missed)}.'}"
    )
    for row in missed:
        print(f"  {row.name}: {row.measured}, asked {row.asked}")
    return 1 if missed and options.strict else 0


def _parts(options: argparse.Namespace, stage: Stage) -> dict[str, Callable[[], Section]]:
    mails, rounds = (150, 2) if options.quick else (options.mails, options.rounds)
    waiting = options.backlog or (2_000 if options.quick else 10_000)

    def compared() -> Section:
        ours.prepare(stage)
        if not options.without_rival:
            rival.prepare(stage)
        return ingest.compare(stage, mails=mails, rounds=rounds, with_rival=not options.without_rival)

    def redelivered() -> Section:
        ours.prepare(stage)
        return redelivery.shuffle_and_repeat(stage, mails=mails)

    return {
        "ingest": compared,
        "redelivery": redelivered,
        "backlog": lambda: backlog.work_off(stage, mails=waiting),
        "latency": lambda: latency.to_the_screen(stage, deliveries=5 if options.quick else 15),
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which parts (all)")
    parser.add_argument("--quick", action="store_true", help="small numbers: a look, not a measurement")
    parser.add_argument("--mails", type=int, default=500, help="mails a round (500)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds of each system (3)")
    parser.add_argument("--backlog", type=int, default=0, metavar="N", help="mails that wait (10000)")
    parser.add_argument("--without-rival", action="store_true", help="only this desk, for work on its speed")
    parser.add_argument("--strict", action="store_true", help="exit 1 when a goal is not met")
    parser.add_argument("--output", type=Path, default=PROJECT_ROOT / "bench.json", metavar="FILE")
    return parser.parse_args()


def _plain(options: argparse.Namespace) -> dict[str, object]:
    return {name: str(value) if isinstance(value, Path) else value for name, value in vars(options).items()}


if __name__ == "__main__":
    sys.exit(main())
