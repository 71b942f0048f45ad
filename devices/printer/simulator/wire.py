"""The printer's end of the line: a PTY behind a stable name, or one TCP connection at a time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import pty
import shutil
import socket
import tempfile
import termios
import tty
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

CHUNK = 256
BUSY_LOOK = 0.02
"""Seconds between two looks whether the host has begun to ignore the busy line."""
CFLAG, OSPEED = 2, 5
"""Places in what ``termios.tcgetattr`` gives."""
BAUDS = {getattr(termios, name): int(name[1:]) for name in dir(termios) if name[0] == "B" and name[1:].isdigit()}
TICK = 0.01
"""Seconds of line time that are taken in one go."""
BITS_PER_BYTE = 10
WINDOW = 4096
"""Receive window of a network printer."""


class Wire(Protocol):
    """``hold`` is the busy line: nothing is read from the host until ``release``."""

    def hold(self) -> None: ...

    def release(self) -> None: ...

    def send(self, data: bytes) -> None: ...

    async def close(self) -> None: ...


class PtyWire:
    """A raw PTY. ``name`` is a link that stays the same when the PTY is plugged in again (like ``/dev/serial/by-id``).

    Busy is RTS/CTS: a host that has switched it off (CRTSCTS in the PTY's termios) talks into a busy printer. A serial
    line is as slow as the baud rate that the host has set, unless ``instant``.
    """

    def __init__(self, heard: Callable[[bytes], None], room: Callable[[], int], *, usb: bool, instant: bool) -> None:
        """``room``: bytes that the printer can take. ``usb``: busy can't be ignored, and no baud rate counts."""
        self._heard = heard
        self._room = room
        self._usb = usb
        self._paced = not (usb or instant)
        self._folder = tempfile.mkdtemp(prefix="printer-")
        self.name = str(Path(self._folder, "port"))
        self._master = self._slave = -1
        self._look: asyncio.TimerHandle | None = None
        self._pause: asyncio.TimerHandle | None = None

    def plug(self) -> None:
        """The device appears."""
        self._master, self._slave = pty.openpty()
        tty.setraw(self._slave)
        os.set_blocking(self._master, False)
        os.symlink(os.ttyname(self._slave), self.name)
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def unplug(self) -> None:
        """The device vanishes under the host's open file."""
        if self._master < 0:
            return
        self.release()
        self._deaf()
        os.unlink(self.name)
        os.close(self._master)
        os.close(self._slave)
        self._master = self._slave = -1

    @property
    def plugged(self) -> bool:
        return self._master >= 0

    def hold(self) -> None:
        if self.plugged and self._look is None:
            self._deaf()
            self._look = asyncio.get_running_loop().call_later(BUSY_LOOK, self._look_whether_ignored)

    def release(self) -> None:
        if self._look is not None:
            self._look.cancel()
            self._look = None
            asyncio.get_running_loop().add_reader(self._master, self._read)

    def send(self, data: bytes) -> None:
        """What the host has no room for is lost."""
        if self.plugged:
            with contextlib.suppress(BlockingIOError):
                os.write(self._master, data)

    async def close(self) -> None:
        self.unplug()
        shutil.rmtree(self._folder)

    def _look_whether_ignored(self) -> None:
        self._look = asyncio.get_running_loop().call_later(BUSY_LOOK, self._look_whether_ignored)
        if not self._usb and not termios.tcgetattr(self._slave)[CFLAG] & termios.CRTSCTS:
            self._take(CHUNK)

    def _deaf(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
            self._pause = None
        asyncio.get_running_loop().remove_reader(self._master)

    def _read(self) -> None:
        count = min(CHUNK, self._room())
        if not self._paced:
            self._take(count)
            return
        per_second = max(1, BAUDS[termios.tcgetattr(self._slave)[OSPEED]] / BITS_PER_BYTE)
        taken = self._take(min(count, max(1, int(per_second * TICK))))
        if self.plugged and self._look is None:
            self._deaf()
            self._pause = asyncio.get_running_loop().call_later(taken / per_second, self._listen)

    def _listen(self) -> None:
        self._pause = None
        asyncio.get_running_loop().add_reader(self._master, self._read)

    def _take(self, count: int) -> int:
        with contextlib.suppress(BlockingIOError):
            data = os.read(self._master, count)
            self._heard(data)
            return len(data)
        return 0


class TcpWire(asyncio.Protocol):
    """Port 9100 of a network printer: a second host is turned away while one is connected.

    Real-time commands wait behind the data before them: there is no way past.
    """

    def __init__(self, heard: Callable[[bytes], None], room: Callable[[], int]) -> None:
        self._heard = heard
        self._room = room
        self._backlog = b""
        self._transport: asyncio.Transport | None = None
        self._server: asyncio.Server | None = None
        self._held = False

    async def listen(self, port: int) -> int:
        """Returns the port; 0 asks for a free one."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW)
        listener.bind(("127.0.0.1", port))
        self._server = await asyncio.get_running_loop().create_server(lambda: _Connection(self), sock=listener)
        return int(self._server.sockets[0].getsockname()[1])

    @property
    def listening(self) -> bool:
        return self._server is not None

    def met(self, transport: asyncio.Transport) -> bool:
        """Whether this host may stay."""
        if self._transport is not None:
            return False
        self._transport = transport
        if self._held:
            transport.pause_reading()
        return True

    def left(self, transport: asyncio.Transport) -> None:
        if transport is self._transport:
            self._transport = None
            self._backlog = b""

    def heard(self, data: bytes) -> None:
        """As much as there is room for; the rest waits."""
        self._backlog += data
        while self._backlog and not self._held:
            count = max(1, self._room())
            data, self._backlog = self._backlog[:count], self._backlog[count:]
            self._heard(data)

    def hold(self) -> None:
        self._held = True
        if self._transport is not None:
            self._transport.pause_reading()

    def release(self) -> None:
        if not self._held:
            return
        self._held = False
        if self._transport is not None:
            self._transport.resume_reading()
            self.heard(b"")

    def send(self, data: bytes) -> None:
        if self._transport is not None:
            self._transport.write(data)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            if self._transport is not None:
                self._transport.abort()
            await self._server.wait_closed()
            self._server = None


class _Connection(asyncio.Protocol):
    def __init__(self, wire: TcpWire) -> None:
        self._wire = wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._stays = self._wire.met(transport)
        if not self._stays:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._stays:
            self._wire.heard(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._wire.left(self._transport)
