"""One line to a printer: serial, TCP or ``/dev/usb/lp*``, non-blocking, read and written on the event loop.

``serial:///dev/ttyS0?baud=115200&flow=rtscts`` (``flow``: ``rtscts``, ``xonxoff``, ``none``),
``tcp://host:9100``, ``usb:///dev/usb/lp0``. A line that has failed stays failed: close it and open another.

Real-time requests pass by flow control, because a printer that is off line holds the line busy and still listens.
"""

from __future__ import annotations

import asyncio
import os
import select
import socket
import struct
import termios
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, assert_never
from urllib.parse import parse_qs, urlsplit

import serial

from devices.errors import Broken, Timeout

READ = 4096
WRITE = 512
"""Bytes a write: small, so that progress is smooth and a stop is soon."""
RETRY = 0.02
"""Seconds: usblp says writable and takes nothing while the printer is out of paper."""
OPEN = 5.0
"""Seconds for a TCP printer to accept."""
SEND_BUFFER = 16 * 1024
"""What the kernel may hold for a TCP printer: little, so that *taken* means nearly *there*."""

FlowControl = Literal["rtscts", "xonxoff", "none"]


@dataclass(frozen=True)
class SerialPort:
    """8N1. ``rtscts`` needs the printer's DTR on the host's CTS."""

    path: str
    baud: int = 115200
    flow: FlowControl = "rtscts"


@dataclass(frozen=True)
class TcpPort:
    host: str
    port: int


@dataclass(frozen=True)
class UsbPort:
    """Printer class device of the kernel (``usblp``)."""

    path: str


Port = SerialPort | TcpPort | UsbPort


def parse_port(url: str) -> Port:
    """:raises ValueError: no such kind of port, or a part of it is missing or wrong"""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query, strict_parsing=bool(parts.query)).items()}
    match parts.scheme:
        case "serial" if parts.path:
            return _serial_port(parts.path, options)
        case "tcp" if parts.hostname and parts.port and not options:
            return TcpPort(parts.hostname, parts.port)
        case "usb" if parts.path and not options:
            return UsbPort(parts.path)
        case _:
            raise ValueError(f"no printer port: {url}")


def _serial_port(path: str, options: dict[str, str]) -> SerialPort:
    flow = options.pop("flow", "rtscts")
    baud = int(options.pop("baud", "115200"))
    if options or baud not in serial.Serial.BAUDRATES:
        raise ValueError(f"unknown options of {path}")
    match flow:
        case "rtscts" | "xonxoff" | "none":
            return SerialPort(path, baud, flow)
        case _:
            raise ValueError(f"unknown flow control of {path}")


