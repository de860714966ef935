"""The dead man's switch: beat asks, a worker answers, and `/readyz` looks at the answer's age."""

from __future__ import annotations

from celery import shared_task

from helpdesk.core.clock import database_now
from helpdesk.core.models import Heartbeat


@shared_task(name="helpdesk.core.tasks.heartbeat")
def heartbeat(part: str = "worker") -> None:
    """Write the sign of life that proves broker, beat and these workers at once."""
    Heartbeat.objects.update_or_create(part=part, defaults={"at": database_now()})
