"""The one reviewed place where a string becomes markup (SECURITY.md B7)."""

from __future__ import annotations

from markupsafe import Markup

from inbox.mail.sanitize import SafeHtml


def mark_sanitised(html: SafeHtml) -> Markup:
    """Markup for the sandboxed frame: takes only what the sanitiser returned, never a plain string."""
    return Markup(html.html)  # noqa: S704
