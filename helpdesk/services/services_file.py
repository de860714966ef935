"""`services.json` tells scripts and the demo's customers where things are while the desk runs (INTERFACES.md)."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from helpdesk.services.desk_children import MailPorts
from helpdesk.services.layout import Layout
from helpdesk.services.problem import explain_os_error

HOST = "127.0.0.1"


def describe(
    layout: Layout, web_url: str, database: str, redis: str, mail: MailPorts | None
) -> dict[str, Any]:
    """The content of the file. `starttls` is false: the demo server offers it, nobody on loopback needs it."""
    content: dict[str, Any] = {"web": {"url": web_url}, "database": database, "redis": redis}
    if mail is not None:
        content["smtp"] = {"host": HOST, "port": mail.smtp, "starttls": False}
        content["imap"] = {"host": HOST, "port": mail.imap}
        content["imaps"] = {"host": HOST, "port": mail.imaps, "ca": str(layout.mail / "tls" / "ca.pem")}
        content["outbox"] = str(layout.outbox)
    return content


def write_json(path: Path, content: object) -> None:
    """Replace a JSON file in one step, readable by its owner only; raises ServiceProblem."""
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        draft.touch(mode=0o600)
        draft.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise explain_os_error(error, f"write {path}") from None


def read_json(path: Path) -> dict[str, Any]:
    """The content of a JSON file, empty where it is missing or torn."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}
