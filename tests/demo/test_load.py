"""The demo in the database: loaded once, with originals, rights and threads as if it had happened."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from helpdesk.accounts.models import MailboxGrant, User
from helpdesk.core.ids import derived_key
from helpdesk.demo.load import demo_world, load_demo
from helpdesk.demo.people import demo_password
from inbox.mail.tokens import token_tickets
from inbox.models import (
    Attachment,
    Customer,
    InboundMail,
    Mailbox,
    Message,
    Order,
    OutboundMail,
    Ticket,
    TimelineEvent,
)
from inbox.storage import read_blob

pytestmark = pytest.mark.django_db
TABLES = (
    Attachment,
    Customer,
    InboundMail,
    Mailbox,
    Message,
    Order,
    OutboundMail,
    Ticket,
    TimelineEvent,
    User,
    MailboxGrant,
)


@pytest.fixture(autouse=True)
def _own_data_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setenv("CROSSDESK_DATA", str(tmp_path))
    monkeypatch.setenv("CROSSDESK_DEMO", "1")
    blobs = dict(settings.STORAGES["blobs"])
    blobs["OPTIONS"] = {**blobs["OPTIONS"], "location": str(tmp_path / "blobs")}
    settings.STORAGES = {**settings.STORAGES, "blobs": blobs}


def output_of(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def test_the_demo_is_loaded_once_and_a_second_run_changes_nothing() -> None:
    now = datetime.now(UTC)
    assert load_demo(now).is_new
    counts = [model._default_manager.count() for model in TABLES]
    versions = list(Ticket.objects.order_by("id").values_list("id", "version", "last_activity_at"))
    assert not load_demo(datetime.now(UTC)).is_new
    assert [model._default_manager.count() for model in TABLES] == counts
    assert list(Ticket.objects.order_by("id").values_list("id", "version", "last_activity_at")) == versions
    assert len(versions) == len(demo_world(now).conversations)


def test_every_mail_has_its_original_and_every_answer_threads() -> None:
    load_demo(datetime.now(UTC))
    key = derived_key("reply-token")
    for message in Message.objects.filter(direction="in").select_related("inbound__raw"):
        assert message.inbound is not None
        assert message.inbound.state == "imported"
        assert message.inbound.raw is not None
        raw = read_blob(message.inbound.raw)
        assert message.message_id.encode() in raw
        known = Message.objects.filter(ticket=message.ticket, message_id=message.in_reply_to)
        assert not message.in_reply_to or known.exists()
    for message in Message.objects.filter(direction="out"):
        assert token_tickets([], [message.message_id], key) == (message.ticket_id,)
        assert message.outbound.state == "sent"


def test_the_list_columns_are_what_the_actions_would_have_kept() -> None:
    load_demo(datetime.now(UTC))
    for ticket in Ticket.objects.prefetch_related("messages"):
        messages = sorted(ticket.messages.all(), key=lambda one: one.pk)
        assert [one.created_at for one in messages] == sorted(one.created_at for one in messages)
        public = [one for one in messages if one.direction != "note"]
        assert ticket.message_count == len(messages)
        assert ticket.last_message_id == messages[-1].pk
        assert ticket.last_activity_at == public[-1].created_at
        assert ticket.preview_is_ours == (public[-1].direction == "out")
        if ticket.status in {"resolved", "spam"} or public[-1].direction == "out":
            assert ticket.waiting_since is None


def test_the_mailboxes_point_at_the_running_mail_server_and_follow_it(tmp_path: Path) -> None:
    addresses = [one.address for one in demo_world(datetime.now(UTC)).mailboxes]
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "accounts.json").write_text(
        json.dumps({one: f"secret of {one}" for one in addresses})
    )
    for port in (1143, 2143):
        places = {
            "imap": {"host": "127.0.0.1", "port": port},
            "smtp": {"host": "127.0.0.1", "port": port + 1},
        }
        (tmp_path / "services.json").write_text(json.dumps(places))
        load_demo(datetime.now(UTC))
        for mailbox in Mailbox.objects.all():
            assert (mailbox.imap_port, mailbox.smtp_port, mailbox.is_active) == (port, port + 1, True)
            assert mailbox.imap_password == f"secret of {mailbox.address}"


def test_demo_login_prints_what_signs_in() -> None:
    load_demo(datetime.now(UTC))
    admin, agent = output_of("demo_login", "ada"), output_of("demo_login", "alex")
    code = re.search(r"code: (\d{6})", admin)
    assert code is not None
    assert "code" not in agent
    device = User.objects.get(username="ada").totp_device
    assert device.matching_step(code[1]) is not None
    assert all(User.objects.get(username=name).check_password(demo_password()) for name in ("ada", "fin"))


def test_the_password_file_is_private_and_kept(tmp_path: Path) -> None:
    assert demo_password() == demo_password()
    assert (tmp_path / "demo-password").stat().st_mode & 0o777 == 0o600


def test_a_real_desk_is_never_filled_with_invented_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CROSSDESK_DEMO", "0")
    for command in (("demo_load",), ("seed", "--tickets", "5")):
        with pytest.raises(CommandError, match="CROSSDESK_DEMO=1"):
            call_command(*command)
    assert not Ticket.objects.exists()


def test_seed_fills_an_empty_desk_with_exactly_what_was_asked_for() -> None:
    report = json.loads(output_of("seed", "--tickets", "300", "--messages", "1000", "--json"))
    assert (report["tickets"], report["messages"]) == (300, 1000)
    assert Ticket.objects.count() == 300
    assert Message.objects.count() == 1000
    assert Customer.objects.count() == report["customers"]
    assert InboundMail.objects.count() == Message.objects.filter(direction="in").count()
    for ticket in Ticket.objects.prefetch_related("messages")[:50]:
        messages = sorted(ticket.messages.all(), key=lambda one: one.pk)
        assert ticket.message_count == len(messages)
        assert ticket.last_message_id == messages[-1].pk


def test_two_seeds_and_a_demo_live_beside_each_other() -> None:
    load_demo(datetime.now(UTC))
    before = Ticket.objects.count()
    output_of("seed", "--tickets", "200", "--fast")
    output_of("seed", "--tickets", "200", "--seed", "2")
    assert Ticket.objects.count() == before + 400


def test_seed_with_fewer_messages_than_tickets_is_a_wrong_usage() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("seed", "--tickets", "10", "--messages", "5")
    assert caught.value.returncode == 2
