"""Every payload of the security corpora, shown in a real browser: nothing runs, nothing is fetched (SECURITY.md B)."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import chain, cycle
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.e2e.conftest import OpenAs
from tests.e2e.payloads import XSS, Payload, conversations, load_payloads, subjects, visible, write_mails
from tests.e2e.watch import BODY, Watch
from tests.support.desk import Desk, customer_mail

pytestmark = pytest.mark.browser

MAILBOX = "support-es@nordlicht-wohnen.example"
"""Of the demo people whose pages the other tests look at nobody sees this one but mia."""
SUBJECT = 480
"""A subject is kept to its 500th sign."""
SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox"
EVERY_NTH = 8
"""Of the scripts, so many become subjects too; of the naughty strings all."""

# What no framed document may hold in its body, whatever the policy would stop anyway.
FIND_LIVE_MARKUP = """frames => frames.flatMap(frame => {
  const found = [], doc = frame.contentDocument;
  if (!doc?.body || !doc.URL.endsWith("/body")) return ["frame at " + doc?.URL];
  for (const node of doc.body.querySelectorAll("*")) {
    if (/^(script|style|iframe|frame|object|embed|form|input|button|base|meta|link|svg|math|video|audio|template)$/i
        .test(node.localName)) found.push(node.localName);
    for (const { name, value } of node.attributes) {
      if (/^(on|hx-|data-|srcset|background|poster|formaction|id$|name$|class$|xlink)/i.test(name)) found.push(name);
      if (/^(href|src|cite|action)$/.test(name) && !/^(https?:|mailto:|data:image\\/[gjpw])/i.test(value.trim()))
        found.push(`${name}=${value}`);
      if (name === "style" && /url\\s*\\(|expression|position|var\\s*\\(|\\\\/i.test(value)) found.push(value);
    }
  }
  return found;
})"""


@pytest.fixture(scope="module")
def scripts(corpora: Path) -> dict[str, list[Payload]]:
    """The payloads that try to run, by the name of their corpus."""
    return {name: load_payloads(corpora, name) for name in XSS}


@pytest.fixture(scope="module")
def naughty(corpora: Path) -> list[Payload]:
    """The strings that break programs, and a selection of the scripts."""
    strings = load_payloads(corpora, "naughty_strings")
    return strings + [row for name in XSS for row in load_payloads(corpora, name)[::EVERY_NTH]]


@pytest.fixture(scope="module")
def _delivered(
    desk: Desk,
    scripts: dict[str, list[Payload]],
    naughty: list[Payload],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    bodies = chain.from_iterable(conversations(name, rows) for name, rows in scripts.items())
    sets = {
        "bodies": write_mails(folder / "bodies", bodies),
        "odd": write_mails(folder / "odd", subjects("odd", naughty)),
    }
    with ThreadPoolExecutor() as pool:
        runs = [
            (count, pool.submit(desk.manage, "ingest", str(folder / name), "--mailbox", MAILBOX, timeout=120))
            for name, count in sets.items()
        ]
    for count, run in runs:
        assert f'"imported": {count}' in run.result().stdout, run.result()


@pytest.fixture
def watch(desk: Desk) -> Watch:
    return Watch(desk.url)


@pytest.mark.usefixtures("_delivered")
@pytest.mark.parametrize("name", XSS)
def test_a_payload_in_the_body_of_a_mail_is_inert(
    desk: Desk, open_as: OpenAs, watch: Watch, scripts: dict[str, list[Payload]], name: str
) -> None:
    mia = open_as("mia", is_hostile=True)
    watch.follow(mia.context)
    shown = framed = 0
    for number in tickets_of(mia, desk, name):
        open_everything(mia, desk, number)
        shown += mia.get_by_test_id("message").count()
        frames = mia.locator("iframe")
        framed += frames.count()
        live = frames.evaluate_all(FIND_LIVE_MARKUP)
        assert live == [], f"conversation {number}"
        boxes = frames.evaluate_all("frames => frames.map(frame => frame.getAttribute('sandbox'))")
        assert boxes == [SANDBOX] * frames.count()
        # What had nothing left to show stands in our own page, as text with links at most.
        expect(mia.locator(".message__text :not(a)")).to_have_count(0)
        expect(mia.get_by_test_id("composer")).to_be_editable()
        assert re.search(rf"{name} part \d+", mia.title()), mia.title()
    assert shown == len(scripts[name])
    assert len(watch.policies) == framed > 0
    assert {is_tight(policy) for policy in watch.policies.values()} == {True}
    assert (watch.executed, watch.asked, watch.remote, watch.complaints) == ([], [], [], [])


@pytest.mark.usefixtures("_delivered")
def test_the_frame_alone_holds_where_the_sanitiser_would_have_let_everything_through(
    desk: Desk, open_as: OpenAs, watch: Watch, scripts: dict[str, list[Payload]]
) -> None:
    mia = open_as("mia", is_hostile=True)
    watch.follow(mia.context)
    headers: dict[str, str] = {}
    waiting = deque(chain.from_iterable(scripts.values()))
    mia.context.route(BODY, lambda route: put_raw(route, waiting, headers))
    numbers = cycle([number for name in XSS for number in tickets_of(mia, desk, name)])
    while len(waiting):
        open_everything(mia, desk, next(numbers))
        assert mia.title().startswith("xss_")
        expect(mia.get_by_test_id("composer")).to_be_editable()
    assert (watch.executed, watch.remote, watch.from_frames) == ([], [], [])


@pytest.mark.usefixtures("_delivered")
def test_a_naughty_subject_name_or_file_name_is_shown_as_text_and_runs_nothing(
    desk: Desk, open_as: OpenAs, watch: Watch, naughty: list[Payload]
) -> None:
    mia = open_as("mia", is_hostile=True)
    watch.follow(mia.context)
    rows = {row.id: row for row in naughty}
    shown: dict[str, tuple[str, str, str]] = {}
    for row_id, number, subject, who in listed(mia, desk):
        shown[row_id] = (subject, who, number)
    assert shown.keys() == rows.keys()
    changed = [
        (row_id, rows[row_id].text, subject)
        for row_id, (subject, _, _) in shown.items()
        if visible(subject)[:SUBJECT] != (visible(rows[row_id].text)[:SUBJECT] or "(no subject)")
    ]
    assert changed == []
    for row_id in list(rows)[::16]:
        mia.goto(f"{desk.url}/tickets/{shown[row_id][2]}")
        expect(mia.get_by_test_id("message").first).to_contain_text(row_id)
        expect(mia.get_by_test_id("composer")).to_be_editable()
    assert (watch.executed, watch.asked, watch.remote, watch.complaints) == ([], [], [], [])


def test_an_image_that_points_at_sign_out_leaves_one_signed_in(
    desk: Desk, open_as: OpenAs, watch: Watch
) -> None:
    mia = open_as("mia", is_hostile=True)
    watch.follow(mia.context)
    html = (
        '<p>Look</p><img src="/logout"><img src="cid:../../logout"><img src="//host.example/x">'
        f'<img src="{desk.url}/logout"><img srcset="/logout 1x" src="logout"><a href="/logout">out</a>'
    )
    subject = "Pictures of the sign-out"
    desk.deliver(
        customer_mail(
            sender="img@attacker.example", name="I", to=MAILBOX, subject=subject, text="Look", html=html
        )
    )
    row = mia.get_by_test_id("ticket-row").filter(has_text=subject)
    expect(row.or_(mia.get_by_test_id("new-pill").locator("visible=true")).first).to_be_visible(
        timeout=20_000
    )
    (number,) = tickets_of(mia, desk, subject)
    open_everything(mia, desk, number)
    frame = mia.get_by_test_id("message-body").first
    expect(frame.content_frame.get_by_text("Look")).to_be_visible()
    expect(frame.content_frame.locator("a[href]")).to_have_count(0)
    assert (watch.asked, watch.remote, watch.from_frames) == ([], [], [])
    # Without the sanitiser the policy of the frame stops the same pictures.
    mia.context.route(BODY, lambda route: put_raw(route, deque([Payload("logout", html)]), {}))
    open_everything(mia, desk, number)
    assert (watch.remote, watch.from_frames) == ([], [])
    mia.goto(f"{desk.url}/inbox/mine")
    expect(mia.locator(".nav__me")).to_contain_text("Mia")


def tickets_of(page: Page, desk: Desk, words: str) -> list[int]:
    """The conversations that a search for their subject finds."""
    page.goto(f"{desk.url}/search?q={words}")
    found = page.get_by_test_id("ticket-row").filter(has_text=words)
    return found.evaluate_all("rows => rows.map(row => Number(row.dataset.ticket))")  # type: ignore[no-any-return]


def open_everything(page: Page, desk: Desk, number: int) -> None:
    """A conversation with every message unfolded and every frame loaded."""
    page.goto(f"{desk.url}/tickets/{number}", wait_until="load")
    page.locator("#thread details").evaluate_all("folds => folds.forEach(fold => { fold.open = true })")
    page.wait_for_function(
        """() => [...document.querySelectorAll("iframe")].every(frame =>
             frame.contentDocument?.readyState === "complete" && frame.contentDocument.URL !== "about:blank")"""
    )


def put_raw(route: Route, waiting: deque[Payload], headers: dict[str, str]) -> None:
    """Answer with the next payload as it is, under the headers of the desk's own answer, asked for once."""
    headers |= headers or route.fetch().headers
    text = waiting.popleft().text if waiting else ""
    route.fulfill(headers=headers, body=f"<!doctype html><body>{text}</body>")


def is_tight(policy: str) -> bool:
    """Whether a frame under this policy can neither run, load, send nor be framed elsewhere."""
    rules = {part.split()[0]: part.split()[1:] for part in policy.split(";") if part.strip()}
    images = [source for source in rules.pop("img-src") if source != "data:"]
    return [source.endswith("/mail-media/") for source in images] == [True] and rules == {
        "default-src": ["'none'"],
        "style-src": ["'unsafe-inline'"],
        "form-action": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'self'"],
        "sandbox": SANDBOX.split(),
    }


def listed(page: Page, desk: Desk) -> Iterator[tuple[str, str, str, str]]:
    """Payload id, ticket number, subject and customer of every row that says which payload it holds."""
    path: str | None = "/inbox/all"
    while path:
        page.goto(f"{desk.url}{path}")
        rows = page.locator(".rows > [data-testid=ticket-row]").evaluate_all(
            """rows => rows.map(row => [row.querySelector(".row__line").textContent, row.dataset.ticket,
                 row.querySelector(".row__subject").textContent, row.querySelector(".row__who").textContent])"""
        )
        for line, number, subject, who in rows:
            found = re.search(r"This is ([\w-]+)\.", line)
            if found:
                yield found[1], number, subject, who
        more = page.locator(".list-more a")
        path = more.get_attribute("href") if more.count() else None
