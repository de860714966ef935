"""The request as views see it behind the sign-in middleware."""

from __future__ import annotations

from django.http import HttpRequest

from helpdesk.accounts.access import Access
from helpdesk.accounts.models import User


class SignedInRequest(HttpRequest):
    """A request with a full session: `user` is a person, `access` their rights as of now."""

    user: User
    access: Access
