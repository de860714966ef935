"""Signatures checked by the desk itself, after filing, with keys from a real name server on loopback."""

from __future__ import annotations

import base64
import socketserver
import threading
from collections.abc import Iterator

import dkim
import dns.message
import dns.rcode
import dns.resolver
import dns.rrset
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from inbox.actions.check_dkim import check_signatures
from inbox.channels import dns_keys
from inbox.mail.dkim_check import KeyNotAvailable, verify
from inbox.models import Message
from tests.inbox.mail_in.world import World, a_mail

_KEY = rsa.generate_private_key(65537, 1024)
_PEM = _KEY.private_bytes(
    serialization.Encoding.PEM,
    serialization.PrivateFormat.TraditionalOpenSSL,
    serialization.NoEncryption(),
)
_PUBLIC = base64.b64encode(
    _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
)
_RECORD = b"v=DKIM1; k=rsa; p=" + _PUBLIC
_NAME = "s1._domainkey.customer.example"


def signed(raw: bytes, domain: str = "customer.example", *, with_length: bool = False) -> bytes:
    header = dkim.sign(raw, b"s1", domain.encode(), _PEM, length=with_length)
    return bytes(header) + raw


def lookup(name: str) -> bytes | None:
    return _RECORD if name.startswith("s1._domainkey.") else None


class _Answering(socketserver.BaseRequestHandler):
    """Knows one key; a name with `slow` in it gets no answer at all."""

    def handle(self) -> None:
        data, channel = self.request
        question = dns.message.from_wire(data)
        name = question.question[0].name.to_text(omit_final_dot=True)
        if "slow" in name:
            return
        answer = dns.message.make_response(question)
        if name == _NAME:
            text = _RECORD.decode()
            strings = " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))
            answer.answer.append(dns.rrset.from_text(f"{name}.", 60, "IN", "TXT", strings))
        else:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        channel.sendto(answer.to_wire(), self.client_address)


@pytest.fixture
def name_server(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Answering) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], server.server_address[1]
        monkeypatch.setattr(dns_keys, "_resolver", lambda: resolver)
        monkeypatch.setattr(dns_keys, "_SECONDS", 0.2)
        yield
        server.shutdown()


def test_a_signature_that_holds_is_proven_and_one_changed_word_breaks_it() -> None:
    raw = signed(a_mail())
    assert verify(raw, lookup).domains == ("customer.example",)
    assert verify(raw.replace(b"where is my parcel", b"pay this bill now"), lookup).result == "fail"


def test_a9_a_signature_that_does_not_cover_all_that_is_shown_proves_nothing() -> None:
    longer = signed(a_mail(), with_length=True) + b"Pay this bill now.\r\n"
    assert verify(longer, lookup).result == "permerror"
    two_senders = b"From: Bank <a@bank.example>\r\n" + signed(a_mail())
    assert verify(two_senders, lookup).result == "permerror"


@pytest.mark.parametrize(
    "value", [b"", b"v=1", b"v=1; a=rsa-sha256; d=\xff; s=s1; h=from; bh=x; b=y", b"=;;=" * 999]
)
def test_a_broken_signature_is_no_reason_to_fail(value: bytes) -> None:
    raw = b"DKIM-Signature: " + value + b"\r\n" + a_mail()
    assert verify(raw, lookup).result == "permerror"


def test_a_silent_name_server_says_nothing_about_the_mail() -> None:
    def silent(_name: str) -> bytes | None:
        raise KeyNotAvailable("Timeout")

    assert verify(signed(a_mail()), silent).result == "temperror"


def test_records_come_from_the_name_server_in_one_piece(name_server: None) -> None:
    assert dns_keys.txt_record(_NAME) == _RECORD
    assert dns_keys.txt_record("other._domainkey.customer.example") is None
    with pytest.raises(KeyNotAvailable):
        dns_keys.txt_record("slow.customer.example")


def test_filed_mail_gets_its_result_and_a_notice_when_it_is_broken(world: World, name_server: None) -> None:
    good, unsigned = signed(a_mail()), a_mail()
    broken = signed(a_mail()).replace(b"where is my parcel", b"pay this bill now")
    slow = signed(a_mail(), "slow.example")
    messages = [world.message_of(world.receive(raw)) for raw in (good, unsigned, broken, slow)]
    assert check_signatures([one.pk for one in messages]) == 2
    assert check_signatures([one.pk for one in messages]) == 0
    trusts = [Message.objects.get(pk=one.pk).trust for one in messages]
    assert [one["dkim"] for one in trusts] == ["pass", "none", "fail", "none"]
    assert [one["warnings"] for one in trusts] == [[], [], ["dkim_fail"], []]
    assert trusts[0]["dkim_domains"] == ["customer.example"]
