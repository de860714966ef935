"""Celery shells: load by id, call one action."""

from __future__ import annotations

from celery import shared_task

from routing.actions import understand_messages


@shared_task(name="routing.tasks.route_messages", ignore_result=True)
def route_messages(message_ids: list[int]) -> None:
    """Understand customers' messages that have just been filed. Safe to run twice."""
    understand_messages(message_ids)
