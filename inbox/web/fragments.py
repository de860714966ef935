"""Whether htmx asks for a part of a page."""

from __future__ import annotations

from django.http import HttpRequest


def is_fragment(request: HttpRequest) -> bool:
    """True for htmx's own requests; history restores and boosted links want the whole page."""
    headers = request.headers
    whole = "true" in (headers.get("HX-History-Restore-Request"), headers.get("HX-Boosted"))
    return headers.get("HX-Request") == "true" and not whole
