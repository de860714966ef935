"""A whole desk as a newcomer gets it: `manage.py up` in a directory of its own, and the outside world around it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from pathlib import Path
from typing import Any

from helpdesk.core.clock import utcnow
from helpdesk.env import PROJECT_ROOT
from helpdesk.services.ports import free_ports
from tests.support.servers import short_directory, wait_until

_START_SECONDS = 90  # what the issue gives a newcomer, installing included


@dataclass
class Desk:
    """One running `manage.py up`. Its customers keep quiet for an hour, so that a test alone writes."""

    directory: Path = field(default_factory=lambda: short_directory("desk"))
    interval_seconds: int = 3600
    process: subprocess.Popen[str] | None = None
    url: str = ""
    _password: str = ""

    def start(self) -> Desk:
        """Start and wait for readiness; the output stands in `log`."""
        (port,) = free_ports(1)
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "up"],
                cwd=PROJECT_ROOT,
                env=self.environment | {"CROSSDESK_PORT": str(port)},
                stdout=output,
                stderr=output,
                text=True,
            )
        self.url = f"http://127.0.0.1:{port}"
        wait_until(self._is_ready, seconds=_START_SECONDS)
        return self

    def stop(self) -> int:
        """Ctrl-C; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(timeout=40)
        if code == 0:  # else its logs are wanted
            shutil.rmtree(self.directory, ignore_errors=True)
        return code

    @property
    def log(self) -> Path:
        return self.directory / "up.log"

    @property
    def environment(self) -> dict[str, str]:
        """The environment for `manage.py` commands beside this desk."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "USER") if name in os.environ}
        return kept | {
            "CROSSDESK_DATA": str(self.directory / "data"),
            "CROSSDESK_DEMO": "1",
            "CROSSDESK_DEMO_INTERVAL": str(self.interval_seconds),
        }

    @property
    def services(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.directory / "data/services.json").read_text())
        return found

    def manage(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Run a command in another process, as a person in a second terminal does."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT_ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def password(self, name: str) -> str:
        """The demo password, as `demo_login` prints it; one for all demo people."""
        if not self._password:
            printed = self.manage("demo_login", name).stdout
            found = re.search(r"password:?\s+(\S+)", printed)
            assert found, printed
            self._password = found[1]
        return self._password

    def one_time_code(self, name: str) -> str:
        """The current code of a person who needs one."""
        printed = self.manage("demo_login", name).stdout
        found = re.search(r"\b(\d{6})\b", printed)
        assert found, printed
        return found[1]

    def deliver(self, mail: EmailMessage) -> EmailMessage:
        """A customer sends this mail to the desk over real SMTP."""
        smtp = self.services["smtp"]
        with smtplib.SMTP(smtp["host"], smtp["port"], timeout=20) as connection:
            connection.send_message(mail)
        return mail

    def sent_to(self, address: str) -> list[EmailMessage]:
        """What arrived at a customer's address, oldest first."""
        outbox = Path(self.services["outbox"])
        mails = [
            message_from_bytes(path.read_bytes(), policy=policy.default)
            for path in sorted(outbox.glob("[!.]*.eml"), key=lambda path: path.stat().st_mtime_ns)
        ]
        return [mail for mail in mails if address in str(mail["To"]).lower()]  # type: ignore[misc]

    def _is_ready(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.log.read_text()
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=3) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False


def customer_mail(
    *,
    sender: str,
    name: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    answers: EmailMessage | None = None,
) -> EmailMessage:
    """A mail as a customer's program writes it; `answers` makes it a reply to what the desk sent."""
    mail = EmailMessage()
    mail["From"] = f"{name} <{sender}>"
    mail["To"] = str(answers["Reply-To"] or answers["From"]) if answers else to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(utcnow())
    mail["Message-ID"] = make_msgid(domain=sender.partition("@")[2])
    if answers:
        mail["In-Reply-To"] = str(answers["Message-ID"])
        mail["References"] = f"{answers.get('References', '')} {answers['Message-ID']}".strip()
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    return mail
