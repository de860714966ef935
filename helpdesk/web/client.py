"""Where a request came from."""

from __future__ import annotations

from django.http import HttpRequest

from helpdesk.env import trusts_proxy


def client_ip(request: HttpRequest) -> str:
    """The peer's address; behind our own proxy, the one it added last (anything before it is the visitor's word)."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if trusts_proxy() and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
