"""Celery shells: load by id, call one action."""

from __future__ import annotations

from celery import shared_task

from inbox.models import Message
from routing.actions import understand_message


@shared_task(name="routing.tasks.route_message", ignore_result=True)
def route_message(message_id: int) -> None:
    """Understand a customer's message that has just been filed. Safe to run twice."""
    message = (
        Message.objects.select_related("ticket__customer", "ticket__mailbox__store")
        .filter(pk=message_id)
        .first()
    )
    if message is not None:
        understand_message(message)
