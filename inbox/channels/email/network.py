"""The one way from the desk to a mail server's port: the address that was checked is the one connected to."""

from __future__ import annotations

import ipaddress
import socket
import ssl

from django.conf import settings

from helpdesk import env
from inbox.channels.email.errors import MailServerProblem

TIMEOUT_SECONDS = 30.0
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def open_socket(host: str, port: int, *, security: str, timeout: float = TIMEOUT_SECONDS) -> socket.socket:
    """A connected TCP socket; `timeout` in seconds holds for connecting and for every later read.

    Raises MailServerProblem `private_host` for local and private networks unless they are allowed (F2), and
    `plain_refused` for an unencrypted connection that would leave this machine; OSError otherwise.
    """
    if not host or any(character.isspace() or not character.isprintable() for character in host):
        raise MailServerProblem("unknown_host", f"{host!r}:{port}")
    addresses = _resolve(host, port)
    if security == "plain" and not all(ip.is_loopback for ip in addresses):
        raise MailServerProblem("plain_refused", f"{host}:{port}")
    if not private_hosts_allowed() and not all(ip.is_global for ip in addresses):
        raise MailServerProblem("private_host", f"{host}:{port}")
    return _connect(addresses, port, timeout)


def private_hosts_allowed() -> bool:
    """Whether mail servers may stand in the own network: the demo's do, others say so in the environment."""
    return bool(settings.IS_DEMO) or env.flag("CROSSDESK_ALLOW_PRIVATE_MAIL_HOSTS")


def tls_context() -> ssl.SSLContext:
    """Certificates and names are verified, always; CROSSDESK_CA_FILE adds an authority of one's own."""
    context = ssl.create_default_context()
    own = env.text("CROSSDESK_CA_FILE")
    demo = settings.DATA_DIR / "mail" / "tls" / "ca.pem"
    if own:
        context.load_verify_locations(cafile=own)
    elif settings.IS_DEMO and demo.exists():
        context.load_verify_locations(cafile=str(demo))
    return context


def _resolve(host: str, port: int) -> list[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(_unmapped(str(entry[4][0])) for entry in found))


def _unmapped(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """The IPv4 address inside a mapped, 6to4 or NAT64 one, so that no notation hides a private network."""
    ip = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or ip


def _connect(
    addresses: list[ipaddress.IPv4Address | ipaddress.IPv6Address], port: int, timeout: float
) -> socket.socket:
    last: OSError | None = None
    for ip in addresses:
        try:
            connection = socket.create_connection((str(ip), port), timeout=timeout)
        except OSError as error:
            last = error
            continue
        # Short commands after a literal would otherwise wait 40 ms for a delayed ACK.
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection
    raise last or OSError("no address")
