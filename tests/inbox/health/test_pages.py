"""What people see of alarms and health, and what admins set."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from helpdesk.core.clock import database_now
from inbox.actions import canary
from inbox.actions.alarms.watch import watch_mailboxes
from inbox.models import AlarmTarget, InboundMail, Mailbox, MailboxAlarm
from tests.inbox.mail_in.world import World, a_mail
from tests.support.personas import Desk, signed_in

SECRET = "a-secret-of-the-webhook"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.fixture
def broken(desk: Desk) -> Mailbox:
    """Support cannot sign in since ten minutes; billing works."""
    now = database_now()
    Mailbox.objects.update(last_success_at=now, next_poll_at=now + timedelta(days=1))
    Mailbox.objects.filter(pk=desk.support.pk).update(
        failing_since=now - timedelta(minutes=10), last_error_code="wrong_password"
    )
    watch_mailboxes(now)
    return desk.support


@pytest.mark.django_db
def test_whoever_manages_the_mailbox_is_told_on_every_page_and_nobody_else(
    desk: Desk, broken: Mailbox
) -> None:
    admin = signed_in(desk.admin)
    for path in ("/inbox/mine", "/settings/mailboxes", "/settings/", "/search", "/alarms"):
        page = text(admin, path)
        assert 'data-testid="mailbox-alarm"' in page
        assert f"/settings/mailboxes/{broken.pk}#health" in page
        assert "nothing is lost" in page
    for person in (desk.agent, desk.other_agent):  # mia manages billing alone
        assert "mailbox-alarm" not in text(signed_in(person), "/inbox/mine")
    assert "mailbox-alarm" not in text(signed_in(desk.other_agent), "/alarms")


@pytest.mark.django_db
def test_several_troubles_are_one_line(desk: Desk, broken: Mailbox) -> None:
    now = database_now()
    MailboxAlarm.objects.create(mailbox=desk.billing, kind="canary", code="lost", opened_at=now)
    page = text(signed_in(desk.admin), "/inbox/mine")
    assert page.count('data-testid="mailbox-alarm"') == 1
    assert "2 mailboxes need attention" in page


@pytest.mark.django_db
def test_the_mailbox_page_says_what_is_wrong_what_works_and_what_to_do(desk: Desk, broken: Mailbox) -> None:
    page = text(signed_in(desk.admin), f"/settings/mailboxes/{broken.pk}")
    assert "refused the user name or password" in page
    assert "Mail waits on its server" in page
    assert "Type the password again" in page
    listed = text(signed_in(desk.admin), "/settings/mailboxes")
    assert "Failing" in listed and "Working" in listed


def test_the_page_accounts_for_every_mail(world: World, desk: Desk) -> None:
    for number in range(3):
        world.deliver(a_mail(subject=f"Mail {number}", message_id=f"<same{number % 2}@customer.example>"))
    Mailbox.objects.filter(pk=world.mailbox.pk).update(has_canary=True)
    world.poll_and_file()
    now = database_now()
    canary.claim_due_canaries(now)
    canary.send_canary(world.mailbox.pk, now=now)
    world.poll_and_file()
    InboundMail.objects.filter(state="imported").order_by("-pk").first()
    page = text(signed_in(desk.admin), f"/settings/mailboxes/{world.mailbox.pk}")
    words = " ".join(page.split())
    assert "imported" in words and "1 ignored" in words
    assert "came back in" in words
    assert "Not compared with the server yet." in words


@pytest.mark.django_db
def test_compare_now_hands_the_work_to_a_worker(desk: Desk) -> None:
    manager = signed_in(desk.other_agent)
    answer = manager.post(f"/settings/mailboxes/{desk.billing.pk}/comparison")
    assert answer.status_code == 302
    assert "The comparison has started" in text(manager, answer.headers["Location"].partition("#")[0])
    assert manager.post(f"/settings/mailboxes/{desk.support.pk}/comparison").status_code == 404


@pytest.mark.django_db
def test_an_admin_names_who_is_told_and_the_secret_is_never_shown(desk: Desk) -> None:
    admin = signed_in(desk.admin)
    add = {"kind": "mail", "address": "Boss@Elsewhere.example", "secret": ""}
    assert admin.post("/settings/alarms", add).status_code == 302
    assert admin.post("/settings/alarms", add).status_code == 422  # told already
    hook = {"kind": "webhook", "address": "https://hooks.example.com/alarms", "secret": SECRET}
    assert admin.post("/settings/alarms", hook).status_code == 302
    page = text(admin, "/settings/alarms")
    assert "boss@elsewhere.example" in page and "hooks.example.com" in page
    assert SECRET not in page
    target = AlarmTarget.objects.get(kind="webhook")
    assert target.sealed_secret and SECRET not in target.sealed_secret
    assert admin.post(f"/settings/alarms/{target.pk}", {"act": "remove"}).status_code == 302
    assert AlarmTarget.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"address": "nobody"}, "Type a mail address"),
        ({"address": "support"}, "Type a mail address"),
        ({"kind": "webhook", "address": "http://hooks.example.com/"}, "begins with https://"),
        (
            {"kind": "webhook", "address": "https://hooks.example.com/", "secret": "short"},
            "at least 16 characters",
        ),
    ],
)
def test_what_could_not_be_told_is_refused(desk: Desk, changes: dict[str, str], sentence: str) -> None:
    form = {"kind": "mail", "address": "", "secret": ""} | changes
    answer = signed_in(desk.admin).post("/settings/alarms", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


@pytest.mark.django_db
def test_a_mailbox_of_the_desk_and_a_private_host_are_refused(desk: Desk, settings: object) -> None:
    admin = signed_in(desk.admin)
    own = {"kind": "mail", "address": desk.support.address, "secret": ""}
    assert "a mailbox of the desk" in admin.post("/settings/alarms", own).content.decode()
    settings.IS_DEMO = False  # type: ignore[attr-defined]
    inside = {"kind": "webhook", "address": "https://10.0.0.7/hook", "secret": SECRET}
    assert "private or local network" in admin.post("/settings/alarms", inside).content.decode()


@pytest.mark.django_db
def test_a_test_says_whether_it_arrived(desk: Desk) -> None:
    admin = signed_in(desk.admin)
    target = AlarmTarget.objects.create(kind="mail", address="boss@elsewhere.example")
    Mailbox.objects.update(smtp_host="localhost", smtp_port=1)
    admin.post(f"/settings/alarms/{target.pk}", {"act": "test"})
    assert "The test did not arrive" in text(admin, "/settings/alarms")
