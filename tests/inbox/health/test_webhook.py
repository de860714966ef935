"""Alarms as signed calls to a server of the customer's own."""

from __future__ import annotations

import hmac
import http.server
import json
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, Self

import pytest
import trustme

from helpdesk.core.clock import database_now
from helpdesk.core.secrets import seal
from inbox.actions.alarms.notices import claim_due_notices, tell, tell_due
from inbox.actions.alarms.watch import watch_mailboxes
from inbox.models import AlarmNotice, AlarmTarget, Mailbox
from tests.inbox.mail_in.world import World

SECRET = "marker-webhook-secret"


class Hook:
    """An https server that notes what it is told and answers as told."""

    def __init__(self, directory: Path) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.status, self.location = 204, ""
        authority = trustme.CA()
        self.ca_path = directory / "hook-ca.pem"
        authority.cert_pem.write_to_path(str(self.ca_path))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(context)
        hook = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                hook.calls.append((dict(self.headers), body))
                self.send_response(hook.status)
                if hook.location:
                    self.send_header("Location", hook.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_arguments: Any) -> None:
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        self.url = f"https://localhost:{self._server.server_port}/alarms"

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        ).start()
        return self

    def __exit__(self, *_failure: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def hook(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, transactional_db: None) -> Iterator[Hook]:
    with Hook(tmp_path) as server:
        monkeypatch.setenv("CROSSDESK_CA_FILE", str(server.ca_path))
        target = AlarmTarget.objects.create(kind="webhook", address=server.url)
        target.sealed_secret = seal(SECRET, row=target, column="sealed_secret")
        target.save()
        yield server


def alarm(world: World) -> Any:
    now = database_now()
    Mailbox.objects.update(failing_since=now - timedelta(minutes=4), last_error_code="timeout")
    assert watch_mailboxes(now) == 1
    return now


def test_the_call_is_signed_and_says_what_the_page_says(world: World, hook: Hook) -> None:
    now = alarm(world)
    assert tell_due(now) == 1
    ((headers, body),) = hook.calls
    signed = hmac.new(SECRET.encode(), headers["X-Crossdesk-Timestamp"].encode() + b"." + body, sha256)
    assert headers["X-Crossdesk-Signature"] == f"v1={signed.hexdigest()}"
    assert abs(int(headers["X-Crossdesk-Timestamp"]) - now.timestamp()) < 2
    told = json.loads(body)
    assert (told["event"], told["kind"], told["code"]) == ("mailbox.alarm.opened", "failing", "timeout")
    assert told["mailbox"]["address"] == world.address
    assert "did not answer in time" in told["problem"] and told["remedy"] and told["still_works"]
    Mailbox.objects.update(failing_since=None, next_poll_at=now + timedelta(days=1))
    watch_mailboxes(now)
    assert tell_due(now) == 1
    assert json.loads(hook.calls[1][1])["closed_at"] is not None


@pytest.mark.parametrize("status", [302, 400, 500])
def test_anything_but_yes_is_tried_again_and_no_redirect_is_followed(
    world: World, hook: Hook, status: int
) -> None:
    hook.status, hook.location = status, hook.url if status == 302 else ""
    now = alarm(world)
    assert tell_due(now) == 0
    assert len(hook.calls) == 1
    notice = AlarmNotice.objects.get()
    assert notice.last_error == f"The webhook's server answered {status}."
    assert notice.due_at == now + timedelta(minutes=1)
    hook.status = 200
    assert tell_due(notice.due_at) == 1
    assert hook.calls[0][1] == hook.calls[1][1]  # the same telling


def test_a_private_address_is_refused_where_the_desk_does_not_allow_it(
    world: World, hook: Hook, settings: Any
) -> None:
    settings.IS_DEMO = False
    now = alarm(world)
    (one,) = claim_due_notices(now)
    assert not tell(one.notice_id, one.attempt, now)
    assert "private or local network" in AlarmNotice.objects.get().last_error
    assert hook.calls == []
    assert SECRET not in AlarmNotice.objects.get().last_error
