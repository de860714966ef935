"""The Python children of a desk: the set-up that runs first, web, worker, beat, and the demo's mail server
and customers."""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from helpdesk.env import PROJECT_ROOT
from helpdesk.services.child import ChildSpec
from helpdesk.services.layout import Layout
from helpdesk.services.ports import accepts

# Celery's own warning; the embedded desk of a root user is meant, and its worker reads JSON only.
QUIET_ROOT = "ignore:You're running the worker with superuser privileges"
POOL_SIZE = "16"


@dataclass(frozen=True)
class MailPorts:
    """Loopback ports of the demo mail server; kept, because mailboxes remember them."""

    imap: int
    imaps: int
    smtp: int


def prepare_desk(layout: Layout, *, is_demo: bool) -> ChildSpec:
    """One process that migrates, collects static files and loads the demo, then ends."""
    spec = _python("setup", layout, is_demo, "-m", "helpdesk.services.setup_desk")
    return replace(spec, stage=1, ready_seconds=600.0)


def web(layout: Layout, *, host: str, port: int, is_demo: bool) -> ChildSpec:
    """Pages and live streams. Streams never end by themselves, hence the short grace."""
    arguments = ["--host", host, "--port", str(port), "--log-level", "warning", "--no-access-log"]
    # Whose word counts about the visitor's address is settled in helpdesk.web.client, not by the server.
    arguments.append("--no-proxy-headers")
    grace = ["--timeout-graceful-shutdown", "2"]
    # Static files are read synchronously under ASGI; the warning would stand in the log at every visit.
    quiet = "ignore:StreamingHttpResponse must consume:Warning"
    spec = _python(
        "web", layout, is_demo, "-W", quiet, "-m", "uvicorn", "helpdesk.asgi:application", *arguments, *grace
    )
    probe = "127.0.0.1" if host in {"0.0.0.0", ""} else host  # noqa: S104
    return replace(
        spec,
        env={**spec.env, "CROSSDESK_POOL_SIZE": os.environ.get("CROSSDESK_POOL_SIZE", POOL_SIZE)},
        is_ready=lambda: accepts(probe, port),
        ready_seconds=60.0,
    )


def worker(layout: Layout, *, is_demo: bool) -> ChildSpec:
    """The Celery worker that files mail and does everything else that only needs this machine."""
    return _celery_worker("worker", layout, is_demo, "--concurrency", "2")


def couriers(layout: Layout, *, is_demo: bool) -> ChildSpec:
    """The workers that talk to mail servers: threads, because they mostly wait; one that hangs holds up one."""
    return _celery_worker(
        "couriers", layout, is_demo, "--queues", "couriers", "--pool", "threads", "--concurrency", "8"
    )


def _celery_worker(name: str, layout: Layout, is_demo: bool, *options: str) -> ChildSpec:
    """SIGTERM lets running tasks finish, SIGQUIT does not."""
    quiet = ("--loglevel", "WARNING", "--without-mingle", "--without-gossip", "--hostname", f"{name}@%h")
    spec = _python(
        name,
        layout,
        is_demo,
        "-W",
        QUIET_ROOT,
        "-m",
        "celery",
        "-A",
        "helpdesk.celery",
        "worker",
        *options,
        *quiet,
    )
    return replace(spec, stop_steps=((signal.SIGTERM, 10.0), (signal.SIGQUIT, 3.0)))


def beat(layout: Layout, *, is_demo: bool) -> ChildSpec:
    """The clock of periodic work."""
    schedule = layout.data / "beat-schedule"
    arguments = ["beat", "--loglevel", "WARNING", "--schedule", str(schedule), "--pidfile="]
    return _python("beat", layout, is_demo, "-m", "celery", "-A", "helpdesk.celery", *arguments)


def watcher(layout: Layout, *, is_demo: bool) -> ChildSpec:
    """Hears from mail servers when mail comes (IDLE)."""
    return _python("watcher", layout, is_demo, "manage.py", "watch")


def customers(layout: Layout) -> ChildSpec:
    """The demo's customers, who keep writing in."""
    return _python("customers", layout, True, "manage.py", "demo_customers")


def mail_server(layout: Layout, ports: MailPorts) -> ChildSpec:
    """The demo mail server on loopback."""
    numbers = ["--imap", str(ports.imap), "--imaps", str(ports.imaps), "--smtp", str(ports.smtp)]
    spec = _python("mail", layout, True, "-m", "helpdesk.services.mailserver", str(layout.mail), *numbers)
    return replace(
        spec,
        stage=0,
        stop_steps=((signal.SIGTERM, 3.0),),
        is_ready=lambda: accepts("127.0.0.1", ports.smtp) and accepts("127.0.0.1", ports.imap),
    )


def _python(name: str, layout: Layout, is_demo: bool, *arguments: str) -> ChildSpec:
    environment = {
        **os.environ,
        "CROSSDESK_DATA": str(layout.data),
        "CROSSDESK_DEMO": "1" if is_demo else "0",
        "DJANGO_SETTINGS_MODULE": "helpdesk.settings",
        "PYTHONUNBUFFERED": "1",
    }
    return ChildSpec(
        name=name,
        argv=[sys.executable, *arguments],
        log=layout.log(name),
        env=environment,
        cwd=Path(PROJECT_ROOT),
        stage=2,
    )
