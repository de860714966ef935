"""A whole desk for the parts that need one: pages over HTTP, workers that can be killed, a mailbox on Dovecot."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urlsplit

import psycopg

from tests.bench.ours import BenchProblem
from tests.bench.stage import PASSWORD
from tests.services.desk_process import processes_of
from tests.support.desk import Desk

_ADD_MAILBOX = """
from inbox.models import Mailbox, Store
m = Mailbox.objects.create(store=Store.objects.first(), name={name!r}, address={address!r}, imap_host="127.0.0.1",
    imap_port={port}, imap_security="plain", imap_username={address!r}, smtp_host="127.0.0.1", is_active=True)
m.set_secrets(imap_password={password!r})
m.save()
"""
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@contextmanager
def running_desk() -> Iterator[Desk]:
    """A desk with its demo, whose customers keep quiet."""
    desk = Desk().start()
    try:
        yield desk
    finally:
        desk.stop()


def add_mailbox(desk: Desk, address: str, port: int) -> None:
    """A mailbox of that address on a Dovecot at `port`."""
    script = _ADD_MAILBOX.format(
        name=address.partition("@")[0], address=address, port=port, password=PASSWORD
    )
    done = desk.manage("shell", "-c", script)
    if done.returncode:
        raise BenchProblem(f"the mailbox could not be made: {done.stderr[-1500:]}")


@contextmanager
def database(desk: Desk) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """The desk's own database."""
    with psycopg.connect(desk.services["database"], autocommit=True) as connection:
        yield connection


def python_processes(desk: Desk) -> dict[int, str]:
    """The desk's own processes by what they do; servers it starts (PostgreSQL, Valkey, demo mail) are left out."""
    found = {}
    for pid, line in processes_of(desk.directory / "data").items():
        kind = next(
            (word for word in ("uvicorn", "couriers@", "worker@", "parser", "watch", "beat") if word in line),
            "",
        )
        if kind and "postgres" not in line:
            found[pid] = kind.strip("@").replace("uvicorn", "web")
    return found


class Visitor:
    """A browser without the browser: signs in by the form and fetches pages over one connection."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._address = urlsplit(desk.url).netloc
        self._cookies: dict[str, str] = {}
        self._connection = http.client.HTTPConnection(self._address, timeout=60)
        token = _TOKEN.search(self._ask("GET", "/login")[1])
        if token is None:
            raise BenchProblem("the sign-in form has no token")
        words = {"username": name, "password": desk.password(name), "csrfmiddlewaretoken": token[1]}
        status, _body = self._ask("POST", "/login", urlencode(words))
        if status != 302:
            raise BenchProblem(f"{name} could not sign in: {status}")

    def visit(self, path: str) -> float:
        """Fetch a page; milliseconds until its last byte."""
        started = time.perf_counter()
        status, _body = self._ask("GET", path)
        if status != 200:
            raise BenchProblem(f"{path} answered {status}")
        return 1000 * (time.perf_counter() - started)

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": f"http://{self._address}",
            }
        try:
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        except (http.client.HTTPException, OSError):
            self._connection.close()  # an idle connection that the server has closed
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, text
