"""`manage.py up`, from the lock to the last child's end."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from helpdesk import env
from helpdesk.services import desk_children
from helpdesk.services.desk_children import MailPorts
from helpdesk.services.layout import Layout, prepare_layout
from helpdesk.services.locks import lock_data_dir
from helpdesk.services.outside import require_database, require_redis
from helpdesk.services.ports import free_ports, require_free, why_not_free
from helpdesk.services.postgres import Cluster, ensure_database, prepare_cluster
from helpdesk.services.problem import ServiceProblem, StopRequested
from helpdesk.services.services_file import describe, read_json, write_json
from helpdesk.services.supervisor import Supervisor
from helpdesk.services.valkey import prepare_valkey

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Launch:
    """What to start. `mail_accounts` ({address: password}) makes the demo mail server; `greeting` gives the
    lines for a person once all is ready, `say` and `complain` print one. Without `has_desk` only the servers
    below it run (database, broker, mail)."""

    is_demo: bool
    host: str
    port: int
    mail_accounts: Callable[[], Mapping[str, str]]
    greeting: Callable[[], list[str]]
    say: Callable[[str], None]
    complain: Callable[[str], None]
    has_desk: bool = True


def run(launch: Launch) -> int:
    """Start everything, stay until Ctrl-C or SIGTERM, stop everything; returns the exit code."""
    supervisor = Supervisor(launch.complain)
    supervisor.catch_signals()
    layout: Layout | None = None
    try:
        _check_options(launch)
        layout = prepare_layout(env.data_dir())
        held = lock_data_dir(layout.data)
        os.umask(0o077)
    except (ServiceProblem, env.EnvironmentProblem) as problem:
        launch.complain(str(problem))
        supervisor.close()
        return 1
    try:
        _open(launch, layout, supervisor)
        supervisor.watch()
        launch.say("Stopping ...")
    except StopRequested:
        launch.say("Stopping ...")
    except (ServiceProblem, env.EnvironmentProblem) as problem:
        launch.complain(str(problem))
        return 1
    finally:
        layout.services_file.unlink(missing_ok=True)
        supervisor.stop_all()
        supervisor.close()
        os.close(held)
    launch.say("Stopped.")
    return 0


def _check_options(launch: Launch) -> None:
    if launch.is_demo and launch.host not in env.LOOPBACK:
        raise ServiceProblem(
            f"The demo listens on loopback only, not on {launch.host}:"
            " unset CROSSDESK_BIND, or start an empty desk with manage.py up --no-demo."
        )
    env.secret_key()
    env.key_ring()


def _open(launch: Launch, layout: Layout, supervisor: Supervisor) -> None:
    begun = time.monotonic()
    require_free(launch.host, launch.port)
    _start_backing(launch, layout, supervisor)
    mail = _start_mail(launch, layout, supervisor) if launch.is_demo else None
    if not launch.has_desk:
        supervisor.wait_ready("mail")
        launch.say("ready")
        return
    setup = desk_children.prepare_desk(layout, is_demo=launch.is_demo)
    address = f"http://localhost:{launch.port}"
    content = describe(layout, address, env.database_url(), env.redis_url(), mail)
    write_json(layout.services_file, content)  # the set-up and the customers read it
    if mail is not None:
        supervisor.wait_ready("mail")
    if supervisor.run_to_end(setup):
        from helpdesk.services.child import last_line

        raise ServiceProblem(f"The desk could not be set up: {last_line(setup.log)} [whole log: {setup.log}]")
    supervisor.start(
        desk_children.web(layout, host=launch.host, port=launch.port, is_demo=launch.is_demo),
        desk_children.worker(layout, is_demo=launch.is_demo),
        desk_children.couriers(layout, is_demo=launch.is_demo),
        desk_children.beat(layout, is_demo=launch.is_demo),
        desk_children.watcher(layout, is_demo=launch.is_demo),
    )
    supervisor.wait_ready("web")
    _await_ready(launch, supervisor, "/healthz")
    _await_ready(launch, supervisor, "/readyz")
    if launch.is_demo:
        supervisor.start(desk_children.customers(layout))
    launch.say(f"Crossdesk is ready after {time.monotonic() - begun:.1f} s: {address}")
    for line in launch.greeting():
        launch.say(line)


def _start_backing(launch: Launch, layout: Layout, supervisor: Supervisor) -> None:
    """PostgreSQL and Valkey, or the ones from outside; both embedded servers start at once."""
    cluster: Cluster | None = None
    if env.is_database_embedded():
        cluster = prepare_cluster(layout)
        supervisor.start(cluster.spec)
    else:
        require_database(env.database_url())
    if env.is_redis_embedded():
        supervisor.start(prepare_valkey(layout))
    else:
        require_redis(env.redis_url())
    supervisor.wait_ready("postgres", "valkey")
    if cluster is not None:
        ensure_database(cluster)


def _start_mail(launch: Launch, layout: Layout, supervisor: Supervisor) -> MailPorts:
    write_json(layout.mail / "accounts.json", dict(launch.mail_accounts()))
    ports = choose_mail_ports(layout.mail / "ports.json")
    supervisor.start(desk_children.mail_server(layout, ports))
    return ports


def choose_mail_ports(kept: Path) -> MailPorts:
    """The ports of the last run where they are still free, else new ones, which are kept."""
    try:
        numbers = json.loads(kept.read_text(encoding="ascii"))
        ports = MailPorts(**{name: int(numbers[name]) for name in ("imap", "imaps", "smtp")})
        if all(why_not_free("127.0.0.1", port) is None for port in (ports.imap, ports.imaps, ports.smtp)):
            return ports
    except (OSError, ValueError, KeyError, TypeError):
        pass
    ports = MailPorts(*free_ports(3))
    write_json(kept, {"imap": ports.imap, "imaps": ports.imaps, "smtp": ports.smtp})
    return ports


def _await_ready(launch: Launch, supervisor: Supervisor, path: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    host = "127.0.0.1" if launch.host in {"0.0.0.0", ""} else launch.host  # noqa: S104
    url = f"http://{f'[{host}]' if ':' in host else host}:{launch.port}{path}"
    while True:
        supervisor._check_stop()
        supervisor.watch_once()
        status, body = _get(url)
        if status == 200:
            return
        if time.monotonic() > deadline:
            raise ServiceProblem(
                f"{path} is not 200 after {READY_SECONDS:.0f} s but says {status or 'nothing'}: {body}"
            )
        supervisor.pause(0.25)


def _get(url: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
            return int(answer.status), answer.read(400).decode("utf-8", "replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read(400).decode("utf-8", "replace")
    except OSError as error:
        return 0, str(error)


def kept_passwords(path: Path, addresses: list[str], make: Callable[[], str]) -> dict[str, str]:
    """A password per address, those of the last run where there are any."""
    known = read_json(path)
    return {address: str(known.get(address) or make()) for address in addresses}
