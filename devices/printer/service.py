"""Program ``kiosk-device printer``: one printer on one unix socket.

``STATUS`` goes to every peer on connection and on change, ``PROGRESS`` while a job prints; a slow peer misses values
in the middle, never the last. Faults: ``busy``, ``unprintable``, ``closed``. A begun print outlives the peer that
asked for it, and SIGTERM. Logs go to stderr and hold no content of a slip.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import structlog

from contract import frames
from devices.errors import Busy, Closed
from devices.printer import api
from devices.printer.api import Capabilities, Counters, Paper, PrinterStatus, PrintJob, PrintProgress, PrintResult
from devices.printer.brand import Brand
from devices.printer.brands import BRANDS
from devices.printer.codec import Unprintable
from devices.printer.dialogue import Limits
from devices.printer.driver import ThermalPrinter
from devices.printer.profile import NoProfile, able, read
from devices.printer.roll import NEAR_END_MM, ROLL_MM, Roll, RollMeter
from devices.printer.transport import Port, parse_port
from devices.program import Peer, serve

log = structlog.get_logger("printer")
EX_CONFIG = 78
"""sysexits.h: found something wrong in the configuration."""


class PrinterService:
    """Serve one printer on ``socket`` until ``stop``."""

    def __init__(self, socket: Path, port: Port, capabilities: Capabilities, *, brand: Brand = BRANDS["epson"],
                 limits: Limits | None = None, unfinished: Path | None = None, meter: RollMeter | None = None) -> None:
        self._socket = socket
        self._printer = ThermalPrinter(port, capabilities, brand=brand, limits=limits, meter=meter,
                                      on_status=self._status, on_progress=self._progress,
                                      unfinished=unfinished or socket.with_suffix(".unfinished"))
        self._peers: set[Peer] = set()
        self._jobs: set[asyncio.Task[PrintResult]] = set()
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Returns when the first status is known and the socket listens."""
        await self._printer.connect()
        self._server = await frames.serve(self._socket, self._welcome, {
            api.ASK_STATUS: self._asked_status,
            api.CAPABILITIES: self._asked_capabilities,
            api.PAPER: self._asked_paper,
            api.COUNTERS: self._asked_counters,
            api.PRINT: self._print,
        })

    async def failed(self) -> None:
        """Raises what has gone wrong in the driver, if ever."""
        await self._printer.failed()

    async def stop(self) -> None:
        """A begun print is finished and answered; then the socket closes."""
        await self._printer.close()
        if self._jobs:
            await asyncio.wait(self._jobs)
        if self._server is not None:
            self._server.close()
            for peer in list(self._peers):
                await peer.channel.close()
            await self._server.wait_closed()
        self._socket.unlink(missing_ok=True)

    async def _welcome(self, channel: frames.Channel) -> None:
        peer = Peer(channel)
        self._peers.add(peer)
        peer.offer(api.STATUS, self._printer.last_status)
        try:
            await peer.serve()
        finally:
            self._peers.discard(peer)

    def _offer(self, topic: frames.Topic[Any], body: object) -> None:
        for peer in self._peers:
            peer.offer(topic, body)

    def _status(self, status: PrinterStatus) -> None:
        log.info("printer_status", **msgspec.to_builtins(status))
        self._offer(api.STATUS, status)

    def _progress(self, progress: PrintProgress) -> None:
        self._offer(api.PROGRESS, progress)

    async def _asked_status(self, asked: api.StatusWanted) -> PrinterStatus:
        try:
            return await self._printer.status()
        except Closed:
            raise frames.Refused("closed") from None

    async def _asked_capabilities(self, asked: api.CapabilitiesWanted) -> Capabilities:
        return await self._printer.capabilities()

    async def _asked_paper(self, asked: api.PaperWanted) -> Paper:
        try:
            return await self._printer.paper(asked.length_mm)
        except Busy:
            raise frames.Refused("busy") from None
        except Closed:
            raise frames.Refused("closed") from None

    async def _asked_counters(self, asked: api.CountersWanted) -> Counters:
        try:
            return await self._printer.counters()
        except Busy:
            raise frames.Refused("busy") from None
        except Closed:
            raise frames.Refused("closed") from None

    async def _print(self, job: PrintJob) -> PrintResult:
        task = asyncio.create_task(self._printer.print(job), name="printer-job")
        self._jobs.add(task)
        task.add_done_callback(self._jobs.discard)
        try:
            result = await asyncio.shield(task)
        except Busy:
            raise frames.Refused("busy") from None
        except Closed:
            raise frames.Refused("closed") from None
        except Unprintable as error:
            log.error("job_unprintable", block=error.block, rule=error.rule)
            raise frames.Refused("unprintable") from None
        log.info("job_ended", outcome=result.outcome.value, sent=result.sent, detail=result.detail)
        return result


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 ended by SIGTERM or SIGINT; 78 no usable profile; a surprise ends with its traceback and 1."""
    options = _options().parse_args(argv)
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr), processors=[
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ])
    brand = BRANDS[options.brand]
    try:
        profile = read(options.profile, brand) if options.profile and options.profile.exists() else None
    except NoProfile as error:
        log.error("no_profile", reason=str(error))
        return EX_CONFIG
    capabilities = able(brand, options.width, profile)
    limits = Limits(taken=options.retract_after)
    meter = RollMeter(Roll(options.roll_length, options.near_end, capabilities.near_end), options.roll)
    asyncio.run(serve(PrinterService(options.socket, options.port, capabilities, brand=brand, limits=limits,
                                    unfinished=options.unfinished, meter=meter)))
    return 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="kiosk-device printer")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--port", type=parse_port, required=True, help="serial:///dev/…?baud=, tcp://host:port, usb://…")
    parser.add_argument("--width", type=int, default=576, help="dots of the head")
    parser.add_argument("--brand", choices=sorted(BRANDS), default="epson")
    parser.add_argument("--profile", type=Path, help="what commissioning has found; none there: all that the brand can")
    parser.add_argument("--roll", type=Path, help="where the paper used is counted; default: only while it runs")
    parser.add_argument("--roll-length", type=int, default=ROLL_MM, help="mm of a new roll")
    parser.add_argument("--near-end", type=int, default=NEAR_END_MM, help="mm left when the sensor says low")
    parser.add_argument("--retract-after", type=float, default=Limits().taken,
                        help="seconds before a slip that nobody takes is drawn back in")
    parser.add_argument("--unfinished", type=Path, help="mark of a job cut short; default: beside the socket")
    return parser
