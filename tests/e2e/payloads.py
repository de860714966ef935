"""The corpora's payloads, and mails that carry one in every place a stranger can write into."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from helpdesk.core.clock import utcnow

XSS = ("xss_dompurify", "xss_h5sc", "xss_owasp")
PER_CONVERSATION = 40
"""So many payloads one page shows, each in a message and a frame of its own."""


@dataclass(frozen=True)
class Payload:
    """One hostile text of a corpus."""

    id: str
    text: str


def load_payloads(corpora: Path, name: str) -> list[Payload]:
    """The rows of `security/<name>.jsonl`, in order."""
    lines = (corpora / f"security/{name}.jsonl").read_text(encoding="utf-8").split("\n")
    rows = [json.loads(line) for line in lines if line]
    return [Payload(row["id"], row.get("payload", row.get("text", ""))) for row in rows]


def conversations(name: str, payloads: Iterable[Payload]) -> Iterator[EmailMessage]:
    """Mails of one customer per conversation, each with its payload as the HTML.

    The subject says where it belongs: "<name> part <n>"."""
    rows = list(payloads)
    for place, payload in enumerate(rows):
        part, is_first = place // PER_CONVERSATION, place % PER_CONVERSATION == 0
        mail = _mail(f"{name}.{part}@attacker.example", payload.text, f"{name} part {part}")
        mail["Message-ID"] = f"<{name}.{place}@attacker.example>"
        if not is_first:
            mail["In-Reply-To"] = f"<{name}.{part * PER_CONVERSATION}@attacker.example>"
        mail.set_content(_utf8(payload.text), subtype="html", cte="base64")
        yield mail


def subjects(name: str, payloads: Iterable[Payload]) -> Iterator[EmailMessage]:
    """A mail a payload, with the payload as subject, sender's name and file name: each a conversation."""
    for number, payload in enumerate(payloads):
        sender = f"{name}.{number // PER_CONVERSATION}@subjects.example"
        mail = _mail(sender, payload.text, payload.text)
        mail["Message-ID"] = f"<{payload.id}@subjects.example>"
        mail.set_content(f"This is {payload.id}.")
        mail.add_attachment(b"x", "application", "octet-stream", filename=_line(payload.text))
        yield mail


def write_mails(folder: Path, mails: Iterable[EmailMessage]) -> int:
    """Write .eml files whose order is that of `mails`; returns how many."""
    folder.mkdir(parents=True)
    number = 0
    for number, mail in enumerate(mails, 1):
        (folder / f"{number:05}.eml").write_bytes(mail.as_bytes(policy=policy.SMTP))
    return number


def visible(text: str) -> str:
    """What must be readable of a text: no controls, no format characters, white space folded."""
    folded = re.sub(r"\s+", " ", _utf8(text))
    shown = "".join(sign for sign in folded if unicodedata.category(sign)[0] != "C")
    return unicodedata.normalize("NFC", shown).strip()


def _mail(sender: str, name: str, subject: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = Address(_line(name), addr_spec=sender)
    mail["To"] = "support-es@nordlicht-wohnen.example"
    mail["Subject"] = _line(subject)
    mail["Date"] = format_datetime(utcnow())
    return mail


def _line(text: str) -> str:
    """A header holds one line."""
    return re.sub(r"[\r\n\x00\u2028\u2029\x85\x0b\x0c\x1c-\x1e]+", " ", _utf8(text))


def _utf8(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
