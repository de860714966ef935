"""Which mail servers a mailbox may name (SECURITY.md F2).

Saving catches what can be told without asking the network: numbers in any notation, and local names. What a
name resolves to is checked at every connection, by the code that connects.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from helpdesk.accounts.actions.problem import Refused
from inbox.channels.email.network import private_hosts_allowed
from inbox.channels.http import is_https
from inbox.models import Security

_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}[A-Za-z0-9.])?")
_LOCAL = ("localhost", ".localhost", ".local", ".internal", ".localdomain")


def check_host(host: str, security: str, *, field: str) -> None:
    """Raise Refused naming `field` for a name that is none, a private address, or plain text to another machine."""
    ip = _as_number(host)
    if ip is None and not _NAME.fullmatch(host):
        raise Refused(_("This is not a server name: type it like imap.example.com."), field)
    is_local = _is_local_name(host) if ip is None else not ip.is_global
    if is_local and not private_hosts_allowed():
        raise Refused(_("This server is in a private or local network: use its public name."), field)
    is_loopback = host == "localhost" if ip is None else ip.is_loopback
    if security == Security.PLAIN and not is_loopback:
        raise Refused(
            _("Without encryption the password could be read on the way: choose TLS or STARTTLS."), field
        )


def check_url(url: str, *, field: str) -> None:
    """Raise Refused naming `field` for an address that is not https, or is on a private or local host."""
    if not is_https(url):
        raise Refused(_("Type a whole address that begins with https://."), field)
    check_host(urlsplit(url).hostname or "", Security.TLS, field=field)


def _as_number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a numeric notation means (127.1 and 0x7f.1 too, as connect() reads them), or None."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), None, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    ip = ipaddress.ip_address(str(found[0][4][0]).partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        return ip.ipv4_mapped or ip.sixtofour or ip
    return ip


def _is_local_name(host: str) -> bool:
    name = host.rstrip(".").lower()
    return "." not in name or name == "localhost" or name.endswith(_LOCAL)
