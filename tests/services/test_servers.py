"""The embedded servers one by one: what each of them promises to the desk."""

from __future__ import annotations

import imaplib
import smtplib
import ssl
from collections.abc import Iterator

import psycopg
import pytest
import redis
from imap_tools import MailBox, MailBoxStartTls, MailBoxUnencrypted

from tests.support.servers import DovecotServer, MailServer, PostgresServer, ValkeyServer, wait_until

ADDRESS, PASSWORD = "support@voltway.example", "mail-support"
HOSTILE = (
    b"From: a@b.example\r\nSubject: =?utf-8?q?h=FF?= \xff\xfe\x00\r\nContent-Type: multipart/mixed; boundary=\r\n\r\n"
    + b".a line that begins with a dot\r\n"
    + b"x" * 5000
    + b"\r\nMime-Version\xff: \r\n"
)


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def newest(box: MailBoxUnencrypted) -> bytes:
    _, data = box.client.uid("FETCH", box.uids()[-1], "(BODY.PEEK[])")
    return next(part[1] for part in data if isinstance(part, tuple))


def test_postgres_searches_every_script() -> None:
    with PostgresServer() as server, psycopg.connect(server.url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT cardinality(show_trgm('退款申请')) > 0, 'É' ILIKE 'é', upper('straße'),"
            " current_setting('TimeZone'), current_setting('listen_addresses'), current_setting('data_checksums')"
        ).fetchone()
        assert row == (True, True, "STRASSE", "UTC", "", "on")
        for extension in ("pg_trgm", "unaccent", "citext", "btree_gin"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {extension}".encode())


def test_postgres_keeps_committed_rows_over_kill_9() -> None:
    with PostgresServer() as server:
        with psycopg.connect(server.url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
        server.kill()
        server.revive()
        with psycopg.connect(server.url) as connection:
            assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_valkey_never_evicts_and_keeps_its_data_over_kill_9() -> None:
    with ValkeyServer() as server:
        client = redis.Redis.from_url(server.url)
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        for number in range(1000):
            client.set(f"key-{number}", number)
        wait_until(lambda: client.info("persistence")["aof_pending_bio_fsync"] == 0)
        server.kill()
        server.revive()
        assert redis.Redis.from_url(server.url).dbsize() == 1000


def test_mail_for_an_account_arrives_byte_for_byte(mail: MailServer) -> None:
    with smtplib.SMTP(mail.host, mail.smtp_port) as smtp:
        smtp.sendmail("Customer@else.example", [ADDRESS], HOSTILE)
    with MailBoxUnencrypted(mail.host, mail.imap_port, timeout=10).login(ADDRESS, PASSWORD) as box:
        raw = newest(box)
    trace = f"Return-Path: <customer@else.example>\r\nDelivered-To: {ADDRESS}\r\n".encode()
    assert raw == trace + HOSTILE


def test_an_appended_mail_is_kept_byte_for_byte_and_has_its_date(mail: MailServer) -> None:
    with MailBoxUnencrypted(mail.host, mail.imap_port, timeout=10).login(ADDRESS, PASSWORD) as box:
        box.append(HOSTILE, "INBOX")
        assert newest(box) == HOSTILE


def test_mail_for_anybody_else_lands_in_the_outbox_once_with_its_envelope(mail: MailServer) -> None:
    before = len(mail.sent())
    with smtplib.SMTP(mail.host, mail.smtp_port) as smtp:
        smtp.sendmail(
            ADDRESS, ["one@else.example", "two@else.example", ADDRESS], b"Subject: hello\r\n\r\nyou\r\n"
        )
    sent = mail.sent()[before:]
    assert len(sent) == 1
    assert sent[0].endswith(b"Subject: hello\r\n\r\nyou\r\n")
    assert b"X-Envelope-To: one@else.example, two@else.example\r\n" in sent[0]


def test_every_way_of_tls_works_with_its_own_authority(mail: MailServer) -> None:
    context = ssl.create_default_context(cafile=str(mail.ca_path))
    with MailBox("localhost", mail.imaps_port, timeout=10, ssl_context=context).login(
        ADDRESS, PASSWORD
    ) as box:
        assert box.folder.exists("INBOX")
    with MailBoxStartTls("localhost", mail.imap_port, timeout=10, ssl_context=context).login(
        ADDRESS, PASSWORD
    ) as tls:
        assert tls.folder.exists("INBOX")
    with smtplib.SMTP("localhost", mail.smtp_port) as smtp:
        smtp.starttls(context=context)
        smtp.noop()


def test_a_wrong_password_is_refused(mail: MailServer) -> None:
    with pytest.raises(imaplib.IMAP4.error, match="Invalid"):
        imaplib.IMAP4(mail.host, mail.imap_port, timeout=10).login(ADDRESS, "wrong")


def test_uids_and_their_validity_survive_kill_9(mail: MailServer) -> None:
    def state() -> tuple[list[str], int]:
        with MailBoxUnencrypted(mail.host, mail.imap_port, timeout=10).login(ADDRESS, PASSWORD) as box:
            box.append(b"Subject: one more\r\n\r\n\r\n", "INBOX")
            return box.uids(), box.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"]

    before, validity = state()
    mail.kill()
    mail.revive()
    after, validity_now = state()
    assert (after[:-1], validity_now) == (before, validity)
    assert int(after[-1]) == int(before[-1]) + 1


def test_dovecot_speaks_what_the_demo_server_does_not() -> None:
    server = DovecotServer().start()
    try:
        with MailBoxUnencrypted(server.host, server.imap_port, timeout=10).login(ADDRESS, PASSWORD) as box:
            box.append(b"Subject: one\r\n\r\nbody\r\n", "INBOX")
            assert box.uids() == ["1"]
            _, capabilities = box.client.capability()
    finally:
        server.stop()
    assert {b"CONDSTORE", b"MOVE", b"SPECIAL-USE"} <= set(capabilities[0].split())
