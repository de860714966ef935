"""What both systems run on: one PostgreSQL with its real settings (fsync on), one Valkey, one Dovecot."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from helpdesk.services.child import ChildSpec
from helpdesk.services.layout import Layout, prepare_layout
from helpdesk.services.postgres import prepare_cluster
from tests.bench.generator import BenchMail
from tests.support.dovecot import write_configuration
from tests.support.servers import DovecotServer, PostgresServer, ValkeyServer, short_directory

PASSWORD = "bench-secret"


class BenchPostgres(PostgresServer):
    """The embedded PostgreSQL as a desk runs it: durable, unlike the one of the tests."""

    def spec(self) -> ChildSpec:
        self.cluster = prepare_cluster(prepare_layout(self.directory))
        return self.cluster.spec

    @property
    def sockets(self) -> Path:
        return Layout(self.directory).postgres_sockets

    def url_of(self, database: str) -> str:
        """DATABASE_URL of one database of this server."""
        return self.url.rpartition("/")[0] + f"/{database}"

    def create(self, name: str, template: str = "template0") -> None:
        """A new database, a copy of `template`; one of that name is replaced."""
        with psycopg.connect(self.cluster.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')


@dataclass
class Stage:
    """The servers of one run; a context manager. Accounts are made as they are needed."""

    directory: Path

    def __enter__(self) -> Self:
        self.postgres = BenchPostgres().start()
        self.valkey = ValkeyServer().start()
        self.accounts: dict[str, str] = {"nobody@bench.example": PASSWORD}
        self.dovecot = DovecotServer(self.accounts).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        for server in (self.dovecot, self.valkey, self.postgres):
            server.stop()

    def environment(self, database: str) -> dict[str, str]:
        """What one of our processes is started with."""
        data = self.directory / f"data-{database}"
        data.mkdir(exist_ok=True)
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
        return kept | {
            "CROSSDESK_DATA": str(data),
            "CROSSDESK_DEMO": "1",  # its mail server stands on loopback, without TLS
            "SECRET_KEY": "a key of the benchmark that signs nothing of value",
            "CROSSDESK_KEYS": "k1:" + "11" * 32,
            "DATABASE_URL": self.postgres.url_of(database),
            "REDIS_URL": str(self.valkey.url),
            "PYTHONHASHSEED": "0",
        }

    def deliver(self, address: str, mails: Iterable[BenchMail | bytes], *, start: int = 0) -> int:
        """Put mails into an account's Maildir as an MTA does, in this order; returns how many.

        Dovecot numbers new files by the time in their names.
        """
        self._account(address)
        box = self.dovecot.directory / "mail" / address
        owner = (self.dovecot.directory / "mail").stat()
        for part in (box, box / "tmp", box / "new", box / "cur"):
            part.mkdir(exist_ok=True)
            os.chown(part, owner.st_uid, owner.st_gid)
        base, count = int(time.time()) - 200_000, 0
        for count, mail in enumerate(mails, 1):
            raw = mail if isinstance(mail, bytes) else mail.raw
            number = start + count
            path = box / "tmp" / f"{base + number}.M{number:06}P1.bench"
            path.write_bytes(raw.replace(b"\r\n", b"\n"))
            os.chown(path, owner.st_uid, owner.st_gid)
            path.rename(box / "new" / path.name)
        return count

    def _account(self, address: str) -> None:
        if address not in self.accounts:
            self.accounts[address] = PASSWORD
            # The password file is read at every sign-in.
            self.dovecot.accounts = dict(self.accounts)
            write_configuration(self.dovecot.directory, self.accounts, self.dovecot.imap_port)


def start_stage() -> Stage:
    """A stage in a directory of its own."""
    return Stage(short_directory("bench"))


def with_our_python(module: str, *arguments: str) -> list[str]:
    """The command that runs a module of the benchmark in a process of its own."""
    return [sys.executable, "-W", "ignore", "-m", module, *arguments]


def merged(*environments: Mapping[str, str]) -> dict[str, str]:
    """Environments on top of each other."""
    result: dict[str, str] = {}
    for one in environments:
        result.update(one)
    return result
