"""A printer on a bench: the simulator behind a real PTY or TCP port, the real driver before it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from devices.printer.api import (
    Capabilities,
    Feed,
    PrinterStatus,
    PrintJob,
    PrintProgress,
    QrCode,
    Raster,
    Text,
)
from devices.printer.brands import BRANDS
from devices.printer.dialogue import Limits
from devices.printer.driver import ThermalPrinter
from devices.printer.profile import able
from devices.printer.roll import RollMeter
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import parse_port

QUICK = Limits(answer=0.4, quiet=0.03, stalled=0.25, beyond_paper=0.4, poll=0.1, recover=0.05, first_retry=0.02,
               last_retry=0.05, taken=0.3, outlet=0.02, paper_speed=25_000)
"""The lobby's limits, shortened."""
GENEROUS = 10.0
PATIENT = replace(QUICK, answer=2.0, beyond_paper=GENEROUS, stalled=GENEROUS)
"""For what has to come: no deadline passes because the machine that tests is busy."""
URL = "https://proof.example/v?c=7K3M-9QXA-42"

SLIP = PrintJob("slip-1", (
    Text("社会保险参保证明", bold=True, scale=2),
    Text("姓名 王小明    社保电脑号 0012345678"),
    Text("2024-01  养老 8000.00  医疗 8000.00"),
    Raster(48, 24, bytes(range(144))),
    Feed(24),
    QrCode(URL),
    Feed(24),
    Text("代码 7K3M 9QXA 42"),
))
LONG = PrintJob("slip-2", tuple(Text(f"{row:04d} 养老保险缴费基数 8000.00 元 累计月数 120") for row in range(300)))
"""More than the receive buffer of the simulator and the kernel's together hold."""
HUGE = PrintJob("slip-3", (Raster(576, 8_000, b"\xf0" * 72 * 8_000),))
"""More than any kernel keeps."""


@dataclass
class Bench:
    simulator: PrinterSimulator
    printer: ThermalPrinter
    statuses: list[PrinterStatus] = field(default_factory=list)
    progress: list[PrintProgress] = field(default_factory=list)
    brand: str = "epson"
    on_progress: Callable[[PrintProgress], object] = lambda progress: None
    _told: asyncio.Event = field(default_factory=asyncio.Event)

    def heard(self, status: PrinterStatus) -> None:
        self.statuses.append(status)
        self._told.set()

    def progressed(self, progress: PrintProgress) -> None:
        self.progress.append(progress)
        self.on_progress(progress)

    async def until(self, status: PrinterStatus) -> None:
        """Wait until the driver's last word is ``status``."""
        async with asyncio.timeout(GENEROUS):
            while not self.statuses or self.statuses[-1] != status:
                self._told.clear()
                await self._told.wait()


@contextlib.asynccontextmanager
async def bench(simulator: PrinterSimulator | None = None, *, line: str = "serial",
                brand: str = "epson", capabilities: Capabilities | None = None, limits: Limits = QUICK,
                unfinished: Path | None = None, meter: RollMeter | None = None,
                before: Callable[[PrinterSimulator], None] = lambda simulator: None) -> AsyncIterator[Bench]:
    """``line``: serial, tcp or usb. ``before`` sets the simulator's state before the driver connects."""
    simulator = simulator or PrinterSimulator(instant=True, brand=brand)
    url = (f"tcp://127.0.0.1:{await simulator.start_tcp()}" if line == "tcp"
           else f"{line}://{await simulator.start(usb=line == 'usb')}")
    before(simulator)
    rig: list[Bench] = []
    printer = ThermalPrinter(parse_port(url), capabilities or able(BRANDS[brand]), brand=BRANDS[brand],
                             limits=limits, unfinished=unfinished, meter=meter,
                             on_status=lambda status: rig[0].heard(status),
                             on_progress=lambda progress: rig[0].progressed(progress))
    rig.append(Bench(simulator, printer, brand=brand))
    try:
        await printer.connect()
        yield rig[0]
    finally:
        await printer.close()
        await simulator.stop()
