"""The pages of an import, as an admin uses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import AuditEvent
from helpdesk.accounts.models import Role
from inbox.actions.imports import bite
from inbox.models import ImportJob, ImportState, Message, Ticket
from inbox.web.settings import import_forms
from tests.inbox.imports.history import NOW, old_mail, start, write_mbox
from tests.inbox.mail_in.world import World
from tests.support.personas import make_person, signed_in


@pytest.fixture
def admin(world: World) -> Client:
    return signed_in(make_person("ada", Role.ADMIN))


def url(world: World, rest: str = "") -> str:
    return f"/settings/mailboxes/{world.mailbox.pk}/import{rest}"


def upload(tmp_path: Path, name: str = "old.mbox", mails: int = 3) -> SimpleUploadedFile:
    path = write_mbox(tmp_path / name, [old_mail(n, days_ago=40 - n) for n in range(1, mails + 1)])
    return SimpleUploadedFile(name, path.read_bytes())


def test_uploaded_files_are_imported_and_the_page_follows(
    world: World, admin: Client, tmp_path: Path
) -> None:
    data = {"kind": "files", "uploads": [upload(tmp_path), upload(tmp_path, "b.mbox")], "open_days": "0"}
    answer = admin.post(url(world), data)
    job = ImportJob.objects.get()
    assert answer["Location"] == url(world, f"/{job.pk}")
    page = admin.get(answer["Location"]).content.decode()
    assert "old.mbox, b.mbox" in page and "Listing the mails" in page and 'hx-trigger="every 2s"' in page
    bite.run_some(job.pk, NOW, mails=4)
    page = admin.get(answer["Location"]).content.decode()
    assert "4 of 6 mails, 66 %" in page and 'value="4"' in page
    bite.run_some(job.pk, NOW)
    patch = admin.get(answer["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in patch and "hx-trigger" not in patch and "6 of 6 mails, 100 %" in patch
    assert 'id="import-acts" hx-swap-oob="true"' in patch and "Pause" not in patch
    assert Message.objects.count() == 3
    assert AuditEvent.objects.filter(action="import.started", actor__username="ada").exists()
    assert "old.mbox, b.mbox" in admin.get(url(world)).content.decode()


def test_folders_are_shown_with_counts_and_imported(on_dovecot: World, admin: Client) -> None:
    on_dovecot.imap().append("INBOX", None, None, old_mail(1, days_ago=9))  # type: ignore[arg-type]
    for headers in ({}, {"HX-Request": "true"}):
        page = admin.post(url(on_dovecot, "/folders"), headers=headers).content.decode()
        assert 'value="INBOX" checked' in page and 'value="Archive">' in page
    answer = admin.post(
        url(on_dovecot), {"folders": ["INBOX", "Sent"], "open_days": "14", "since": "2020-01-01"}
    )
    assert answer.status_code == 302
    job = ImportJob.objects.get()
    assert (job.source["folders"], job.source["since"], job.source["open_days"]) == (
        ["INBOX", "Sent"],
        "2020-01-01",
        14,
    )
    assert bite.run_some(job.pk, NOW).state == ImportState.DONE  # type: ignore[union-attr]
    assert Ticket.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Choose at least one folder."),
        ({"folders": ["a\r\nb"]}, "Select a valid choice"),
        ({"kind": "files"}, "Choose at least one file."),
    ],
)
def test_what_is_missing_is_said_beside_the_form(
    world: World, admin: Client, data: dict[str, Any], sentence: str
) -> None:
    answer = admin.post(url(world), {**data, "open_days": "0"})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ImportJob.objects.exists()


def test_too_much_is_refused_and_leaves_nothing_behind(
    world: World, admin: Client, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(import_forms, "MAX_UPLOAD_BYTES", 100)
    answer = admin.post(url(world), {"kind": "files", "uploads": [upload(tmp_path)], "open_days": "0"})
    assert "more than 2 GB" in answer.content.decode()
    assert not (tmp_path / "blobs/imports").exists()


def test_pause_resume_and_cancel(world: World, admin: Client, tmp_path: Path) -> None:
    admin.post(url(world), {"kind": "files", "uploads": [upload(tmp_path)], "open_days": "0"})
    job = ImportJob.objects.get()
    for state, button in (("paused", "Resume"), ("running", "Pause")):
        page = admin.post(url(world, f"/{job.pk}/state"), {"state": state}, follow=True).content.decode()
        assert button in page
    admin.post(url(world, f"/{job.pk}/state"), {"state": "cancelled"})
    page = admin.post(url(world, f"/{job.pk}/state"), {"state": "running"}, follow=True).content.decode()
    assert "in another state by now" in page and ">Resume<" not in page
    assert ImportJob.objects.get().state == ImportState.CANCELLED


def test_a_problem_is_told_in_words(world: World, admin: Client, tmp_path: Path) -> None:
    archive = SimpleUploadedFile("mail.zip", b"PK\x03\x04" + b"x" * 50)
    admin.post(url(world), {"kind": "files", "uploads": [archive], "open_days": "0"})
    bite.run_some(ImportJob.objects.get().pk, NOW)
    page = admin.get(url(world, f"/{ImportJob.objects.get().pk}")).content.decode()
    assert "“mail.zip” is an archive." in page and 'role="alert"' in page and "Resume" in page


def test_an_import_of_another_mailbox_is_not_reached(world: World, admin: Client, tmp_path: Path) -> None:
    other = world.add_mailbox(world.mailbox.store, "other@voltway.example", "x")
    job = start(world, paths=("x",))
    assert admin.get(f"/settings/mailboxes/{other.pk}/import/{job.pk}").status_code == 404
    answer = admin.post(f"/settings/mailboxes/{other.pk}/import/{job.pk}/state", {"state": "cancelled"})
    assert answer.status_code == 404
    assert ImportJob.objects.get().state == ImportState.WAITING
