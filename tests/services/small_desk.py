"""The servers below the desk (PostgreSQL, Valkey, mail) under the real supervisor, without Django.

`python -m tests.services.small_desk` prints `ready` and runs until it is told to stop."""

from __future__ import annotations

import os
import sys

from helpdesk import env
from helpdesk.services.launch import Launch, run

ACCOUNTS = {"support@shop.example": "small-desk"}


def main() -> int:
    """Run it; returns the exit code."""
    os.environ["CROSSDESK_DEMO"] = "1"
    return run(
        Launch(
            is_demo=True,
            host=env.bind(),
            port=env.port(),
            mail_accounts=lambda: ACCOUNTS,
            greeting=lambda: [],
            say=lambda line: print(line, flush=True),
            complain=lambda line: print(line, file=sys.stderr, flush=True),
            has_desk=False,
        )
    )


if __name__ == "__main__":
    sys.exit(main())