class Line:
    """An open line.

    :raises devices.errors.Broken: from every call once the other end has gone
    """

    def __init__(self, fd: int, close: Callable[[], None], *, uart: serial.Serial | None = None,
                 flow: FlowControl = "none", nothing_is_end: bool = True) -> None:
        self._fd = fd
        self._close = close
        self._uart = uart
        self._flow = flow
        self._nothing_is_end = nothing_is_end
        self._loop = asyncio.get_running_loop()
        self._lost: str | None = None
        self._room: asyncio.Future[None] | None = None
        self._go = asyncio.Event()
        self._go.set()
        self._closed = False
        self._pause: asyncio.TimerHandle | None = None

    def listen(self, heard: Callable[[bytes], None], lost: Callable[[str], None]) -> None:
        """``heard`` gets every byte, ``lost`` is called once when the line fails."""
        self._heard, self._on_lost = heard, lost
        self._loop.add_reader(self._fd, self._read)

    @property
    def queues(self) -> bool:
        """Requests that were not answered may still reach the printer, late: only a new line is rid of them."""
        return self._uart is None

    def drop_unsent(self) -> None:
        """Drop what the kernel still holds for a serial printer."""
        if self._uart is None or self._lost is not None:
            return
        try:
            termios.tcflush(self._fd, termios.TCOFLUSH)
        except (OSError, termios.error) as error:
            self._fail("flush", error)

    def flow(self, stop: bool) -> None:
        """XOFF or XON came back; heeded only where the port says so."""
        if self._flow != "xonxoff":
            return
        if stop:
            self._go.clear()
        else:
            self._go.set()

    async def write(self, data: bytes, stalled: float, taken: Callable[[int], None] = lambda count: None) -> None:
        """Job data, under flow control; ``taken`` hears of each piece the line accepts.

        :param stalled: seconds without one byte accepted
        :raises devices.errors.Timeout: stalled
        """
        self._flow_control(on=True)
        rest = memoryview(data)
        while rest:
            try:
                async with asyncio.timeout(stalled):
                    await self._go.wait()
                    count = await self._some(rest[:WRITE])
            except TimeoutError:
                raise Timeout("the line takes nothing") from None
            taken(count)
            rest = rest[count:]
            await asyncio.sleep(0)

    async def write_real_time(self, request: bytes, stalled: float) -> None:
        """A real-time request, past flow control.

        :raises devices.errors.Timeout: stalled
        """
        self._flow_control(on=False)
        try:
            async with asyncio.timeout(stalled):
                while request:
                    request = request[await self._some(memoryview(request)):]
        except TimeoutError:
            raise Timeout("the line takes nothing") from None

    def close(self) -> None:
        """Closing twice is allowed."""
        if self._closed:
            return
        self._closed = True
        self._deaf()
        self._lost = self._lost or "closed"
        self._wake()
        self._close()

    def _flow_control(self, *, on: bool) -> None:
        if self._lost is not None:
            raise Broken(self._lost)
        if self._uart is None or self._flow != "rtscts" or self._uart.rtscts == on:
            return
        try:
            self._uart.rtscts = on
        except (serial.SerialException, OSError, termios.error) as error:
            self._fail("flow control", error)

    async def _some(self, data: memoryview) -> int:
        """Write what the line takes now, at least one byte."""
        while True:
            if self._lost is not None:
                raise Broken(self._lost)
            try:
                count = os.write(self._fd, data)
            except BlockingIOError:
                count = 0
            except OSError as error:
                self._fail("write", error)
            if count:
                return count
            await self._wait_for_room()

    async def _wait_for_room(self) -> None:
        self._room = self._loop.create_future()
        self._loop.add_writer(self._fd, self._wake)
        try:
            await self._room
        finally:
            self._loop.remove_writer(self._fd)
            self._room = None
        await asyncio.sleep(RETRY if not self._nothing_is_end else 0)

    def _wake(self) -> None:
        if self._room is not None and not self._room.done():
            self._room.set_result(None)

    def _read(self) -> None:
        try:
            data = os.read(self._fd, READ)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(f"read: {error.strerror}")
            return
        if data:
            self._heard(data)
        elif self._nothing_is_end:
            self._lose("the other end has closed")
        else:
            self._rest()

    def _rest(self) -> None:
        """usblp answers reads with nothing, at once and for ever: ask it again a little later."""
        self._loop.remove_reader(self._fd)
        self._pause = self._loop.call_later(RETRY, self._loop.add_reader, self._fd, self._read)

    def _deaf(self) -> None:
        if self._pause is not None:
            self._pause.cancel()
        self._loop.remove_reader(self._fd)
        self._loop.remove_writer(self._fd)

    def _lose(self, reason: str) -> None:
        if self._lost is not None:
            return
        self._lost = reason
        self._deaf()
        self._wake()
        self._go.set()
        self._on_lost(reason)

    def _fail(self, doing: str, error: Exception) -> None:
        self._lose(f"{doing}: {error}")
        raise Broken(self._lost) from error


async def open_line(port: Port) -> Line:
    """:raises devices.errors.Broken: it can't be opened now"""
    match port:
        case SerialPort():
            return _open_serial(port)
        case TcpPort():
            return await _open_tcp(port)
        case UsbPort():
            return _open_usb(port)
        case _:
            assert_never(port)


def _open_serial(port: SerialPort) -> Line:
    try:
        uart = serial.Serial(port.path, port.baud, timeout=0, write_timeout=0, exclusive=True,
                             rtscts=port.flow == "rtscts")
    except (serial.SerialException, OSError, termios.error) as error:
        raise Broken(f"{port.path}: {error}") from error
    return Line(uart.fileno(), uart.close, uart=uart, flow=port.flow)


async def _open_tcp(port: TcpPort) -> Line:
    try:
        async with asyncio.timeout(OPEN):
            _, family = await _resolved(port)
            connection = socket.socket(family, socket.SOCK_STREAM)
            try:
                await _dial(connection, port)
            except BaseException:
                connection.close()
                raise
    except (OSError, TimeoutError) as error:
        raise Broken(f"{port.host}:{port.port}: {error}") from error
    return Line(connection.fileno(), connection.close)


async def _resolved(port: TcpPort) -> tuple[str, socket.AddressFamily]:
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(port.host, port.port, type=socket.SOCK_STREAM)
    return str(found[0][4][0]), found[0][0]


async def _dial(connection: socket.socket, port: TcpPort) -> None:
    """Unsent bytes die with the connection (linger 0): the tail of a torn job must not arrive later."""
    connection.setblocking(False)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    address, _ = await _resolved(port)
    await asyncio.get_running_loop().sock_connect(connection, (address, port.port))


def _open_usb(port: UsbPort) -> Line:
    try:
        fd = os.open(port.path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise Broken(f"{port.path}: {error}") from error
    try:
        with select.epoll() as probe:
            probe.register(fd)
    except OSError as error:  # a plain file, /dev/null: nothing that could ever answer
        os.close(fd)
        raise Broken(f"{port.path}: no printer: {error}") from error
    return Line(fd, lambda: os.close(fd), nothing_is_end=False)
