"""Signs of life for supervisors and load balancers."""

from __future__ import annotations

from datetime import timedelta

import redis
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse

from helpdesk.core.clock import database_now
from helpdesk.core.models import Heartbeat
from helpdesk.web.marks import public

# Beat asks every 5 s; three missed answers and a slow machine are still no alarm.
_HEARTBEAT_AGE = timedelta(seconds=30)


@public
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as soon as this process serves."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when database, broker, worker and beat are all alive, else 503; one key each."""
    parts = {"database": True, "broker": _broker_answers(), "worker": False, "beat": False}
    try:
        # A fresh row proves that beat asked and a worker answered; both kinds of workers have to.
        fresh = Heartbeat.objects.filter(at__gt=database_now() - _HEARTBEAT_AGE)
        alive = set(fresh.values_list("part", flat=True))
        parts["worker"] = {"worker", "couriers"} <= alive
        parts["beat"] = bool(alive - {"watcher", "alarms"})  # which live by themselves
    except DatabaseError:
        parts["database"] = False
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _broker_answers() -> bool:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
