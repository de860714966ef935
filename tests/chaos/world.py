"""A desk between a scripted IMAP server and a scripted submission server, and the work its tasks do."""

from __future__ import annotations

import itertools
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.db import connections

from helpdesk.accounts.models import Role, User
from helpdesk.core.clock import database_now
from inbox.actions import outbox, poll
from inbox.actions.filing.run import file_waiting
from inbox.actions.reply import ReplyText, send_reply
from inbox.actions.send_mail import send_claimed
from inbox.models import InboundMail, InboundState, Mailbox, Message, OutboundMail, Security, Store, Ticket
from tests.support.scripted_imap import ScriptedImap
from tests.support.scripted_smtp import ScriptedSmtp

JANE = "jane@customer.example"
PASSWORD = "chaos-secret"
_numbers = itertools.count(1)


def seed_of(name: str) -> int:
    """The seed of a run, printed: CHAOS_SEED repeats one."""
    seed = int(os.environ.get("CHAOS_SEED", random.SystemRandom().randrange(1 << 30)))
    print(f"{name}: CHAOS_SEED={seed}")
    return seed


def a_mail(
    chaos_id: str,
    *,
    sender: str = JANE,
    subject: str = "",
    body: str = "Where is my parcel?",
    message_id: str | None = None,
    references: str = "",
    date: str = "Sun, 22 Nov 2026 10:00:00 +0000",
    to: str = "support@voltway.example",
    extra: bytes = b"",
) -> bytes:
    """A plain mail with its X-Chaos-Id; `message_id` None makes one of it, "" leaves it out."""
    lines = [
        f"From: Jane Roe <{sender}>",
        f"To: <{to}>",
        f"Subject: {subject or f'Question {chaos_id}'}",
        f"X-Chaos-Id: {chaos_id}",
    ]
    if date:
        lines.append(f"Date: {date}")
    if message_id != "":
        lines.append(f"Message-ID: <{message_id or f'{chaos_id}@customer.example'}>")
    if references:
        lines.append(f"References: <{references}>")
    head = "\r\n".join([*lines, "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"])
    return head.encode() + b"\r\n" + extra + b"\r\n" + body.replace("\n", "\r\n").encode() + b"\r\n"


@dataclass
class World:
    """One mailbox between the two servers."""

    imap: ScriptedImap
    smtp: ScriptedSmtp
    mailbox: Mailbox = field(init=False)

    def __post_init__(self) -> None:
        store, _new = Store.objects.get_or_create(name="Voltway", defaults={"country": "US"})
        self.mailbox = self.add_mailbox(store, "support@voltway.example", self.imap.port)

    def add_mailbox(self, store: Store, address: str, imap_port: int, **fields: Any) -> Mailbox:
        """A mailbox; without TLS, which loopback allows."""
        mailbox = Mailbox.objects.create(
            store=store,
            name=address.partition("@")[0],
            address=address,
            imap_host="127.0.0.1",
            imap_port=imap_port,
            imap_security=Security.PLAIN,
            imap_username=address,
            smtp_host="127.0.0.1",
            smtp_port=self.smtp.port,
            smtp_security=Security.PLAIN,
            uses_idle=False,
            **fields,
        )
        mailbox.set_secrets(imap_password=PASSWORD)
        mailbox.save()
        return mailbox

    def set(self, **fields: Any) -> None:
        """Change the mailbox's settings."""
        Mailbox.objects.filter(pk=self.mailbox.pk).update(**fields)
        self.mailbox.refresh_from_db()

    def deliver(self, count: int, prefix: str = "m", **fields: Any) -> list[str]:
        """So many mails from different people; their X-Chaos-Ids."""
        ids = [f"{prefix}-{next(_numbers)}" for _number in range(count)]
        for one in ids:
            self.imap.deliver(a_mail(one, **{"sender": f"{one}@customer.example", **fields}))
        return ids

    def visit(self, now: datetime | None = None) -> poll.Visit:
        """One visit to the mail server."""
        return poll.poll_mailbox(self.mailbox.pk, now=now or database_now())

    def file(self, now: datetime | None = None) -> None:
        """File what waits, as the periodic task does until nothing is left."""
        while file_waiting(now=now or database_now()):
            pass

    def visit_and_file(self) -> None:
        """A visit that must succeed, and filing."""
        visit = self.visit()
        assert not visit.problem, Mailbox.objects.get(pk=self.mailbox.pk).last_error_detail
        self.file()

    def work(self) -> None:
        """One round of what the periodic tasks do, whatever comes of it."""
        now = database_now()
        for mailbox_id in poll.claim_due_mailboxes(now):
            poll.poll_mailbox(mailbox_id, now=now)
        file_waiting(now=now)

    def be_due(self) -> None:
        """The waits between two visits, and leases of the dead, are over."""
        Mailbox.objects.update(poll_lease_until=None, next_poll_at=None)

    def send_due(self, later: timedelta = timedelta()) -> list[OutboundMail]:
        """Sweep, claim and send what is due so much later."""
        now = database_now() + later
        outbox.sweep_expired(now)
        return [send_claimed(one.outbound_id, one.token, now=now) for one in outbox.claim_due(now)]

    def agent(self) -> User:
        """Somebody who answers."""
        known = User.objects.filter(username="alex").first()
        return known or User.objects.create_user("alex", name="Alex Berg", role=Role.SUPERVISOR)

    def ticket(self) -> Ticket:
        """A ticket to answer: the first there is, or a new one from a mail."""
        if not Ticket.objects.exists():
            self.deliver(1, sender=JANE)
            self.visit_and_file()
        found = Ticket.objects.order_by("pk").first()
        assert found is not None
        return found

    def reply(self, *, to: tuple[str, ...] = (JANE,), key: str = "", ticket: Ticket | None = None) -> Message:
        """Put an answer into the outbox."""
        ticket = ticket or self.ticket()
        words = ReplyText("On its way.", to, (), 1 << 40, key or f"key-{next(_numbers)}")
        return send_reply(ticket, words, actor=self.agent(), now=database_now())

    def states(self) -> list[str]:
        """The ledger's states in the order of arrival."""
        return list(InboundMail.objects.order_by("id").values_list("state", flat=True))

    def waiting(self) -> int:
        """Mails that have not reached an end."""
        return InboundMail.objects.filter(state=InboundState.FETCHED).count()


class Killed(BaseException):
    """The process ends here: no `except Exception` may go on."""


@contextmanager
def dying_at(module: Any, name: str, *, call: int = 1, after: bool = True) -> Iterator[list[int]]:
    """Raise Killed at the `call`-th call of `module.name`, before it or when it is done. Yields the calls seen."""
    original, calls = getattr(module, name), [0]

    def then_die(*args: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == call and not after:
            raise Killed(name)
        result = original(*args, **named)
        if calls[0] == call:
            raise Killed(name)
        return result

    setattr(module, name, then_die)
    try:
        yield calls
    finally:
        setattr(module, name, original)


def killed_at(module: Any, name: str, work: Callable[[], object]) -> None:
    """Run `work` in a process that is really killed (SIGKILL) when `module.name` has been called."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        _die_in_child(module, name, work)
    _pid, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"{name} was not reached"


def _die_in_child(module: Any, name: str, work: Callable[[], object]) -> NoReturn:
    original = getattr(module, name)

    def then_die(*args: Any, **named: Any) -> Any:
        original(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(module, name, then_die)
    try:
        work()
    finally:
        os._exit(3)
