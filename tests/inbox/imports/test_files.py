"""Imports of files: dates and threads kept, nothing twice, nothing started."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from audit.models import AuditEvent
from inbox.actions.imports import bite, intake, jobs
from inbox.actions.imports.scratch import store_file
from inbox.models import Direction, ImportJob, ImportState, InboundMail, Message, Status, Ticket
from tests.inbox.imports.history import NOW, counts, old_mail, run_to_the_end, start, write_mbox
from tests.inbox.mail_in.world import World


def test_dates_threads_and_customers_are_kept_and_nothing_is_left_to_do(world: World, tmp_path: Path) -> None:
    # Newest first, as Gmail writes it: the answer stands before what it answers.
    mails = [
        old_mail(3, days_ago=300, answers=1),
        old_mail(2, days_ago=350, sender="Bo <bo@mail.example>", subject="Invoice"),
        old_mail(1, days_ago=400),
    ]
    job = run_to_the_end(start(world, paths=(str(write_mbox(tmp_path / "old.mbox", mails)),)))
    assert (job.state, counts(job)) == (ImportState.DONE, (3, 3, 0, 0, 0))
    parcel, invoice = Ticket.objects.order_by("created_at")
    assert [m.message_id for m in parcel.messages.order_by("id")] == ["m1@mail.example", "m3@mail.example"]
    assert parcel.created_at == NOW - timedelta(days=400, seconds=-1)
    assert parcel.last_activity_at == parcel.resolved_at == NOW - timedelta(days=300, seconds=-3)
    assert (parcel.status, parcel.waiting_since) == (Status.RESOLVED, None)
    assert (invoice.customer.name, invoice.status) == ("Bo", Status.RESOLVED)
    assert parcel.preview == "Mail number 3."


def test_an_import_tells_no_rule(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    from helpdesk.core import events
    from inbox.events import MailFiled

    heard: list[object] = []
    monkeypatch.setitem(events._after, MailFiled, [heard.append])
    run_to_the_end(start(world, paths=(str(write_mbox(tmp_path / "a", [old_mail(1, days_ago=1)])),)))
    assert (Message.objects.count(), heard) == (1, [])


def test_importing_again_adds_nothing(world: World, tmp_path: Path) -> None:
    paths = (str(write_mbox(tmp_path / "a.mbox", [old_mail(n, days_ago=90 - n) for n in range(1, 70)])),)
    assert counts(run_to_the_end(start(world, paths=paths))) == (69, 69, 0, 0, 0)
    assert counts(run_to_the_end(start(world, paths=paths))) == (69, 0, 69, 0, 0)
    assert (InboundMail.objects.count(), Message.objects.count(), Ticket.objects.count()) == (69, 69, 69)


def test_the_same_mail_twice_in_one_file_is_one(world: World, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "a.mbox", [old_mail(1, days_ago=9)] * 2 + [old_mail(2, days_ago=8)])
    assert counts(run_to_the_end(start(world, paths=(str(path),)))) == (3, 2, 1, 0, 0)


def test_our_own_sent_mail_becomes_our_answer(world: World, tmp_path: Path) -> None:
    ours = f"Support <{world.address}>"
    mails = [
        old_mail(1, days_ago=30, to=world.address),
        old_mail(2, days_ago=29, sender=ours, to="Jane Roe <jane@mail.example>", answers=1),
        old_mail(3, days_ago=20, sender=ours, to="Kim Lee <kim@mail.example>", subject="Your order"),
    ]
    job = run_to_the_end(start(world, paths=(str(write_mbox(tmp_path / "a.mbox", mails)),), open_days=60))
    assert counts(job) == (3, 3, 0, 0, 0)
    parcel, order = Ticket.objects.order_by("created_at")
    assert [m.direction for m in parcel.messages.order_by("id")] == [Direction.IN, Direction.OUT]
    assert (parcel.preview_is_ours, parcel.status) == (True, Status.RESOLVED)
    assert (order.customer.name, order.messages.get().direction) == ("Kim Lee", Direction.OUT)


def test_unanswered_customers_of_the_last_days_stay_open_where_that_was_chosen(
    world: World, tmp_path: Path
) -> None:
    mails = [
        old_mail(1, days_ago=40, subject="Old"),
        old_mail(2, days_ago=5, subject="Fresh", sender="Bo <bo@mail.example>"),
    ]
    path = str(write_mbox(tmp_path / "a.mbox", mails))
    run_to_the_end(start(world, paths=(path,), open_days=14))
    states = {one.subject: (one.status, one.waiting_since) for one in Ticket.objects.all()}
    assert states == {
        "Old": (Status.RESOLVED, None),
        "Fresh": (Status.NEW, NOW - timedelta(days=5, seconds=-2)),
    }


def test_history_joins_a_live_conversation_without_touching_its_status(world: World, tmp_path: Path) -> None:
    answer = old_mail(2, days_ago=1, answers=1, to=world.address)
    message = world.message_of(world.receive(answer))
    Ticket.objects.update(status=Status.PENDING, assignee=world.agent())
    path = write_mbox(tmp_path / "a.mbox", [old_mail(1, days_ago=9, to=world.address), answer])
    job = run_to_the_end(start(world, paths=(str(path),)))
    assert counts(job) == (2, 1, 1, 0, 0)
    ticket = Ticket.objects.get()
    assert ticket.messages.count() == 2
    assert (ticket.status, ticket.last_inbound_id) == (Status.PENDING, message.pk)
    assert ticket.preview == "Mail number 2."


def test_maildirs_files_and_labels(world: World, tmp_path: Path) -> None:
    root = tmp_path / "mail"
    maildir = root / "Maildir"
    for name in ("cur", "new", "tmp"):
        (maildir / name).mkdir(parents=True)
    (maildir / "cur/1:2,S").write_bytes(old_mail(1, days_ago=9))
    (maildir / "cur/2:2,ST").write_bytes(old_mail(2, days_ago=9))
    (maildir / "cur/3:2,D").write_bytes(old_mail(3, days_ago=9))
    (maildir / "new/4").write_bytes(old_mail(4, days_ago=9))
    (maildir / "tmp/5").write_bytes(old_mail(5, days_ago=9))
    (root / "broken.eml").write_bytes(b"\0\1\2\3" * 300)
    (root / "empty.eml").write_bytes(b"")
    takeout = [old_mail(6, days_ago=9, head="X-Gmail-Labels: Spam"), old_mail(7, days_ago=9)]
    write_mbox(root / "takeout.mbox", takeout)
    job = run_to_the_end(start(world, paths=(str(root),)))
    assert counts(job) == (5, 3, 0, 1, 1)
    # Nothing stands in the way of choosing Spam later.
    job = run_to_the_end(start(world, paths=(str(root),), labels=frozenset({"spam"})))
    assert counts(job) == (5, 1, 4, 0, 0)


def test_only_mail_since_a_date(world: World, tmp_path: Path) -> None:
    mails = [old_mail(n, days_ago=n * 10) for n in range(1, 6)]
    path = str(write_mbox(tmp_path / "a.mbox", mails))
    job = run_to_the_end(start(world, paths=(path,), since=(NOW - timedelta(days=25)).date()))
    assert (job.total, counts(job)) == (2, (2, 2, 0, 0, 0))


def test_a_mail_over_the_limit_waits_in_quarantine_with_its_header(
    world: World, tmp_path: Path, settings: Any
) -> None:
    settings.MAX_MAIL_BYTES = 70_000
    mails = [old_mail(1, days_ago=9, body="x\n" * 40_000), old_mail(2, days_ago=8)]
    job = run_to_the_end(start(world, paths=(str(write_mbox(tmp_path / "a.mbox", mails)),)))
    assert counts(job) == (2, 1, 0, 0, 1)
    assert "only its header" in InboundMail.objects.get(state="quarantined").reason


def test_uploads_are_imported_and_then_removed(world: World, tmp_path: Path, settings: Any) -> None:
    path = write_mbox(tmp_path / "a.mbox", [old_mail(n, days_ago=n) for n in range(1, 4)])
    key = jobs.new_key()
    stored = store_file(key, 0, "a.mbox", [path.read_bytes()])
    job = jobs.start_import(
        world.mailbox, jobs.Choices(files=(stored,)), actor=world.agent(), now=NOW, key=key
    )
    assert counts(run_to_the_end(job)) == (3, 3, 0, 0, 0)
    assert (bite.tidy_up(), bite.tidy_up()) == (1, 0)
    blobs = Path(settings.STORAGES["blobs"]["OPTIONS"]["location"])
    assert not [one for one in (blobs / "imports").rglob("*") if one.is_file()]


@pytest.mark.parametrize(("head", "name"), [(b"PK\x03\x04", "mail.zip"), (b"!BDN", "mail.pst")])
def test_an_archive_is_refused_in_words(world: World, tmp_path: Path, head: bytes, name: str) -> None:
    (tmp_path / name).write_bytes(head + b"x" * 99)
    job = run_to_the_end(start(world, paths=(str(tmp_path / name),)))
    assert job.state == ImportState.FAILED
    assert job.last_error == f"“{name}” is an archive. Unpack it and choose the .mbox or .eml files in it."


def test_a_file_that_is_gone_stops_the_import_and_resuming_goes_on(world: World, tmp_path: Path) -> None:
    path = write_mbox(tmp_path / "a.mbox", [old_mail(n, days_ago=n) for n in range(1, 8)])
    job = start(world, paths=(str(path),))
    bite.run_some(job.pk, NOW, mails=3)
    path.rename(tmp_path / "b.mbox")
    stopped = run_to_the_end(job)
    assert (stopped.state, stopped.seen) == (ImportState.FAILED, 3)
    assert stopped.last_error.startswith("a.mbox cannot be read: No such file")
    (tmp_path / "b.mbox").rename(path)
    assert jobs.resume(job.pk, actor=None)
    assert counts(run_to_the_end(job)) == (7, 7, 0, 0, 0)


def test_pause_resume_and_cancel_are_obeyed_and_audited(world: World, tmp_path: Path) -> None:
    job = start(world, paths=(str(write_mbox(tmp_path / "a", [old_mail(n, days_ago=9) for n in range(5)])),))
    bite.run_some(job.pk, NOW, mails=2)
    assert jobs.pause(job.pk, actor=world.agent()) and not jobs.pause(job.pk, actor=world.agent())
    assert bite.run_some(job.pk, NOW).seen == 2  # type: ignore[union-attr]
    assert jobs.resume(job.pk, actor=world.agent())
    bite.run_some(job.pk, NOW, mails=2)
    assert jobs.cancel(job.pk, actor=world.agent(), now=NOW)
    assert not jobs.resume(job.pk, actor=world.agent())
    job = bite.run_some(job.pk, NOW)  # type: ignore[assignment]
    assert (job.state, job.seen, Message.objects.count()) == (ImportState.CANCELLED, 4, 4)
    audited = AuditEvent.objects.filter(object_kind="import").order_by("id").values_list("action", flat=True)
    assert list(audited) == [f"import.{act}" for act in ("started", "paused", "resumed", "cancelled")]


def test_a_batch_that_breaks_leaves_no_trace_and_is_done_again(
    world: World, tmp_path: Path, monkeypatch: Any
) -> None:
    job = start(world, paths=(str(write_mbox(tmp_path / "a", [old_mail(n, days_ago=9) for n in range(5)])),))

    def full(*_given: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(intake, "settle", full)
        failed = run_to_the_end(job)
    assert (failed.state, failed.seen, InboundMail.objects.count()) == (ImportState.RUNNING, 0, 0)
    assert "no space left" in failed.last_error
    assert counts(run_to_the_end(ImportJob.objects.get(pk=job.pk))) == (5, 5, 0, 0, 0)
    with transaction.atomic():
        assert ImportJob.objects.get(pk=job.pk).last_error == ""


def test_the_tasks_hand_each_import_to_a_worker_and_tidy_up(
    world: World, tmp_path: Path, monkeypatch: Any
) -> None:
    from inbox import tasks

    key = jobs.new_key()
    path = write_mbox(tmp_path / "a.mbox", [old_mail(1, days_ago=9)])
    stored = store_file(key, 0, "a.mbox", [path.read_bytes()])
    job = jobs.start_import(world.mailbox, jobs.Choices(files=(stored,)), actor=None, now=NOW, key=key)
    start(world, paths=(str(path),))  # its command line works on it
    handed: list[tuple[list[int], str]] = []
    monkeypatch.setattr(
        tasks.run_import, "apply_async", lambda args, queue, expires: handed.append((args, queue))
    )
    tasks.run_imports()
    assert handed == [([job.pk], "celery")]
    tasks.run_import(job.pk)
    assert ImportJob.objects.get(pk=job.pk).state == ImportState.DONE
    tasks.run_imports()
    assert (len(handed), ImportJob.objects.get(pk=job.pk).source["key"]) == (1, "")
