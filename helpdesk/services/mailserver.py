"""The demo mail server: IMAP (plain, STARTTLS and TLS) by pymap over Maildirs, SMTP by aiosmtpd, one process.

`python -m helpdesk.services.mailserver DIRECTORY --imap P --imaps P --smtp P`. DIRECTORY holds `accounts.json`
({address: password}); Maildirs, `outbox`, `tls` are made in it. Loopback only: it takes mail from anyone.
Neither Django nor the desk's settings are read here."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import ssl
import sys
from argparse import Namespace
from pathlib import Path

import trustme
from aiosmtpd.smtp import SMTP, Envelope, Session
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.maildir import Config, Identity, Login
from pymap.imap import IMAPServer
from pymap.user import UserMetadata
from pysasl import SASLAuth
from pysasl.hashing import BuiltinHash

from helpdesk.services.maildir_bytes import serve_exact_bytes
from helpdesk.services.maildir_idle import announce_at_once
from helpdesk.services.maildrop import deliver, make_maildir

HOST = "127.0.0.1"
MAX_BYTES = 60 * 1024 * 1024


class LoopbackConfig(Config):
    """Sign-in without TLS is allowed too: the connection never leaves this machine."""

    @property
    def initial_auth(self) -> SASLAuth:
        return self.tls_auth


class PatientSMTP(SMTP):
    """Real mail has lines longer than RFC 5321 allows."""

    line_length_limit = 1024 * 1024


class Deliveries:
    """What to do with a mail that came in by SMTP."""

    def __init__(self, maildirs: Path, outbox: Path) -> None:
        self.maildirs, self.outbox = maildirs, outbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Store, then answer; a full disk is a temporary failure, so that the sender keeps the mail."""
        recipients = [_plain(address) for address in envelope.rcpt_tos]
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        sender = _plain(envelope.mail_from or "")
        try:
            await asyncio.to_thread(deliver, content, sender, recipients, self.maildirs, self.outbox)
        except OSError as error:
            logging.warning("cannot store a mail: %s", error)
            return "452 4.3.1 Not enough storage, try again later"
        return "250 2.0.0 Taken"


def _plain(address: str) -> str:
    """Lower case, without a plus part where the rest is ours to compare; control characters cannot pass."""
    return "".join(character for character in address.strip().lower() if character.isprintable())


def tls_contexts(directory: Path) -> ssl.SSLContext:
    """A server context with a certificate for localhost from a CA of our own, made once (`ca.pem`)."""
    directory.mkdir(mode=0o700, exist_ok=True)
    if not (directory / "server.pem").exists():
        authority = trustme.CA(organization_name="Crossdesk demo mail server")
        issued = authority.issue_cert("localhost", HOST)
        authority.cert_pem.write_to_path(str(directory / "ca.pem"))
        draft = directory / "server.pem.new"
        draft.touch(mode=0o600)
        issued.private_key_and_cert_chain_pem.write_to_path(str(draft))
        draft.rename(directory / "server.pem")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(directory / "server.pem")
    return context


async def open_accounts(config: Config, login: Login, accounts: dict[str, str], maildirs: Path) -> None:
    """Make every account's Maildir and let it sign in with its password."""
    for address, password in accounts.items():
        make_maildir(maildirs / address)
        identity = Identity(config, login.tokens, address, None, {"admin"})
        hashed = config.hash_context.hash(password)
        await identity.set(UserMetadata(config, address, password=hashed))


async def serve(directory: Path, imap: int, imaps: int, smtp: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    maildirs, outbox = directory / "maildirs", directory / "outbox"
    for path in (maildirs, outbox, directory / "tmp"):
        path.mkdir(mode=0o700, exist_ok=True)
    _forget_locks(maildirs)
    # pymap writes its index to a temporary file and renames it: both must be on one file system.
    os.environ["TMPDIR"] = str(directory / "tmp")
    os.environ["FQDN"] = "localhost"  # else every greeting may wait for DNS
    serve_exact_bytes()
    announce_at_once()
    context = tls_contexts(directory / "tls")
    config = LoopbackConfig(
        Namespace(proxy_protocol=None, passlib_cfg=None),
        host=HOST,
        port=imap,
        base_dir=str(maildirs),
        layout="++",
        colon=None,
        ssl_context=context,
        hash_context=BuiltinHash(rounds=1000),  # loopback and throw-away: 500,000 rounds cost 0.4 s a login
        max_append_len=MAX_BYTES,
    )
    config.apply_context()
    login = Login(config)
    accounts = json.loads((directory / "accounts.json").read_text(encoding="utf-8"))
    await open_accounts(config, login, accounts, maildirs)
    connection = ProxyProtocolReader(config.proxy_protocol).get_callback(IMAPServer(login, config))
    loop = asyncio.get_running_loop()
    servers = [
        await asyncio.start_server(connection, HOST, imap, limit=MAX_BYTES),
        await asyncio.start_server(connection, HOST, imaps, limit=MAX_BYTES, ssl=context),
        await loop.create_server(
            lambda: PatientSMTP(
                Deliveries(maildirs, outbox),
                hostname="localhost",
                data_size_limit=MAX_BYTES,
                enable_SMTPUTF8=True,
                tls_context=context,
                loop=loop,
            ),
            HOST,
            smtp,
        ),
    ]
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    for server in servers:
        server.close()


def _forget_locks(maildirs: Path) -> None:
    """pymap's lock files outlive a killed process by ten minutes; this process is their only user."""
    for lock in maildirs.rglob("*.lock"):
        lock.unlink(missing_ok=True)


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("directory", type=Path)
    for name in ("imap", "imaps", "smtp"):
        parser.add_argument(f"--{name}", type=int, required=True, metavar="PORT")
    given = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    try:
        asyncio.run(serve(given.directory.resolve(), given.imap, given.imaps, given.smtp))
    except OSError as error:
        sys.exit(f"the demo mail server cannot start: {error}")
    os._exit(0)  # connections in IDLE sit in executor threads, which nothing can cancel


if __name__ == "__main__":
    main()
