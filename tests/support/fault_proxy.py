"""A TCP proxy that breaks what goes through it: cut, stall (half-open), slow, reset, refuse (SECURITY.md 2.3).

Between a client and any server of ours, real ones included. `limit` counts bytes towards the client, so that a
fault can strike in the middle of an answer.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading
from typing import Literal, Self

Mode = Literal["pass", "cut", "stall", "reset", "slow", "refuse"]
_CHUNK = 16 * 1024


class FaultProxy:
    """`with FaultProxy(port) as proxy`: connect to `proxy.port` instead. `mode` and `limit` may change any time."""

    def __init__(
        self, target_port: int, *, mode: Mode = "pass", limit: int = 0, bytes_per_second: int = 1
    ) -> None:
        self.target_port, self.mode, self.limit = target_port, mode, limit
        self.bytes_per_second = bytes_per_second
        self.connections = 0
        self._loop = asyncio.new_event_loop()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._is_ready = threading.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._is_ready.wait(10)
        return self

    def __exit__(self, *_failure: object) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server = await asyncio.start_server(self._talk, sock=self._socket)
        self._is_ready.set()
        await self._stopped.wait()
        server.close()
        talks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in talks:
            task.cancel()
        await asyncio.gather(*talks, return_exceptions=True)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        if self.mode == "refuse":
            writer.transport.abort()
            return
        away_reader, away_writer = await asyncio.open_connection("127.0.0.1", self.target_port)
        upward = asyncio.ensure_future(_copy(reader, away_writer))
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                await self._towards_client(away_reader, writer)
        finally:
            upward.cancel()
            away_writer.transport.abort()
            writer.transport.abort()

    async def _towards_client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passed = 0
        while chunk := await reader.read(_CHUNK):
            left = self.limit - passed if self.mode in ("cut", "stall", "reset") else len(chunk)
            if left < len(chunk):
                writer.write(chunk[: max(0, left)])
                await writer.drain()
                return await self._strike(writer)
            if self.mode == "slow":
                await self._dribble(chunk, writer)
            else:
                writer.write(chunk)
                await writer.drain()
            passed += len(chunk)

    async def _dribble(self, chunk: bytes, writer: asyncio.StreamWriter) -> None:
        for start in range(0, len(chunk), self.bytes_per_second):
            writer.write(chunk[start : start + self.bytes_per_second])
            await writer.drain()
            await asyncio.sleep(1)

    async def _strike(self, writer: asyncio.StreamWriter) -> None:
        if self.mode == "stall":
            await asyncio.sleep(3600)
        if self.mode == "reset":  # RST instead of FIN
            connection = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while chunk := await reader.read(_CHUNK):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()
