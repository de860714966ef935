"""`manage.py explain`: one JSON object a line, no database, no traceback (INTERFACES.md)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "file", "state", "reason", "from", "from_name", "to", "cc", "reply_to", "subject", "message_id", "in_reply_to",
    "references", "date", "has_html", "text", "reply_text", "quoted_text", "signature", "attachments", "automatic",
    "trust", "language", "intent", "sentiment", "urgency", "entities",
}  # fmt: skip


def explain(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command as an operator does, with a database address that leads nowhere."""
    environment = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:9/none"}
    command = [sys.executable, "manage.py", "explain", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


@pytest.fixture
def mail(tmp_path: Path) -> Path:
    path = tmp_path / "a.eml"
    path.write_bytes(
        b"From: Ann <Ann@Ex.Example>\r\nTo: support@shop.example, nodomain\r\nSubject: Wo ist es\r\n"
        b"Message-ID: <1@ex.example>\r\nIn-Reply-To: <0@x> <9@x>\r\nDate: Tue, 3 Nov 2026 10:00:00 +0200\r\n"
        b"Auto-Submitted: no\r\n\r\nWo ist mein Paket?\r\n\r\n"
        b"Am 1.11.2026 um 10:00 schrieb Shop <s@shop.example>:\r\n> Hallo\r\n"
    )
    return path


def lines(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_mail_is_explained_in_one_line_without_a_database(mail: Path) -> None:
    done = explain(mail, "--json")
    assert done.returncode == 0, done.stderr
    (row,) = lines(done)
    assert row.keys() >= KEYS
    assert (row["state"], row["from"], row["to"]) == ("parsed", ["ann@ex.example"], ["support@shop.example"])
    assert (row["in_reply_to"], row["date"]) == ("0@x", "2026-11-03T08:00:00Z")
    assert (row["reply_text"], row["language"]["code"]) == ("Wo ist mein Paket?", "de")
    assert row["automatic"] == {"kind": "human", "suppress_autoreply": False, "evidence": []}


def test_a_file_that_is_no_mail_is_quarantined_with_a_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    (row,) = lines(explain("--dir", tmp_path))
    assert row["state"] == "quarantined"
    assert row["reason"].endswith(".")


def test_a_missing_file_is_named_and_the_others_are_explained(mail: Path) -> None:
    done = explain(mail, "/nowhere/x.eml")
    assert done.returncode == 1
    assert len(lines(done)) == 1
    assert done.stderr.strip().count("\n") == 0 and "/nowhere/x.eml" in done.stderr


def test_no_file_at_all_is_wrong_usage() -> None:
    done = explain()
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_every_mail_of_the_corpus_is_explained(corpora: Path) -> None:
    done = explain("--dir", corpora / "mail/messages", "--json")
    rows = lines(done)
    assert done.returncode == 0
    assert len(rows) == len(list((corpora / "mail/messages").iterdir()))
    assert all(row["state"] == "parsed" for row in rows)
