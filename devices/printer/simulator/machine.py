"""The machine behind the wire: receive buffer, real-time ear, head, knife and roll, working in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from devices.printer.simulator.interpreter import Action, Begin, Cut, Interpreter, ReportChanges, TakeBack, Tell
from devices.printer.simulator.mechanism import Mechanism
from devices.printer.simulator.paper import TO_KNIFE, Band, Slip
from devices.printer.simulator.real_time import CLEAR, RealTimeEar
from devices.printer.simulator.star import StarEar, StarInterpreter, status_block
from devices.printer.simulator.tokens import COUNTERS, CUSTOM

DOTS_PER_MM = 203 / 25.4
STEP = 24
"""Rows between two looks at roll, cover and head."""
CUT_SECONDS = 0.3
AFTER_CUT = (b"\x1d\x28\x48", b"\x1d\x72", b"\x17")
"""Requests that still belong to the slip just cut."""


@dataclass(frozen=True)
class Model:
    """What kind of printer it is; ``speed`` in mm/s, ``buffer`` in bytes. See ``PrinterSimulator``."""

    width: int
    speed: float
    instant: bool
    buffer: int
    process_ids: bool
    outlet: bool
    brand: str = "epson"
    hasty: bool = False


class Machine:
    """``answer`` sends bytes to the host; ``flow`` is called whenever the buffer's filling has changed."""

    def __init__(self, model: Model, answer: Callable[[bytes], None], flow: Callable[[], None]) -> None:
        self.model = model
        self.mechanism = Mechanism()
        self.star = model.brand == "star"
        self.interpreter = StarInterpreter(model.width) if self.star else Interpreter(model.width)
        self.interpreter.learn({"custom": CUSTOM, "epson": COUNTERS}.get(model.brand, {}))
        self.slips: list[Slip] = []
        self.retracted: list[Slip] = []
        self.clears = 0
        self.overruns = 0
        self.powered = True
        self.cut = asyncio.Event()
        self.moved = asyncio.Event()
        self.busy = False
        self.plans: list[tuple[int, Callable[[], None]]] = []
        self.burnt = 0
        self.after_cut: list[Callable[[], None]] = []
        self._answer = answer
        self._flow = flow
        self._received = bytearray()
        self._ear: RealTimeEar | StarEar = StarEar() if self.star else RealTimeEar()
        self._hasty = b""
        self._count = 0
        self._mask = 0
        self._abandoned = False
        self._slip = Slip(model.width)
        self._data = bytearray()

    @property
    def room(self) -> int:
        """Bytes that the receive buffer can still take."""
        return self.model.buffer - len(self._received)

    def receive(self, data: bytes) -> None:
        """Bytes from the line. What finds no room is lost, but heard."""
        for byte in data if self.powered else b"":
            if not self.room:
                self.overruns += 1
            else:
                self._received.append(byte)
            self._answer_in_haste(byte)
            command = self._ear.hear(byte)
            if command is not None:
                self._real_time(command)
        self._flow()
        self.moved.set()

    def switch(self, on: bool) -> None:
        """Power: buffers, settings and the latched error are gone."""
        self.powered = on
        self._clear_buffers()
        self._ear = StarEar() if self.star else RealTimeEar()
        self._count = 0
        self.interpreter.power_on()
        self._mask = 0
        self.mechanism.cutter_error = False
        self._flow()
        self.moved.set()

    @contextmanager
    def change(self) -> Iterator[None]:
        """The mechanism changes inside this block: told to the host where it has asked for that."""
        before = self.automatic()
        yield
        self.moved.set()
        if self._mask and self.powered and self.automatic() != before:
            self._answer(self.automatic())

    def automatic(self) -> bytes:
        """What this brand says by itself."""
        if self.star:
            return status_block(self.mechanism, self._count)
        return self.mechanism.full() if self.model.brand == "custom" else self.mechanism.automatic()

    def _answer_in_haste(self, byte: int) -> None:
        """A clone that answers GS r 1 when it comes in, with lines still to be burnt."""
        self._hasty = (self._hasty + bytes((byte,)))[-3:]
        if self.model.hasty and self._hasty == b"\x1d\x72\x01":
            self._answer(bytes((self.mechanism.paper_sensor(),)))

    async def work(self) -> None:
        """Take byte by byte from the buffer, for ever; stand still while off line."""
        while True:
            await self._until(lambda: self._can_print() and len(self._received) > 0)
            byte = self._received.pop(0)
            self._flow()
            self._abandoned = False
            self._data.append(byte)
            for action in self.interpreter.feed(byte):
                if not self._abandoned:
                    self.busy = True
                    await self._do(action)
                    self.busy = False

    def _real_time(self, command: bytes) -> None:
        if self.star:
            self._star_real_time(command)
            return
        match command[1], command[2]:
            case 0x04, 0x14:
                if self.model.outlet:
                    self._answer(self.mechanism.full())
            case 0x04, n:
                self._answer(bytes((self.mechanism.real_time(n),)))
            case 0x05, n if n in (1, 2) and self.mechanism.cutter_error:
                self._recover(clear=n == 2)
            case 0x14, 0x08 if command == CLEAR and self.model.process_ids:
                self._recover(clear=True)
                self.clears += 1
                self._answer(b"\x37\x25\x00")
            case _:
                pass

    def _star_real_time(self, command: bytes) -> None:
        """ESC ACK CAN is a reset: the count begins anew, and what it says by itself is as it was set."""
        if command[2] == 0x18:
            self._count = 0
            self._recover(clear=True)
            self.clears += 1
        self._answer(status_block(self.mechanism, self._count))

    def _recover(self, *, clear: bool) -> None:
        with self.change():
            self.mechanism.recover()
        if clear:
            self._clear_buffers()

    def _clear_buffers(self) -> None:
        self._received.clear()
        self.interpreter.forget()
        self._abandoned = True

    def _can_print(self) -> bool:
        return self.powered and not self.mechanism.offline

    async def _until(self, ready: Callable[[], bool]) -> None:
        while not ready():
            self.moved.clear()
            await self.moved.wait()

    async def _do(self, action: Action) -> None:
        match action:
            case Band():
                await self._burn(action)
            case Cut(feed=feed):
                await self._cut(feed)
            case Tell(what=what, value=value):
                self._tell(what, value)
            case ReportChanges(mask=mask):
                self._mask = mask
                if mask:
                    self._answer(self.automatic())
            case TakeBack():
                self._take_back()
            case Begin():
                self._begin()

    def _tell(self, what: str, value: bytes) -> None:
        if not self._slip.rows and self.slips and self._data.startswith(AFTER_CUT):
            self.slips[-1].data += bytes(self._data)
            self._data.clear()
        match what:
            case "count":
                with self.change():
                    self._count = (self._count + 1) % 32
            case "length":
                if self.model.brand == "custom":
                    self._answer(b"%dcm" % min(99_999, round(self.mechanism.roll / DOTS_PER_MM / 10)))
            case "cuts":
                self._answer(b"\x5f%d\x00" % self.mechanism.cuts)
            case "paper" if self.model.hasty:
                pass
            case "paper":
                self._answer(bytes((self.mechanism.paper_sensor(),)))
            case "ejector":
                if self.model.outlet:
                    self._answer(bytes((self.mechanism.ejector(),)))
            case "model":
                self._answer(b"\x20" if value == b"\x01" else b"\x03")
            case _ if self.model.process_ids:
                self._answer(b"\x37\x22" + value + b"\x00")
            case _:
                pass

    async def _burn(self, band: Band) -> None:
        row = self.model.width // 8
        done = 0
        async for rows in self._moving(band.rows):
            self._slip.burn(band.bits[done * row:(done + rows) * row], rows)
            done += rows
        if done == band.rows:
            self._slip.say(band)

    async def _moving(self, rows: int) -> AsyncIterator[int]:
        """Steps of paper, each after its time; fewer than ``rows`` in all if the buffers are cleared meanwhile."""
        for start in range(0, rows, STEP):
            await self._until(self._can_print)
            if self._abandoned:
                return
            step = min(STEP, rows - start)
            await self._wait(step / DOTS_PER_MM / self.model.speed)
            yield step
            self._move(step)

    def _move(self, rows: int) -> None:
        with self.change():
            self.mechanism.roll = max(0, self.mechanism.roll - rows)
        self.burnt += rows
        due = [act for at, act in self.plans if at <= self.burnt]
        self.plans = [plan for plan in self.plans if plan[0] > self.burnt]
        for act in due:
            act()

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(0 if self.model.instant else seconds)

    async def _cut(self, feed: int | None) -> None:
        """What the feed brings from head to knife is the white top of the next slip; pictures leave it out."""
        if feed is not None:
            await self._burn(Band(b"", feed))
            async for _ in self._moving(TO_KNIFE):
                pass
        while True:
            await self._until(self._can_print)
            if self._abandoned:
                return
            if not self.mechanism.cutter_jammed:
                break
            with self.change():
                self.mechanism.cutter_error = True
        await self._wait(CUT_SECONDS)
        self.mechanism.cuts += 1
        slip, data = self._slip, bytes(self._data)
        self._fresh_paper()
        if feed is None:
            self._slip = slip.keep_back(TO_KNIFE)
        slip.data = data
        self.slips.append(slip)
        if self.model.outlet:
            with self.change():
                self.mechanism.present()
        self.cut.set()
        due, self.after_cut = self.after_cut, []
        for act in due:
            act()

    @property
    def hanging(self) -> Slip:
        """Paper that has left the head and is not cut."""
        return self._slip

    def _fresh_paper(self) -> None:
        self._slip = Slip(self.model.width)
        self._data = bytearray()

    def _begin(self) -> None:
        """ESC @ on fresh paper: what came before it was no part of a slip."""
        if not self._slip.rows:
            self._data = self._data[-2:]

    def _take_back(self) -> None:
        if self.mechanism.ticket_out:
            with self.change():
                self.mechanism.leave(by_hand=False)
            self.retracted.append(self.slips[-1])
