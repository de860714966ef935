"""From delivery on the IMAP server to the agent's open screen, with and without IDLE."""

from __future__ import annotations

import imaplib
import random
import time
from email.utils import formatdate
from typing import TYPE_CHECKING

from tests.bench.desk import add_mailbox, database, running_desk
from tests.bench.measure import percentile
from tests.bench.report import Row, Section
from tests.bench.stage import PASSWORD, Stage
from tests.support.browser import LAUNCH
from tests.support.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ADDRESS = "quick@voltway.example"
_POLL_SECONDS = 5
_LONGEST = 60.0
_WARM_UPS = 2


def to_the_screen(stage: Stage, *, deliveries: int, seed: int = 3) -> Section:
    """`deliveries` mails each way, at moments of their own; the clock stops when the row stands in the list."""
    from playwright.sync_api import sync_playwright

    chance = random.Random(seed)
    stage.deliver(_ADDRESS, [])
    with running_desk() as desk, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(**LAUNCH)
        page = chromium.new_page(viewport={"width": 1440, "height": 900}, locale="en-US")
        _sign_in(page, desk)
        add_mailbox(desk, _ADDRESS, stage.dovecot.imap_port)
        client = imaplib.IMAP4("127.0.0.1", stage.dovecot.imap_port)
        client.login(_ADDRESS, PASSWORD)
        measured = {}
        for uses_idle in (True, False):
            _choose(desk, uses_idle=uses_idle)
            seconds = [
                _deliver_and_wait(page, client, f"{'idle' if uses_idle else 'poll'} {number}", chance)
                for number in range(deliveries + _WARM_UPS)
            ]
            measured[uses_idle] = seconds[_WARM_UPS:]
        client.logout()
        chromium.close()
    return _section(measured[True], measured[False], deliveries)


def _sign_in(page: Page, desk: Desk) -> None:
    page.goto(f"{desk.url}/login")
    page.fill("[name=username]", "sam")
    page.fill("[name=password]", desk.password("sam"))
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/inbox/**")
    page.goto(f"{desk.url}/inbox/all")


def _choose(desk: Desk, *, uses_idle: bool) -> None:
    with database(desk) as connection:
        connection.execute(
            "UPDATE mailbox SET uses_idle = %s, poll_seconds = %s WHERE address = %s",
            [uses_idle, _POLL_SECONDS, _ADDRESS],
        )


def _deliver_and_wait(page: Page, client: imaplib.IMAP4, word: str, chance: random.Random) -> float:
    """Seconds from the moment the server has the mail to the row in the list."""
    pause = 1.5 if word.startswith("idle") else _POLL_SECONDS  # no rhythm that a poll could fall in with
    time.sleep(chance.uniform(0.2, pause))
    subject = f"Arrival {word}"
    raw = (
        f"From: Jane Roe <jane.{word.replace(' ', '.')}@customer.example>\r\nTo: <{_ADDRESS}>\r\n"
        f"Subject: {subject}\r\nDate: {formatdate()}\r\nMessage-ID: <{word.replace(' ', '-')}@customer.example>\r\n"
        "\r\nWhere is my parcel?\r\n"
    )
    row = page.locator('[data-testid="ticket-row"]', has_text=subject).first
    client.append("INBOX", "", "", raw.encode())
    started = time.perf_counter()
    row.wait_for(state="attached", timeout=1000 * _LONGEST)
    return time.perf_counter() - started


def _section(idle: list[float], poll: list[float], deliveries: int) -> Section:
    with_idle, without = percentile(idle, 0.95), percentile(poll, 0.95)
    rows = [
        Row("p50 with IDLE, s", f"{percentile(idle, 0.5):.2f}"),
        Row("p95 with IDLE, s", f"{with_idle:.2f}", "<= 2", with_idle <= 2),
        Row("p50 without, s", f"{percentile(poll, 0.5):.2f}"),
        Row(
            f"p95 without (interval {_POLL_SECONDS} s), s",
            f"{without:.2f}",
            f"<= {_POLL_SECONDS + 1}",
            without <= _POLL_SECONDS + 1,
        ),
    ]
    raw = {"idle": idle, "poll": poll, "poll_seconds": _POLL_SECONDS}
    return Section(f"From delivery to the open list, {deliveries} mails each way", rows, raw)
