"""The line: ports by name, time-outs of a peer that does not read, and a peer that goes."""

from __future__ import annotations

import asyncio
import os
import pty
import socket
import tty
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest

from devices.errors import Broken, Timeout
from devices.printer.transport import Line, Port, SerialPort, TcpPort, UsbPort, open_line, parse_port

GENEROUS = 10.0


@pytest.mark.parametrize(("url", "port"), [
    ("serial:///dev/ttyS0?baud=9600&flow=xonxoff", SerialPort("/dev/ttyS0", 9600, "xonxoff")),
    ("serial:///dev/serial/by-id/usb-x", SerialPort("/dev/serial/by-id/usb-x", 115200, "rtscts")),
    ("tcp://192.0.2.7:9100", TcpPort("192.0.2.7", 9100)),
    ("usb:///dev/usb/lp0", UsbPort("/dev/usb/lp0")),
])
def test_a_port_is_named_by_its_address(url: str, port: Port) -> None:
    assert parse_port(url) == port


@pytest.mark.parametrize("url", ["", "/dev/ttyS0", "serial://", "serial:///dev/x?speed=1", "serial:///dev/x?baud=7",
                                 "serial:///dev/x?baud=fast", "serial:///dev/x?flow=dtr", "tcp://host", "usb://",
                                 "usb:///dev/usb/lp0?baud=9600", "lpt:///dev/lp0"])
def test_what_names_no_port_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_port(url)


@contextmanager
def raw_pty() -> Iterator[tuple[int, str]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    name = os.ttyname(slave)
    os.close(slave)
    try:
        yield master, name
    finally:
        os.close(master)


class Ear:
    """What a listener heard."""

    def __init__(self, line: Line) -> None:
        self.data = b""
        self.reason: str | None = None
        self.event = asyncio.Event()
        line.listen(self._heard, self._lost)

    def _heard(self, data: bytes) -> None:
        self.data += data
        self.event.set()

    def _lost(self, reason: str) -> None:
        self.reason = reason
        self.event.set()

    async def lost(self) -> None:
        async with asyncio.timeout(GENEROUS):
            while self.reason is None:
                self.event.clear()
                await self.event.wait()


@asynccontextmanager
async def opened(port: Port) -> AsyncIterator[tuple[Line, Ear]]:
    line = await open_line(port)
    try:
        yield line, Ear(line)
    finally:
        line.close()
        line.close()


@pytest.mark.parametrize("kind", [SerialPort, UsbPort])
async def test_a_peer_that_does_not_read_runs_into_the_time_out(kind: type[SerialPort] | type[UsbPort]) -> None:
    taken: list[int] = []
    with raw_pty() as (master, name):
        async with opened(kind(name)) as (line, _):
            with pytest.raises(Timeout):
                await line.write(bytes(1_000_000), 0.1, taken.append)
            assert 0 < sum(taken) < 1_000_000
            got = len(os.read(master, 4096))
            assert got > 0


async def test_a_tcp_peer_that_does_not_read_runs_into_the_time_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken: list[int] = []
        async with opened(TcpPort("127.0.0.1", server.getsockname()[1])) as (line, _):
            with pytest.raises(Timeout):
                await line.write(bytes(20_000_000), 0.1, taken.append)
            assert 0 < sum(taken) < 20_000_000


async def test_unplugged_under_an_open_line_is_told_once_and_every_call_is_broken() -> None:
    with raw_pty() as (master, name):
        async with opened(SerialPort(name)) as (line, ear):
            spare = os.dup(master)
            os.close(spare)
            os.dup2(os.open(os.devnull, os.O_RDWR), master)
            await ear.lost()
            with pytest.raises(Broken):
                await line.write(b"x", 1)
            with pytest.raises(Broken):
                await line.write_real_time(b"x", 1)


async def test_a_usb_line_that_reads_nothing_is_not_lost() -> None:
    """usblp answers a read with nothing while the printer has nothing to say."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    with ours, theirs:
        line = Line(ours.fileno(), lambda: None, nothing_is_end=False)
        ear = Ear(line)
        theirs.shutdown(socket.SHUT_WR)
        await asyncio.sleep(0.05)
        await line.write(b"still here", 1)
        assert theirs.recv(32) == b"still here"
        assert ear.reason is None
        line.close()


async def test_a_tcp_peer_that_closes_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        async with opened(TcpPort("127.0.0.1", server.getsockname()[1])) as (_, ear):
            peer, _ = server.accept()
            peer.close()
            await ear.lost()
            assert ear.reason == "the other end has closed"


async def test_closing_a_tcp_line_resets_it_so_that_no_tail_arrives_later() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        line = await open_line(TcpPort("127.0.0.1", server.getsockname()[1]))
        peer, _ = server.accept()
        with peer:
            line.close()
            with pytest.raises(ConnectionResetError):
                peer.recv(16)


@pytest.mark.parametrize("port", [SerialPort("/dev/nonexistent-printer"), UsbPort("/dev/nonexistent-printer"),
                                  SerialPort("/dev/null"), UsbPort("/dev/null"), TcpPort("127.0.0.1", 1)])
async def test_what_cannot_be_opened_is_broken(port: Port) -> None:
    with pytest.raises(Broken):
        await open_line(port)


async def test_a_serial_port_that_another_program_holds_is_broken() -> None:
    with raw_pty() as (_, name):
        async with opened(SerialPort(name)):
            with pytest.raises(Broken):
                await open_line(SerialPort(name))


async def test_xoff_holds_job_data_but_no_real_time_request() -> None:
    with raw_pty() as (master, name):
        async with opened(SerialPort(name, 115200, "xonxoff")) as (line, _):
            line.flow(stop=True)
            with pytest.raises(Timeout):
                await line.write(b"job", 0.05)
            await line.write_real_time(b"\x10\x04\x01", 1)
            assert os.read(master, 16) == b"\x10\x04\x01"
            line.flow(stop=False)
            await line.write(b"job", 1)
            assert os.read(master, 16) == b"job"


async def test_a_stray_xoff_does_not_hold_a_line_without_that_flow_control() -> None:
    with raw_pty() as (master, name):
        async with opened(SerialPort(name)) as (line, _):
            line.flow(stop=True)
            await line.write(b"job", 1)
            assert os.read(master, 16) == b"job"


async def test_bytes_held_by_the_kernel_are_dropped_before_a_clear() -> None:
    """What the other end's queue has swallowed is gone; what still waits behind it must not follow."""
    taken: list[int] = []
    with raw_pty() as (master, name):
        os.set_blocking(master, False)
        async with opened(SerialPort(name)) as (line, _):
            with pytest.raises(Timeout):
                await line.write(b"tail" * 10_000, 0.05, taken.append)
            line.drop_unsent()
            arrived = os.read(master, 65536)
            await line.write_real_time(b"\x10\x14\x08", 1)
            arrived += os.read(master, 65536)
    assert arrived.endswith(b"\x10\x14\x08")
    assert len(arrived) - 3 < sum(taken)
