"""The live stream: one Server-Sent Events response per browser, filtered by what its person may see now."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connection
from django.http import HttpResponse, StreamingHttpResponse
from redis import asyncio as redis_async
from redis.exceptions import RedisError

from helpdesk.accounts.access import Access, access_of
from helpdesk.accounts.models import Right, User
from helpdesk.accounts.request import SignedInRequest
from helpdesk.core.live import CHANNEL

# A revoked right or a disabled person is out of the stream within this time (SECURITY.md E3 asks for 5 s).
_RECHECK_SECONDS = 3.0
_PING_SECONDS = 15.0


async def live(request: SignedInRequest) -> HttpResponse | StreamingHttpResponse:
    """`ticket` events with ids and versions, `ping` every 15 s; the browser reconnects by itself."""
    if request.method != "GET":
        return HttpResponse(status=405)
    response = StreamingHttpResponse(
        _stream(request.user.pk, request.user.session_epoch), content_type="text/event-stream"
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"
    return response


async def _stream(user_id: int, session_epoch: int) -> AsyncIterator[bytes]:
    yield b"retry: 2000\n\n"
    client: redis_async.Redis = redis_async.Redis.from_url(settings.REDIS_URL)
    try:
        async with client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.subscribe(CHANNEL)
            async for chunk in _events(channel, user_id, session_epoch):
                yield chunk
    except (RedisError, OSError):
        return  # the browser sees the end of the stream, shows its banner and comes back
    finally:
        await client.aclose()


async def _events(channel: Any, user_id: int, session_epoch: int) -> AsyncIterator[bytes]:
    access = await _access_now(user_id, session_epoch)
    checked = pinged = time.monotonic()
    yield _event("ping", {})
    while access is not None:
        found = await channel.get_message(timeout=1.0)
        clock = time.monotonic()
        if clock - checked > _RECHECK_SECONDS:
            access, checked = await _access_now(user_id, session_epoch), clock
            if access is None:
                return
        if found is not None:
            fact = json.loads(found["data"])
            if fact["kind"] == "access" and fact["user"] in (0, user_id):
                checked = 0.0
            elif _may_hear(access, fact):
                yield _event("ticket", {key: fact[key] for key in ("kind", "ticket", "mailbox", "version")})
        if clock - pinged > _PING_SECONDS:
            pinged = clock
            yield _event("ping", {})


def _may_hear(access: Access, fact: dict[str, Any]) -> bool:
    if fact["kind"] == "alarm":
        return access.has(Right.MANAGE, fact["mailbox"])
    return bool(fact["ticket"]) and access.has(Right.SEE, fact["mailbox"])


@sync_to_async
def _access_now(user_id: int, session_epoch: int) -> Access | None:
    """The person's rights as of now; None when the session must die.

    A stream lives for hours and Django gives a connection back only when a request ends: without closing it
    here, also the one that signing in borrowed, as many browsers as the pool is large would stop the desk.
    """
    try:
        user = User.objects.filter(pk=user_id, is_active=True, session_epoch=session_epoch).first()
        return None if user is None else access_of(user)
    finally:
        connection.close()


def _event(name: str, data: dict[str, object]) -> bytes:
    return f"event: {name}\ndata: {json.dumps(data)}\n\n".encode()
