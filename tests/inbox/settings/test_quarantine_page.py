"""The page of mails that could not be read."""

from __future__ import annotations

from inbox.models import InboundMail, InboundState, Message
from tests.support.personas import Desk, make_inbound, signed_in

GOOD = (
    b"From: Jane Roe <jane@mail.example>\r\nTo: support@voltway.example\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n"
    b"Message-ID: <good@mail.example>\r\nDate: Sun, 22 Nov 2026 10:00:00 +0000\r\n\r\nWhere is it?\r\n"
)


def test_the_list_tells_subject_sender_and_reason_as_far_as_they_can_be_told(desk: Desk) -> None:
    make_inbound(desk.support, GOOD)
    make_inbound(desk.support, b"\0\1\2")
    page = signed_in(desk.admin).get(f"/settings/mailboxes/{desk.support.pk}/quarantine").content.decode()
    assert "Grüße" in page and "jane@mail.example" in page and "The message is empty." in page
    assert page.count("Download") == 2


def test_a_hostile_header_is_only_text(desk: Desk) -> None:
    make_inbound(
        desk.support, b'Subject: <script>alert(1)</script>\r\nFrom: "><img src=x> <a@b.example>\r\n\r\n'
    )
    page = signed_in(desk.admin).get(f"/settings/mailboxes/{desk.support.pk}/quarantine").content.decode()
    assert "<script>alert" not in page and "<img src=x" not in page


def test_the_original_is_a_download_that_no_browser_opens(desk: Desk) -> None:
    inbound = make_inbound(desk.support, GOOD)
    answer = signed_in(desk.admin).get(
        f"/settings/mailboxes/{desk.support.pk}/quarantine/{inbound.pk}/source"
    )
    assert answer.content == GOOD
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_mail_of_another_mailbox_is_not_reached_by_a_wrong_path(desk: Desk) -> None:
    inbound = make_inbound(desk.support, GOOD)
    client = signed_in(desk.other_agent)
    for url in (
        f"/settings/mailboxes/{desk.billing.pk}/quarantine/{inbound.pk}/source",
        f"/settings/mailboxes/{desk.support.pk}/quarantine/{inbound.pk}/source",
    ):
        assert client.get(url).status_code == 404


def test_trying_again_brings_a_readable_mail_into_the_inbox(desk: Desk) -> None:
    inbound = make_inbound(desk.support, GOOD)
    url = f"/settings/mailboxes/{desk.support.pk}/quarantine"
    client = signed_in(desk.admin)
    assert client.post(f"{url}/{inbound.pk}/retry")["Location"] == url
    assert InboundMail.objects.get(pk=inbound.pk).state == InboundState.IMPORTED
    assert Message.objects.get(inbound=inbound).ticket.subject == "Grüße"
    assert client.post(f"{url}/{inbound.pk}/retry").status_code == 404


def test_a_mail_that_stays_unreadable_stays_visible(desk: Desk) -> None:
    inbound = make_inbound(desk.support, b"\0" * 50)
    url = f"/settings/mailboxes/{desk.support.pk}/quarantine"
    client = signed_in(desk.admin)
    page = client.post(f"{url}/{inbound.pk}/retry", follow=True).content.decode()
    assert "It still cannot be read" in page
    assert InboundMail.objects.get(pk=inbound.pk).state == InboundState.QUARANTINED


def test_setting_a_mail_aside_keeps_its_bytes_and_makes_no_ticket(desk: Desk) -> None:
    inbound = make_inbound(desk.support, b"\0" * 50)
    url = f"/settings/mailboxes/{desk.support.pk}/quarantine"
    client = signed_in(desk.admin)
    assert (
        "Set aside without a ticket"
        in client.post(f"{url}/{inbound.pk}/release", follow=True).content.decode()
    )
    after = InboundMail.objects.get(pk=inbound.pk)
    assert (after.state, after.raw_id) == (InboundState.IGNORED, inbound.raw_id)
    assert not Message.objects.filter(inbound=inbound).exists()


def test_a_mail_without_its_bytes_is_asked_for_again_and_the_server_s_trouble_is_said(desk: Desk) -> None:
    inbound = make_inbound(desk.support, GOOD)
    InboundMail.objects.filter(pk=inbound.pk).update(raw=None)
    url = f"/settings/mailboxes/{desk.support.pk}/quarantine"
    page = signed_in(desk.admin).post(f"{url}/{inbound.pk}/retry", follow=True).content.decode()
    assert InboundMail.objects.get(pk=inbound.pk).state == InboundState.QUARANTINED
    assert desk.support.imap_host in page
