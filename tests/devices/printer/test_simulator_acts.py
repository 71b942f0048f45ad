"""The simulated printer as a machine: paper, knife, roll, cover, buffer and line take their time and their place."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest
import serial

from devices.printer import codec
from devices.printer.simulator import PrinterSimulator
from devices.printer.simulator.machine import CUT_SECONDS, STEP
from devices.printer.simulator.paper import TO_KNIFE
from tests.devices.printer.bench import GENEROUS
from tests.devices.printer.test_simulator import Printer

BEGIN = b"\x1b@\x1dP\xcb\xcb\x1b3\x1e"
FED, UNFED = codec.cut(), b"\x1dV\x00"
LINES = b"".join(b"%02d\n" % number for number in range(10))
"""Ten lines of 30 dots."""


def seconds() -> float:
    return asyncio.get_running_loop().time()


class Host:
    """A serial port as any program opens it, without the driver."""

    def __init__(self, port: serial.Serial) -> None:
        self.port = port

    async def sends(self, data: bytes) -> None:
        """Under whatever flow control the port has; returns when the kernel has it all."""
        while data:
            data = data[self.port.write(data) or 0:]
            await asyncio.sleep(0)

    async def asks(self, request: bytes, answer: int) -> bytes:
        await self.sends(request)
        heard = b""
        async with asyncio.timeout(GENEROUS):
            while len(heard) < answer:
                heard += self.port.read(answer - len(heard))
                await asyncio.sleep(0)
        return heard


@contextlib.asynccontextmanager
async def plugged(printer: PrinterSimulator, baud: int = 115_200, *, rtscts: bool = True,
                  usb: bool = False) -> AsyncIterator[Host]:
    name = await printer.start(usb=usb)
    try:
        with serial.Serial(name, baud, timeout=0, write_timeout=0, rtscts=rtscts) as port:
            yield Host(port)
    finally:
        await printer.stop()


async def cut_off(printer: PrinterSimulator, count: int = 1) -> None:
    async with asyncio.timeout(GENEROUS):
        await printer.torn_off(count)


@pytest.mark.parametrize("speed", [100.0, 400.0])
async def test_paper_takes_its_time_and_so_does_the_knife(speed: float) -> None:
    printer = PrinterSimulator(speed=speed)
    async with plugged(printer, usb=True) as host:
        began = seconds()
        await host.sends(BEGIN + LINES + FED)
        await cut_off(printer)
        assert seconds() - began >= (300 + TO_KNIFE) / 203 * 25.4 / speed + CUT_SECONDS


@pytest.mark.parametrize("baud", [9_600, 38_400])
async def test_a_serial_line_is_as_slow_as_the_baud_rate_that_the_host_has_set(baud: int) -> None:
    data = BEGIN + LINES * 10 + FED
    printer = PrinterSimulator(speed=1e6)
    async with plugged(printer, baud) as host:
        began = seconds()
        await host.sends(data)
        await cut_off(printer)
        took = seconds() - began - CUT_SECONDS
    assert took >= 0.9 * len(data) * 10 / baud


async def test_a_cut_that_feeds_first_moves_the_paper_by_the_way_to_the_knife() -> None:
    printer = Printer()
    printer.machine.mechanism.roll = 1000
    await printer.take(BEGIN + LINES + FED)
    (slip,) = printer.machine.slips
    assert (slip.rows, printer.machine.mechanism.roll) == (300, 1000 - 300 - TO_KNIFE)
    assert slip.text_lines()[-1] == "09"
    assert printer.machine.hanging.rows == 0


async def test_a_cut_without_feeding_leaves_the_last_lines_to_the_next_slip() -> None:
    printer = Printer()
    await printer.take(BEGIN + LINES + UNFED)
    (slip,) = printer.machine.slips
    assert (slip.rows, slip.text_lines()) == (300 - TO_KNIFE, ["00", "01", "02", "03", "04", "05"])
    assert (printer.machine.hanging.rows, printer.machine.hanging.text_lines()) == (TO_KNIFE, ["06", "07", "08", "09"])
    assert slip.picture().height + printer.machine.hanging.picture().height == 300
    await printer.take(b"end\n" + FED)
    assert printer.machine.slips[1].text_lines() == ["06", "07", "08", "09", "end"]


async def test_the_roll_ends_in_the_middle_of_a_slip_and_a_new_one_goes_on_where_it_stood() -> None:
    printer = Printer()
    printer.machine.mechanism.roll = 150
    await printer.take(BEGIN + LINES + FED)
    assert (printer.machine.slips, printer.machine.hanging.rows) == ([], 150)
    assert printer.machine.mechanism.paper_end
    with printer.machine.change():
        printer.machine.mechanism.roll = 1000
    await printer.take(b"")
    assert [slip.rows for slip in printer.machine.slips] == [300]


async def test_a_cover_opened_while_it_prints_stops_it_within_a_step_and_closing_it_goes_on() -> None:
    printer = PrinterSimulator(instant=True)
    async with plugged(printer) as host:
        stopped = asyncio.Event()

        def opened() -> None:
            printer.cover_open = True
            stopped.set()

        printer.when_burnt(100, opened)
        await host.sends(BEGIN + LINES + FED)
        await asyncio.wait_for(stopped.wait(), GENEROUS)
        assert await host.asks(codec.real_time_status(2), 1) == b"\x16"
        assert 100 <= printer.hanging.rows <= 100 + STEP
        assert await host.asks(codec.real_time_status(3), 1) == b"\x52"
        printer.cover_open = False
        await cut_off(printer)
        assert printer.slips[0].rows == 300


async def test_a_jammed_knife_is_an_error_that_freeing_it_does_not_end_and_being_told_does() -> None:
    printer = Printer()
    printer.machine.mechanism.cutter_jammed = True
    await printer.take(BEGIN + LINES + FED)
    assert (printer.machine.slips, printer.machine.mechanism.cutter_error) == ([], True)
    await printer.take(bytes.fromhex("100501"))
    assert printer.machine.mechanism.cutter_error, "the knife is still not free"
    printer.machine.mechanism.cutter_jammed = False
    await printer.take(b"")
    assert printer.machine.mechanism.cutter_error, "nobody has told it"


@pytest.mark.parametrize(("told", "slips"), [pytest.param("100501", 1, id="DLE ENQ 1 goes on"),
                                             pytest.param("100502", 0, id="DLE ENQ 2 drops what it has")])
async def test_a_printer_with_a_free_knife_is_told_to_recover(told: str, slips: int) -> None:
    printer = PrinterSimulator(instant=True)
    async with plugged(printer, usb=True) as host:
        printer.cutter_jammed = True
        await host.sends(BEGIN + LINES + FED)
        while await host.asks(codec.real_time_status(3), 1) != b"\x1a":
            pass
        printer.cutter_jammed = False
        await host.sends(bytes.fromhex(told))
        assert await host.asks(codec.real_time_status(3) + codec.ask_process_id(b"done"), 8) == b"\x12\x37\x22done\x00"
        assert len(printer.slips) == slips


@pytest.mark.parametrize("told", ["100501", "100502"])
async def test_a_recovery_that_is_told_for_no_cutter_error_does_nothing(told: str) -> None:
    printer = Printer()
    printer.machine.mechanism.cover_open = True
    await printer.take(BEGIN + LINES)
    kept = printer.machine.room
    await printer.take(bytes.fromhex(told))
    assert printer.machine.mechanism.cover_open
    assert printer.machine.room == kept - 3


async def test_a_full_buffer_holds_a_host_that_heeds_it_and_loses_the_bytes_of_one_that_does_not() -> None:
    heeding, ignoring = (PrinterSimulator(instant=True, buffer=64) for _ in range(2))
    heeding.cover_open = ignoring.cover_open = True
    async with plugged(ignoring, rtscts=False) as host:
        await host.sends(BEGIN + LINES * 10)
        assert await host.asks(codec.real_time_status(2), 1) == b"\x16", "heard, though there is no room"
        assert ignoring.overruns == len(BEGIN + LINES * 10) - 64 + 3
    async with plugged(heeding) as host:
        await host.sends(BEGIN + LINES * 10 + FED)
        heeding.cover_open = False
        await cut_off(heeding)
        assert (heeding.overruns, heeding.slips[0].rows) == (0, 3000)


async def test_switched_off_it_forgets_what_it_had_and_takes_nothing() -> None:
    printer = Printer()
    printer.machine.mechanism.cover_open = True
    await printer.take(BEGIN + b"lost\n")
    printer.machine.switch(on=False)
    await printer.take(codec.real_time_status(1) + b"lost too\n")
    assert printer.said == []
    printer.machine.mechanism.cover_open = False
    printer.machine.switch(on=True)
    await printer.take(b"kept\n" + FED)
    assert [slip.text_lines() for slip in printer.machine.slips] == [["kept"]]


async def test_unplugged_the_host_is_told_by_its_own_line_and_the_name_comes_back() -> None:
    printer = PrinterSimulator(instant=True)
    async with plugged(printer) as host:
        name = host.port.name
        printer.unplug()
        with pytest.raises((serial.SerialException, OSError)):
            await host.asks(codec.real_time_status(1), 1)
        with pytest.raises(serial.SerialException):
            serial.Serial(name)
        printer.plug()
        with serial.Serial(name, timeout=0, write_timeout=0, rtscts=True) as again:
            assert await Host(again).asks(codec.real_time_status(1), 1) == b"\x12"
