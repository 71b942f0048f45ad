"""The printer of any brand: owns the line, re-opens it, keeps the status, prints a job once.

What an outcome claims (docs/hardware/printer.md):

``PRINTED``      process IDs answered after data and after cut, then a clean status. Without process IDs (clones):
                 ``GS r 1`` answered after the cut, the paper has had its time, then a clean status, which is weaker.
``NOT_PRINTED``  the line has not accepted one byte of the job.
``UNKNOWN``      everything else. Nothing is repeated.

After an unproven job the printer's buffers are cleared before anything else, so that its tail never comes out, and
what hangs on the paper is cut off as soon as the printer is ready: no part of one slip leaves with the next.
"""

from __future__ import annotations

import asyncio
import math
import secrets
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devices.errors import Broken, Busy, Closed, Timeout
from devices.printer.api import (
    Capabilities,
    Counters,
    Disconnected,
    Outcome,
    Paper,
    PrinterStatus,
    Printing,
    PrintJob,
    PrintProgress,
    PrintResult,
    Ready,
    Silent,
)
from devices.printer.brand import Brand, Wanted
from devices.printer.brands import BRANDS
from devices.printer.classifier import Signal
from devices.printer.codec import Identifiers, longest_data, process_id
from devices.printer.dialogue import Dialogue, Limits
from devices.printer.outlet import follow_outlet
from devices.printer.pace import DOTS_PER_MM, pace, paper_dots
from devices.printer.recovery import Recovery
from devices.printer.roll import TO_KNIFE_MM, Roll, RollMeter
from devices.printer.transport import Port, SerialPort, open_line


class _Stopped(Exception):
    """The printer went off line in the middle of a job; the text is the cause's code."""


@dataclass
class _Tally:
    """Bytes that the line has accepted."""

    job: str
    whole: int
    tell: Callable[[PrintProgress], None]
    sent: int = 0

    def taken(self, count: int) -> None:
        before, self.sent = self.permille, self.sent + count
        if self.permille != before:
            self.tell(PrintProgress(self.job, self.permille))

    @property
    def permille(self) -> int:
        return self.sent * 1000 // self.whole


