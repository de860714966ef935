"""Mails of an mbox, whatever wrote it."""

from __future__ import annotations

import io

import pytest

from inbox.actions.imports import mbox
from inbox.actions.imports.listing import date_of
from inbox.actions.imports.scratch import CHUNK_BYTES, open_file, remove_all, store_file
from tests.inbox.imports.history import NOW, old_mail, write_mbox

MARK = b"From jane@mail.example Mon Jan  5 10:00:00 2026\n"


def split(content: bytes) -> list[bytes]:
    file = io.BytesIO(content)
    return [mbox.read_mail(file, one.offset, one.size) for one in list(mbox.mails_of(file))]


def test_each_mail_comes_back_byte_for_byte(tmp_path: object) -> None:
    mails = [old_mail(n, days_ago=9, body=f"{n}\r\nFrom here on\r\n>From there") for n in range(3)]
    path = write_mbox(tmp_path / "a.mbox", mails)  # type: ignore[operator]
    assert split(path.read_bytes()) == [one.replace(b"\r\n", b"\n") for one in mails]
    path = write_mbox(tmp_path / "b.mbox", mails, line_end=b"\r\n")  # type: ignore[operator]
    assert split(path.read_bytes()) == mails


@pytest.mark.parametrize(
    "line",
    [
        b"From the start I wanted a red one.",
        b"From Monday Jan 5 on we are closed.",
        b"From jane@mail.example Mon Jan  5 10:00:00 2026",  # quoted without care, no header after it
    ],
)
def test_a_body_line_that_begins_with_from_separates_nothing(line: bytes) -> None:
    content = MARK + b"Subject: one\n\nHello\n\n" + line + b"\nSee you\n\n" + MARK + b"Subject: two\n\nBye\n"
    assert [one[:12] for one in split(content)] == [b"Subject: one", b"Subject: two"]


@pytest.mark.parametrize(
    "mark",
    [
        b"From - Mon Jan 05 10:00:00 2026\n",
        b"From 1790123@xxx Mon Jan 05 10:00:00 +0000 2026\n",
        b"From jane@mail.example  Mon, 5 Jan 2026 10:00:00 +0100\n",
        b"From MAILER-DAEMON Fri Jan  2 00:00:00 CET 2026\r\n",
    ],
)
def test_postmarks_of_many_programs_are_known(mark: bytes) -> None:
    assert mbox.is_mbox(mark + b"Subject: x\n\n")
    assert len(split(mark + b"Subject: x\n\nHello\n\n" + mark + b"Return-Path: <>\nSubject: y\n\n")) == 2


def test_marks_at_the_edge_of_a_chunk_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"".join(MARK + b"Subject: %d\n\n" % n + b"x" * n + b"\n\n" for n in range(300))
    expected = split(content)
    assert len(expected) == 300
    monkeypatch.setattr(mbox, "HEAD_BYTES", 200)
    monkeypatch.setattr(mbox, "_TAIL", 300)
    for size in (1, 301, 977):
        monkeypatch.setattr(mbox, "_CHUNK", size)
        assert split(content) == expected


def test_a_mail_without_a_true_date_takes_that_of_its_postmark() -> None:
    head = b"Subject: x\nDate: Fri, 1 Jan 2100 00:00:00 +0000\n\n"
    assert date_of(head, NOW.replace(year=2020), now=NOW).year == 2020
    assert date_of(b"Subject: x\n\nDate: 1 Jan 2019 00:00:00 +0000", None, now=NOW) == NOW


def test_an_upload_is_kept_in_chunks_and_read_as_one_file(_blobs_of_this_test: None) -> None:
    content = bytes(range(256)) * (CHUNK_BYTES // 256) + b"the second chunk"
    stored = store_file("k", 0, "a.mbox", [content[:1_000_000], content[1_000_000:]])
    assert stored.size == len(content)
    with open_file("k", stored) as file:
        file.seek(CHUNK_BYTES - 3)
        assert file.read(9) == content[CHUNK_BYTES - 3 :][:9]
        file.seek(0)
        assert file.read() == content
    remove_all("k", [stored], 0)
    with pytest.raises(OSError, match="file-0000"), open_file("k", stored) as file:
        file.read()
