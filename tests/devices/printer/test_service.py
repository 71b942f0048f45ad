"""The program on its socket: frames in, slips out."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from contract import frames
from devices.printer import api
from devices.printer.api import (
    Capabilities,
    CapabilitiesWanted,
    Cause,
    Disconnected,
    NotReady,
    Outcome,
    Printing,
    PrintJob,
    Ready,
    StatusWanted,
    Text,
)
from devices.printer.service import PrinterService
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import parse_port
from tests.devices.printer.bench import GENEROUS, LONG, QUICK, SLIP

ROOT = Path(__file__).parents[3]


@contextlib.asynccontextmanager
async def serving(tmp_path: Path, *, process_ids: bool = True,
                  ) -> AsyncIterator[tuple[PrinterService, PrinterSimulator, Path]]:
    simulator = PrinterSimulator(instant=True, process_ids=process_ids)
    port = parse_port(f"serial://{await simulator.start()}")
    socket = tmp_path / "printer.sock"
    service = PrinterService(socket, port, Capabilities(), limits=QUICK)
    await service.start()
    try:
        yield service, simulator, socket
    finally:
        await service.stop()
        await simulator.stop()


@contextlib.asynccontextmanager
async def connected(socket: Path) -> AsyncIterator[frames.Channel]:
    channel = await frames.connect(socket)
    try:
        yield channel
    finally:
        await channel.close()


async def heard(channel: frames.Channel, status: api.PrinterStatus) -> list[frames.Event]:
    """Events up to the one that says ``status``."""
    events: list[frames.Event] = []
    async with asyncio.timeout(GENEROUS):
        async for event in channel.events():
            events.append(event)
            if event.topic == api.STATUS.name and api.STATUS.decode(event) == status:
                return events
    raise AssertionError(f"closed before {status}")


async def test_every_peer_hears_the_status_on_connection_and_on_change(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, simulator, socket), connected(socket) as one, connected(socket) as two:
        await heard(one, Ready())
        await heard(two, Ready())
        simulator.cover_open = True
        await heard(one, NotReady(Cause.COVER_OPEN))
        await heard(two, NotReady(Cause.COVER_OPEN))
        assert await one.call(api.ASK_STATUS, StatusWanted(), GENEROUS) == NotReady(Cause.COVER_OPEN)


async def test_a_print_is_answered_and_its_progress_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, simulator, socket), connected(socket) as channel:
        await heard(channel, Ready())
        result = await channel.call(api.PRINT, SLIP, GENEROUS)
        assert result.outcome is Outcome.PRINTED
        events = await heard(channel, Ready())
        progress = [api.PROGRESS.decode(event) for event in events if event.topic == api.PROGRESS.name]
        assert progress[-1].job == SLIP.job
        assert progress[-1].permille == 1000
        assert len(simulator.slips) == 1
        assert await channel.call(api.CAPABILITIES, CapabilitiesWanted(), GENEROUS) == Capabilities()


async def test_an_unprintable_job_is_refused(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, simulator, socket), connected(socket) as channel:
        with pytest.raises(frames.Refused, match="unprintable"):
            await channel.call(api.PRINT, PrintJob("rare", (Text("㐱"),)), GENEROUS)
        assert simulator.hanging.rows == 0


async def test_a_second_job_is_refused_as_busy(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, _, socket), connected(socket) as channel:
        job = asyncio.create_task(channel.call(api.PRINT, SLIP, GENEROUS))
        await heard(channel, Printing())
        with pytest.raises(frames.Refused, match="busy"):
            await channel.call(api.PRINT, SLIP, GENEROUS)
        assert (await job).outcome is Outcome.PRINTED


async def test_a_begun_print_outlives_the_peer_that_asked_for_it(tmp_path: Path) -> None:
    async with serving(tmp_path) as (_, simulator, socket):
        async with connected(socket) as channel:
            job = asyncio.create_task(channel.call(api.PRINT, LONG, GENEROUS))
            await heard(channel, Printing())
        with pytest.raises(frames.ChannelClosed):
            await job
        async with asyncio.timeout(GENEROUS):
            slip = await simulator.torn_off(1)
        assert len(slip.text_lines()) == 300


async def test_a_begun_print_is_finished_and_answered_before_the_service_stops(tmp_path: Path) -> None:
    async with serving(tmp_path) as (service, _, socket), connected(socket) as channel:
        job = asyncio.create_task(channel.call(api.PRINT, LONG, GENEROUS))
        await heard(channel, Printing())
        await service.stop()
        assert (await job).outcome is Outcome.PRINTED
        assert not socket.exists()


async def test_a_printer_that_is_not_there_is_a_status_and_not_an_end(tmp_path: Path) -> None:
    socket = tmp_path / "printer.sock"
    service = PrinterService(socket, parse_port("usb:///dev/nonexistent-printer"), Capabilities(), limits=QUICK)
    await service.start()
    try:
        async with connected(socket) as channel:
            await heard(channel, Disconnected())
            result = await channel.call(api.PRINT, SLIP, GENEROUS)
            assert result.outcome is Outcome.NOT_PRINTED
    finally:
        await service.stop()


async def listening(socket: Path) -> None:
    """The program makes its socket a moment after its first word."""
    loop, there = asyncio.get_running_loop(), asyncio.Event()

    def look() -> None:
        if socket.is_socket():
            there.set()
        else:
            loop.call_later(0.02, look)

    look()
    await there.wait()


async def test_the_program_prints_logs_no_content_and_ends_on_sigterm(tmp_path: Path) -> None:
    simulator = PrinterSimulator(instant=True)
    socket = tmp_path / "printer.sock"
    program = await asyncio.create_subprocess_exec(
        sys.executable, "-W", "error", "-c", "import sys; from devices.printer.service import main; sys.exit(main())",
        "--socket", str(socket), "--port", f"serial://{await simulator.start()}", "--width", "576", "--brand", "epson",
        cwd=ROOT, stderr=asyncio.subprocess.PIPE)
    try:
        async with asyncio.timeout(3 * GENEROUS):
            assert program.stderr is not None
            first = await program.stderr.readline()
            assert b'"type": "ready"' in first
            await listening(socket)
            async with connected(socket) as channel:
                assert (await channel.call(api.PRINT, SLIP, GENEROUS)).outcome is Outcome.PRINTED
            program.send_signal(signal.SIGTERM)
            said = first + await program.stderr.read()
            assert await program.wait() == 0
    finally:
        if program.returncode is None:
            program.kill()
            await program.wait()
        await simulator.stop()
    assert "王小明" not in said.decode()
    assert "Traceback" not in said.decode()
    assert '"outcome": "printed"' in said.decode()
    assert not socket.exists()