class ThermalPrinter:
    """Implements ``api.Printer``. ``on_status`` hears each change, ``on_progress`` each thousandth of a job.

    :param unfinished: a file that exists while paper may carry part of a slip, so that a restart knows
    :param meter: counts what leaves the roll
    """

    def __init__(self, port: Port, capabilities: Capabilities, *, brand: Brand = BRANDS["epson"],
                 limits: Limits | None = None,
                 on_status: Callable[[PrinterStatus], None] = lambda status: None,
                 on_progress: Callable[[PrintProgress], None] = lambda progress: None,
                 unfinished: Path | None = None, meter: RollMeter | None = None) -> None:
        self._port = port
        self._brand = brand
        self._capabilities = capabilities
        self._limits = limits or Limits()
        self._on_status = on_status
        self._on_progress = on_progress
        self._meter = meter or RollMeter(Roll(sensor=capabilities.near_end), None)
        self._recovery = Recovery(brand, capabilities, self._limits, unfinished, self._strip_cut)
        self._status: PrinterStatus = Disconnected()
        self._known = asyncio.Event()
        self._turn = asyncio.Lock()
        self._dialogue: Dialogue | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._printing = False
        self._next_id = secrets.randbelow(9999) + 1  # an answer to a former process must not match

    async def connect(self) -> None:
        """Returns when the first status is known; a port that can't be opened is a status."""
        if self._keeper is None:
            self._keeper = asyncio.create_task(self._keep(), name="printer-keep")
            known = asyncio.create_task(self._known.wait(), name="printer-known")
            await asyncio.wait({known, self._keeper}, return_when=asyncio.FIRST_COMPLETED)
            known.cancel()
            if self._keeper.done():
                self._keeper.result()

    async def close(self) -> None:
        """Lets a begun print finish, then closes the line."""
        keeper, self._keeper = self._keeper, None
        if keeper is None:
            return
        async with self._turn:
            keeper.cancel()
            await asyncio.wait({keeper})
        if not keeper.cancelled():
            keeper.result()

    async def failed(self) -> None:
        """Returns never; raises what has ended the keeper, if a surprise has."""
        if self._keeper is None:
            raise Closed("not connected")
        await asyncio.shield(self._keeper)

    @property
    def last_status(self) -> PrinterStatus:
        """What ``on_status`` has heard last."""
        return self._status

    async def capabilities(self) -> Capabilities:
        return self._capabilities

    async def status(self) -> PrinterStatus:
        """:raises devices.errors.Closed: not connected"""
        self._require_open()
        if self._printing:
            return Printing()
        async with self._turn:
            status = await self._look_or_disconnected()
        self._tell(status)
        return status

    async def paper(self, length_mm: int) -> Paper:
        """:raises devices.errors.Closed, devices.errors.Busy:"""
        self._require_open()
        if self._printing:
            raise Busy("a job is under way")
        return self._meter.paper(length_mm, await self.told_length())

    async def counters(self) -> Counters:
        """:raises devices.errors.Closed, devices.errors.Busy:"""
        self._require_open()
        if self._printing:
            raise Busy("a job is under way")
        return self._meter.counters(await self.told_cuts())

    async def told_length(self) -> int | None:
        """Millimetres on the roll by the printer's own word; None where it knows no such figure or does not tell."""
        return await self._told(Dialogue.paper_left) if self._capabilities.paper_length else None

    async def told_cuts(self) -> int | None:
        """Cuts of the knife by the printer's own word; None where it keeps no count or does not tell."""
        return await self._told(Dialogue.cuts) if self._capabilities.cut_counter else None

    async def _told(self, ask: Callable[[Dialogue], Awaitable[int]]) -> int | None:
        async with self._turn:
            if self._dialogue is None or not isinstance(await self._look_or_disconnected(), Ready):
                return None
            try:
                return await ask(self._dialogue)
            except (Broken, Timeout):
                return None

    async def print(self, job: PrintJob) -> PrintResult:
        """:raises devices.errors.Closed, devices.errors.Busy:
        :raises devices.printer.codec.Unprintable: the job breaks the rules of ``api``; nothing was sent
        """
        self._require_open()
        if self._printing:
            raise Busy("a job is under way")
        identifiers = self._identifiers()
        data = self._brand.encode(job, self._capabilities.width, identifiers)
        self._printing = True
        try:
            async with self._turn:
                result = await self._print(job, data, identifiers)
        finally:
            self._printing = False
        if result.sent:
            cut = result.outcome is not Outcome.UNKNOWN or not self._capabilities.proves
            self._meter.printed(math.ceil(paper_dots(job) / DOTS_PER_MM) + TO_KNIFE_MM, cut=cut)
        self._tell(result.status)
        return result

    def _strip_cut(self) -> None:
        self._meter.printed(TO_KNIFE_MM, cut=True, strip=True)

    def _require_open(self) -> None:
        if self._keeper is None:
            raise Closed("not connected")

    def _identifiers(self) -> Identifiers | None:
        if not self._capabilities.process_id:
            return None
        self._next_id += 2
        return process_id(self._next_id - 2), process_id(self._next_id - 1)

    async def _print(self, job: PrintJob, data: bytes, identifiers: Identifiers | None) -> PrintResult:
        status = await self._look_or_disconnected()
        dialogue = self._dialogue
        if dialogue is None or not isinstance(status, Ready):
            return PrintResult(Outcome.NOT_PRINTED, status, 0, "not ready before the first byte")
        self._tell(Printing())
        tally = _Tally(job.job, len(data), self._on_progress)
        self._recovery.begin(longest_data(job))
        try:
            await self._deliver(dialogue, job, data, identifiers, tally)
            status = await dialogue.ask_all()
        except (_Stopped, Broken, Timeout) as fault:
            return await self._unproven(dialogue, tally, f"{type(fault).__name__.strip('_').lower()}: {fault}")
        if not isinstance(status, Ready):
            return await self._unproven(dialogue, tally, "not clean after the job")
        if not self._capabilities.proves:
            self._recovery.proven()
            return PrintResult(Outcome.UNKNOWN, status, tally.sent, "such a printer can't tell")
        self._recovery.proven()
        if not self._capabilities.outlet_sensor:
            return PrintResult(Outcome.PRINTED, status, tally.sent)
        outcome, detail = await self._at_the_outlet(dialogue, job.job)
        return PrintResult(outcome, await self._look_or_disconnected(), tally.sent, detail)

    async def _at_the_outlet(self, dialogue: Dialogue, job: str) -> tuple[Outcome, str]:
        """Printed and cut is proven already; whether it was taken is known only while the sensor answers."""
        try:
            presented = PrintProgress(job, 1000, presented=True)
            return await follow_outlet(dialogue, self._brand, self._limits, lambda: self._on_progress(presented)), ""
        except (Broken, Timeout) as fault:
            return Outcome.PRINTED, f"outlet sensor: {fault}"

    async def _unproven(self, dialogue: Dialogue, tally: _Tally, detail: str) -> PrintResult:
        if tally.sent == 0:
            self._recovery.proven()
            return PrintResult(Outcome.NOT_PRINTED, await self._look_or_disconnected(), 0, detail)
        try:
            await self._recovery.torn(dialogue)
        except (Broken, Timeout) as fault:
            detail += f"; not cleared: {fault}"
        return PrintResult(Outcome.UNKNOWN, await self._look_or_disconnected(), tally.sent, detail)

    async def _deliver(self, dialogue: Dialogue, job: PrintJob, data: bytes,
                       identifiers: Identifiers | None, tally: _Tally) -> None:
        """Returns when the printer has proven the whole job."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        limit = self._expected(job, data) + self._limits.beyond_paper
        with ExitStack() as stack:
            stopped = stack.enter_context(dialogue.expecting(lambda signal: self._brand.stopping(signal) is not None))
            proofs = [stack.enter_context(dialogue.expecting(wanted))
                      for wanted in self._proofs(identifiers, dialogue.answers, tally)]
            try:
                async with asyncio.timeout(limit):
                    await self._unless(stopped, dialogue.line.write(data, self._limits.stalled, tally.taken))
                    for proof in proofs:
                        await self._unless(stopped, proof)
                    if identifiers is None:
                        # not told, only possible: who answers when it has read the cut still has lines to burn
                        await self._unless(stopped, asyncio.sleep(begun + self._on_paper(job) - loop.time()))
            except TimeoutError:
                missing = sum(not proof.done() or proof.cancelled() for proof in proofs)
                raise Timeout(f"{tally.sent} of {tally.whole} bytes taken, {missing} proofs missing") from None

    def _proofs(self, identifiers: Identifiers | None, before: tuple[Signal, ...], tally: _Tally) -> tuple[Wanted, ...]:
        """``GS r`` answers carry no mark: one that comes before the request has left is none."""
        if not self._capabilities.proves:
            return ()
        if identifiers is None:
            return (lambda signal: tally.sent == tally.whole and self._brand.is_paper_answer(signal),)
        return self._brand.proofs(identifiers, before)

    def _expected(self, job: PrintJob, data: bytes) -> float:
        """Seconds on the line or on the paper, whichever is more."""
        baud = self._port.baud if isinstance(self._port, SerialPort) else None
        return pace(len(data), paper_dots(job), baud, self._limits.paper_speed).expected

    def _on_paper(self, job: PrintJob) -> float:
        """Seconds for the rows alone: who answers when it has read, not burnt, is done only after these."""
        return pace(0, paper_dots(job), None, self._limits.paper_speed).paper

    async def _unless(self, stopped: asyncio.Future[Signal], work: Awaitable[object]) -> None:
        """``work``, given up when the printer stops before it is done.

        :raises _Stopped: it has
        """
        task = asyncio.ensure_future(work)
        both: set[asyncio.Future[Any]] = {task, stopped}
        try:
            await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                raise _Stopped(self._brand.stopping(stopped.result()))
            await task
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
            if not task.cancelled():
                task.exception()

    async def _look_or_disconnected(self) -> PrinterStatus:
        dialogue = self._dialogue
        if dialogue is None or dialogue.lost is not None:
            return Disconnected()
        try:
            return await self._recovery.look(dialogue)
        except Broken:
            return Disconnected()
        except Timeout:
            return Silent()

    async def _keep(self) -> None:
        """Open, watch, and open again when the line has failed."""
        delay = self._limits.first_retry
        while True:
            try:
                line = await open_line(self._port)
            except Broken:
                self._tell(Disconnected())
                await asyncio.sleep(delay)
                delay = min(delay * 2, self._limits.last_retry)
                continue
            delay = self._limits.first_retry
            self._dialogue = Dialogue(line, self._limits, self._brand)
            self._recovery.new_line()
            try:
                await self._watch(self._dialogue)
            finally:
                self._dialogue.close()
                self._dialogue = None
            await asyncio.sleep(delay)

    async def _watch(self, dialogue: Dialogue) -> None:
        """Look at once, then on every change and every ``poll`` seconds, until the line is lost or spoiled."""
        while dialogue.lost is None:
            dialogue.changed.clear()
            async with self._turn:
                self._tell(await self._look_or_disconnected())
            try:
                async with asyncio.timeout(self._limits.poll):
                    await dialogue.changed.wait()
            except TimeoutError:
                if dialogue.spoiled:
                    return
        self._tell(Disconnected())

    def _tell(self, status: PrinterStatus) -> None:
        changed = status != self._status or not self._known.is_set()
        self._status = status
        self._meter.heard(status)
        self._known.set()
        if changed:
            self._on_status(status)
