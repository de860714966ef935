"""Open live streams cost no database connection: a team larger than the pool still gets its pages."""

from __future__ import annotations

import http.client
import time
from urllib.parse import urlsplit

import pytest

from tests.e2e.conftest import SignIn
from tests.support.desk import Desk

pytestmark = pytest.mark.browser
STREAMS = 40  # the web process has 16 pooled connections


def test_forty_open_streams_leave_the_pages_quick(desk: Desk, sign_in: SignIn) -> None:
    cookies = sign_in("alex").context.cookies()
    headers = {"Cookie": "; ".join(f"{one['name']}={one['value']}" for one in cookies)}
    address = urlsplit(desk.url).netloc
    streams = []
    try:
        for _ in range(STREAMS):
            connection = http.client.HTTPConnection(address, timeout=15)
            connection.request("GET", "/live", headers=headers)
            answer = connection.getresponse()
            assert answer.status == 200
            assert b"retry" in answer.readline()
            while b"ping" not in answer.readline():
                pass
            streams.append(connection)
        began = time.monotonic()
        page = http.client.HTTPConnection(address, timeout=15)
        page.request("GET", "/inbox/mine", headers=headers)
        assert page.getresponse().status == 200
        assert time.monotonic() - began < 5
    finally:
        for connection in streams:
            connection.close()
