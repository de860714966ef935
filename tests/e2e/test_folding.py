"""The quoted history of an HTML mail waits behind a mark in a frame that runs no script."""

from __future__ import annotations

import pytest
from playwright.sync_api import FloatRect, Locator, expect

from tests.e2e.conftest import OpenAs
from tests.support.desk import Desk, customer_mail

pytestmark = pytest.mark.browser

SUBJECT = "Re: the oak shelf, one board short"
HTML = (
    '<div dir="ltr">The board is still missing.</div><br><div class="gmail_quote">'
    '<div class="gmail_attr">On Tue, Nov 3, 2026 Shop wrote:</div><blockquote class="gmail_quote">'
    + "<p>We are sorry to hear that.</p>" * 12
    + "</blockquote></div>"
)


def test_a_quote_is_hidden_until_its_mark_is_clicked_and_the_frame_follows(
    desk: Desk, open_as: OpenAs
) -> None:
    alex = open_as("alex")
    to = "support@voltway.example"
    desk.deliver(
        customer_mail(
            sender="kim@fold.example", name="Kim", to=to, subject=SUBJECT, text="The board.", html=HTML
        )
    )
    row = alex.get_by_test_id("ticket-row").filter(has_text=SUBJECT)
    pill = alex.get_by_test_id("new-pill").locator("visible=true")
    expect(row.or_(pill).first).to_be_visible(timeout=20_000)
    if not row.count():
        pill.first.click()
    alex.goto(f"{desk.url}/tickets/{row.first.get_attribute('data-ticket')}")
    frame = alex.get_by_test_id("message-body").first
    inside = frame.content_frame
    mark, quote = inside.locator("summary"), inside.get_by_text("We are sorry").last
    expect(inside.get_by_text("still missing")).to_be_visible()
    expect(mark).to_have_text("•••")
    expect(quote).to_be_hidden()
    assert min(box(mark)["width"], box(mark)["height"]) >= 24
    folded = box(frame)["height"]

    mark.click()
    expect(quote).to_be_visible()
    alex.wait_for_function(IS_FITTED, arg=folded + 200)
    assert box(frame)["height"] > folded + 200

    mark.press("Enter")
    expect(quote).to_be_hidden()
    alex.wait_for_function("height => document.querySelector('iframe').offsetHeight === height", arg=folded)


IS_FITTED = """least => {
  const frame = document.querySelector("iframe"), body = frame.contentDocument.body;
  return frame.offsetHeight > least && frame.offsetHeight >= body.scrollHeight;
}"""


def box(found: Locator) -> FloatRect:
    """Where something stands on the page, in CSS pixels."""
    place = found.bounding_box()
    assert place is not None
    return place
