"""The main job, watched in a real browser: mail in, answer out, the customer's reply on the same ticket."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import SignIn
from tests.support.desk import Desk, customer_mail
from tests.support.servers import wait_until

pytestmark = pytest.mark.browser

CUSTOMER = "jo.winter@kunde.example"
SUPPORT = "support@voltway.example"
HTML = """<p>Hello, my lamp arrived <b>broken</b>.</p><script>document.title='owned'</script>
<img src="http://tracker.example/pixel.png" onerror="alert(1)"><p>Order #1042</p>"""


def row_of(page: Page, subject: str):  # type: ignore[no-untyped-def]
    return page.get_by_test_id("ticket-row").filter(has_text=subject)


def open_ticket(page: Page, subject: str) -> int:
    row_of(page, subject).locator("a").first.click()
    expect(page.locator("#subject")).to_contain_text(subject)
    return int(page.locator("#conversation").get_attribute("data-number") or 0)


def test_a_mail_travels_in_and_the_answer_out_and_the_reply_lands_on_the_same_ticket(
    desk: Desk, sign_in: SignIn
) -> None:
    alex = sign_in("alex")
    alex.goto(f"{desk.url}/inbox/all")
    sam = sign_in("sam")
    sam.goto(f"{desk.url}/inbox/all")
    subject = "Lamp arrived broken, please help"

    # A new mail appears in the list without reload, in both browsers.
    desk.deliver(
        customer_mail(
            sender=CUSTOMER,
            name="Jo Winter",
            to=SUPPORT,
            subject=subject,
            text="Hello, broken. #1042",
            html=HTML,
        )
    )
    show_new(alex, subject)
    show_new(sam, subject)

    # It is read in a frame that runs nothing.
    number = open_ticket(alex, subject)
    frame = alex.get_by_test_id("message-body").first
    expect(frame).to_have_attribute("sandbox", re.compile("allow-same-origin"))
    assert "allow-scripts" not in str(frame.get_attribute("sandbox"))
    expect(frame.content_frame.get_by_text("broken")).to_be_visible()
    assert "owned" not in alex.title()

    # Answer, undo, answer again.
    composer = alex.get_by_test_id("composer")
    composer.fill("Dear Jo, a new lamp is on its way.")
    alex.get_by_test_id("send").click()
    alex.get_by_test_id("undo").click()
    expect(alex.get_by_test_id("composer")).to_have_value("Dear Jo, a new lamp is on its way.")
    assert desk.sent_to(CUSTOMER) == []
    alex.get_by_test_id("composer").fill("Dear Jo, a new lamp is on its way. It arrives on Friday.")
    alex.get_by_test_id("send").click()
    expect(alex.get_by_test_id("message").filter(has_text="It arrives on Friday")).to_be_visible()

    # A second browser sees it within a second.
    sam.goto(f"{desk.url}/tickets/{number}")
    expect(sam.get_by_test_id("message").filter(has_text="It arrives on Friday")).to_be_visible()

    # The customer receives it, once, from the mailbox's own address, and answers.
    wait_until(lambda: desk.sent_to(CUSTOMER), seconds=30)
    (answer,) = desk.sent_to(CUSTOMER)
    assert SUPPORT in str(answer["From"])
    assert str(answer["Subject"]) == f"Re: {subject}"
    assert str(answer["In-Reply-To"]) in str(answer["References"])
    expect(alex.locator("#thread").get_by_text("Sent", exact=False).last).to_be_visible(timeout=15_000)
    desk.deliver(
        customer_mail(
            sender=CUSTOMER,
            name="Jo Winter",
            to=SUPPORT,
            subject=f"Re: {subject}",
            text="Wonderful, thank you! You saved my week.",
            answers=answer,
        )
    )
    for page in (alex, sam):
        expect(page.get_by_test_id("message").filter(has_text="You saved my week")).to_be_visible(
            timeout=20_000
        )
    assert alex.locator("#conversation").get_attribute("data-number") == str(number)
    assert len(desk.sent_to(CUSTOMER)) == 1


def test_colleagues_see_status_assignment_and_notes_within_a_second(desk: Desk, sign_in: SignIn) -> None:
    subject = "Where is my parcel 77"
    desk.deliver(
        customer_mail(
            sender="ana@cliente.example", name="Ana", to=SUPPORT, subject=subject, text="Where is it?"
        )
    )
    alex = sign_in("alex")
    alex.goto(f"{desk.url}/inbox/unassigned")
    show_new(alex, subject)
    number = open_ticket(alex, subject)
    sam = sign_in("sam")
    sam.goto(f"{desk.url}/tickets/{number}")

    alex.get_by_test_id("status").select_option("escalated")
    expect(sam.get_by_test_id("status")).to_have_value("escalated", timeout=1_000)
    me = alex.get_by_test_id("assignee").locator("option").nth(1).get_attribute("value")
    alex.get_by_test_id("assignee").select_option(me)
    expect(sam.get_by_test_id("assignee")).to_have_value(str(me), timeout=1_000)

    alex.get_by_test_id("note").check(force=True)
    alex.get_by_test_id("composer").fill("The carrier lost it, see the scan.")
    alex.get_by_test_id("send").click()
    expect(sam.get_by_test_id("message").filter(has_text="The carrier lost it")).to_be_visible(timeout=1_000)
    assert desk.sent_to("ana@cliente.example") == []


def test_a_reply_to_a_conversation_that_moved_on_is_stopped_and_shows_what_is_new(
    desk: Desk, sign_in: SignIn
) -> None:
    subject = "Collision about a kettle"
    customer = "kim@customer.example"
    desk.deliver(
        customer_mail(sender=customer, name="Kim", to=SUPPORT, subject=subject, text="The kettle leaks.")
    )
    alex = sign_in("alex")
    alex.goto(f"{desk.url}/inbox/all")
    show_new(alex, subject)
    number = open_ticket(alex, subject)
    sam = sign_in("sam")
    sam.goto(f"{desk.url}/tickets/{number}")
    # Sam's page is as it was when he began to write; the live stream must not move the guard under him.
    sam.get_by_test_id("composer").fill("Send us a photo, please.")
    alex.get_by_test_id("composer").fill("We refund you at once.")
    alex.get_by_test_id("send").click()
    expect(sam.get_by_test_id("message").filter(has_text="We refund you")).to_be_visible()
    sam.get_by_test_id("send").click()
    expect(sam.get_by_test_id("collision")).to_contain_text("We refund you")
    expect(sam.get_by_test_id("composer")).to_have_value("Send us a photo, please.")
    wait_until(lambda: desk.sent_to(customer), seconds=30)
    assert len(desk.sent_to(customer)) == 1


def show_new(page: Page, subject: str) -> None:
    """The row comes by itself, or behind the "1 new" pill; never by reloading the page."""
    row, pill = row_of(page, subject), page.get_by_test_id("new-pill")
    expect(row.or_(pill.locator("visible=true")).first).to_be_visible(timeout=20_000)
    if not row.is_visible():
        pill.click()
    expect(row).to_be_visible()
