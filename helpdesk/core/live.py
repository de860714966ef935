"""Live updates: small facts published to every web process through Redis pub/sub.

Messages carry ids and kinds, never content; each stream filters by what its user may see now.
"""

from __future__ import annotations

import functools
import logging
from dataclasses import dataclass

import msgspec
import redis
from django.conf import settings

CHANNEL = "crossdesk:live"
_encode = msgspec.json.encode
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class LiveFact:
    """One thing that changed.

    `kind`: message | status | assignee | priority | created | delivery | note | access | alarm.
    """

    kind: str
    ticket: int = 0
    mailbox: int = 0
    version: int = 0
    user: int = 0


def announce(*facts: LiveFact) -> None:
    """Publish to all streams, in one round trip. A broken Redis costs freshness, never the change itself."""
    try:
        with _client().pipeline(transaction=False) as pipeline:
            for fact in facts:
                pipeline.publish(CHANNEL, _encode(fact))
            pipeline.execute()
    except redis.RedisError as error:
        logger.warning("live update not published: %s", error)


@functools.cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
