"""The alarms' banner alone, fetched when a live fact says that one opened or closed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from helpdesk.accounts.request import SignedInRequest


@require_safe
def alarms(request: SignedInRequest) -> HttpResponse:
    """What is wrong in the mailboxes that the person manages; empty for everybody else."""
    return render(request, "alarms.html")
