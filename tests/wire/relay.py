"""The cable between the kiosk and the centre: a TCP relay that can be cut, frozen and slowed.

It sees only TLS; wrong answers are the business of tests that stand up a wrong centre.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from enum import StrEnum

CHUNK = 65536


class Cable(StrEnum):
    """``CUT``: connections are reset and new ones refused. ``FROZEN``: accepted, but not a byte comes through."""

    WHOLE = "whole"
    CUT = "cut"
    FROZEN = "frozen"


class Relay:
    """Listens on 127.0.0.1 and passes everything on to ``target``; ``delay`` seconds before each chunk."""

    def __init__(self, target: tuple[str, int]) -> None:
        self.target = target
        self.delay = 0.0
        self.port = 0
        self._state = Cable.CUT
        self._moving = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._pairs: set[asyncio.Task[None]] = set()

    @property
    def state(self) -> Cable:
        return self._state

    async def start(self, port: int = 0) -> int:
        """Begin to pass; the port stays the same through every cut."""
        self.port = port
        await self.set(Cable.WHOLE)
        return self.port

    async def set(self, state: Cable) -> None:
        """Change the cable; returns when that holds for old connections too."""
        self._state = state
        if state is Cable.FROZEN:
            self._moving.clear()
        else:
            self._moving.set()
        if state is Cable.CUT:
            await self._shut()
        elif self._server is None:
            self._server = await asyncio.start_server(self._accepted, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        await self.set(Cable.CUT)

    async def _shut(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.close()
        for pair in self._pairs:
            pair.cancel()
        if self._pairs:
            await asyncio.wait(self._pairs)
        if server is not None:
            await server.wait_closed()

    async def _accepted(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._pairs.add(task)
        try:
            await self._join(reader, writer)
        finally:
            self._pairs.discard(task)

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection until both ends are done, or the cable is cut (then both see a reset, as by a cut cable)."""
        far_writer: asyncio.StreamWriter | None = None
        try:
            far_reader, far_writer = await asyncio.open_connection(*self.target)
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        except (OSError, asyncio.CancelledError):
            for end in (writer, far_writer):
                if end is not None:
                    reset(end)
        finally:
            for end in (writer, far_writer):
                if end is not None:
                    end.close()
                    with contextlib.suppress(OSError):  # reset by the other side: nothing is left to flush
                        await end.wait_closed()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(CHUNK):
            await asyncio.sleep(self.delay)
            await self._moving.wait()
            writer.write(chunk)
            await writer.drain()
        await self._moving.wait()
        if writer.can_write_eof():
            writer.write_eof()


def reset(end: asyncio.StreamWriter) -> None:
    """Close without a farewell: zero linger makes the kernel send RST (socket(7))."""
    end.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    end.transport.abort()


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
