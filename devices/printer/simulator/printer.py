"""The printer as a person meets it: a plug, a switch, a cover, a roll, and slips to be torn off."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from devices.printer.simulator.machine import Machine, Model
from devices.printer.simulator.mechanism import ENDLESS
from devices.printer.simulator.paper import Slip
from devices.printer.simulator.wire import PtyWire, TcpWire


class PrinterSimulator:
    """``start`` or ``start_tcp``, then hands; ``stop`` leaves no task and no file.

    :param speed: paper in mm/s
    :param instant: paper, knife and serial line take no time
    :param buffer: bytes of the receive buffer; full, it holds the line busy
    :param brand: ``epson``, ``clone``, ``custom`` or ``star``: the same machine, another tongue
    :param process_ids: knows ``GS ( H`` and ``DLE DC4`` 8; as the brand does, unless told
    :param outlet: has a presenter with a sensor; as the brand has, unless told
    :param hasty: answers ``GS r`` when it has read it, with lines still to be burnt
    """

    def __init__(self, *, width: int = 576, speed: float = 250.0, instant: bool = False, buffer: int = 4096,
                 brand: str = "epson", process_ids: bool | None = None, outlet: bool | None = None,
                 hasty: bool = False) -> None:
        model = Model(width, speed, instant, buffer, brand == "epson" if process_ids is None else process_ids,
                      brand in ("custom", "star") if outlet is None else outlet, brand, hasty)
        self._machine = Machine(model, self._answer, self._flow)
        self._pty: PtyWire | None = None
        self._tcp: TcpWire | None = None
        self._task: asyncio.Task[None] | None = None
        self._late: list[asyncio.TimerHandle] = []
        self._held = self._busy = False
        self.silent = False
        """Prints, and answers nothing."""
        self.answer_delay = 0.0
        """Seconds before each answer leaves."""
        self.loses: Callable[[bytes], bool] = lambda answer: False
        """Answers that get lost on the line."""

    async def start(self, *, usb: bool = False) -> str:
        """Plug into a PTY; returns the path that a host opens. ``usb``: busy is a NAK and can't be ignored."""
        self._pty = PtyWire(self._machine.receive, lambda: self._machine.room, usb=usb,
                            instant=self._machine.model.instant)
        self._pty.plug()
        self._task = asyncio.create_task(self._machine.work(), name="simulator-printer")
        return self._pty.name

    async def start_tcp(self, port: int = 0) -> int:
        """Listen on 127.0.0.1; returns the port."""
        self._tcp = TcpWire(self._machine.receive, lambda: self._machine.room)
        self._task = asyncio.create_task(self._machine.work(), name="simulator-printer")
        return await self._tcp.listen(port)

    async def stop(self) -> None:
        """Pull everything. A surprise inside the simulator is raised here."""
        for handle in self._late:
            handle.cancel()
        for wire in (self._pty, self._tcp):
            if wire is not None:
                await wire.close()
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.wait({task})
            if not task.cancelled():
                task.result()

    # Paper

    @property
    def slips(self) -> list[Slip]:
        """All papers cut so far, oldest first."""
        return self._machine.slips

    @property
    def retracted(self) -> list[Slip]:
        """Those that were drawn back in."""
        return self._machine.retracted

    @property
    def hanging(self) -> Slip:
        """Paper that has left the head and is not cut."""
        return self._machine.hanging

    async def torn_off(self, count: int) -> Slip:
        """Wait until ``count`` slips have been cut in all; returns the last of them."""
        while len(self.slips) < count:
            self._machine.cut.clear()
            await self._machine.cut.wait()
        return self.slips[count - 1]

    def take(self) -> Slip | None:
        """Take the slip from the presenter's outlet; None: nothing is there."""
        if not self._machine.mechanism.ticket_out:
            return None
        with self._machine.change():
            self._machine.mechanism.leave(by_hand=True)
        return self.slips[-1]

    @property
    def cuts(self) -> int:
        """Of the knife since it was made; set: another printer stands there."""
        return self._machine.mechanism.cuts

    @cuts.setter
    def cuts(self, count: int) -> None:
        self._machine.mechanism.cuts = count

    def when_burnt(self, rows: int, act: Callable[[], None]) -> None:
        """``act`` as soon as ``rows`` more dots of paper have moved."""
        self._machine.plans.append((self._machine.burnt + rows, act))

    def when_cut(self, act: Callable[[], None]) -> None:
        """``act`` as soon as the next slip is cut, before the host hears of it."""
        self._machine.after_cut.append(act)

    # What a test asserts

    @property
    def unknown(self) -> list[bytes]:
        """Codes that this kind of printer does not know."""
        return self._machine.interpreter.unknown

    @property
    def overruns(self) -> int:
        """Bytes that came while the buffer was full and are lost."""
        return self._machine.overruns

    @property
    def clears(self) -> int:
        """Buffer clears done."""
        return self._machine.clears

    # Hands

    @property
    def cover_open(self) -> bool:
        return self._machine.mechanism.cover_open

    @cover_open.setter
    def cover_open(self, is_open: bool) -> None:
        with self._machine.change():
            self._machine.mechanism.cover_open = is_open
            self._machine.mechanism.opened_while_printing = is_open and self._machine.busy

    @property
    def roll(self) -> int:
        """Dots of paper left; 0 is the end."""
        return self._machine.mechanism.roll

    @roll.setter
    def roll(self, dots: int) -> None:
        with self._machine.change():
            self._machine.mechanism.roll = dots

    def new_roll(self) -> None:
        """As good as endless, and not low."""
        self.near_end = False
        self.roll = ENDLESS

    @property
    def near_end(self) -> bool:
        """The roll is low."""
        return self._machine.mechanism.roll <= self._machine.mechanism.near_end

    @near_end.setter
    def near_end(self, low: bool) -> None:
        with self._machine.change():
            self._machine.mechanism.near_end = self.roll if low else 0

    @property
    def cutter_jammed(self) -> bool:
        """Something stands in the knife's way. Freeing it does not leave the error: the host has to say so."""
        return self._machine.mechanism.cutter_jammed

    @cutter_jammed.setter
    def cutter_jammed(self, jammed: bool) -> None:
        self._machine.mechanism.cutter_jammed = jammed

    @property
    def head_hot(self) -> bool:
        return self._machine.mechanism.head_hot

    @head_hot.setter
    def head_hot(self, hot: bool) -> None:
        with self._machine.change():
            self._machine.mechanism.head_hot = hot

    @property
    def broken(self) -> bool:
        """An unrecoverable error."""
        return self._machine.mechanism.broken

    @broken.setter
    def broken(self, broken: bool) -> None:
        with self._machine.change():
            self._machine.mechanism.broken = broken

    @property
    def feed_pressed(self) -> bool:
        return self._machine.mechanism.feed_pressed

    @feed_pressed.setter
    def feed_pressed(self, pressed: bool) -> None:
        with self._machine.change():
            self._machine.mechanism.feed_pressed = pressed

    @property
    def power(self) -> bool:
        """Off: bytes vanish and nobody answers. On again: empty buffers, defaults, no automatic status."""
        return self._machine.powered

    @power.setter
    def power(self, on: bool) -> None:
        self._machine.switch(on)

    @property
    def held(self) -> bool:
        """The line is held busy: the host's bytes are not read at all."""
        return self._held

    @held.setter
    def held(self, held: bool) -> None:
        self._held = held
        self._flow()

    @property
    def plugged(self) -> bool:
        """Whether the PTY's cable is in."""
        return self._pty is not None and self._pty.plugged

    def unplug(self) -> None:
        """Pull the PTY's cable."""
        if self._pty is not None:
            self._pty.unplug()

    def plug(self) -> None:
        """Put it back: the same name, another device."""
        if self._pty is not None and not self._pty.plugged:
            self._pty.plug()
            self._flow()

    def say(self, noise: bytes) -> None:
        """Bytes on the line that nobody asked for."""
        for wire in (self._pty, self._tcp):
            if wire is not None:
                wire.send(noise)

    def speak(self) -> None:
        """Tell the status unasked, as it is."""
        self.say(self._machine.automatic())

    # The line

    def _flow(self) -> None:
        """Busy from a full buffer until half of it is free again."""
        room = self._machine.room
        if self._held or room <= 0:
            self._busy = True
        elif room >= self._machine.model.buffer // 2:
            self._busy = False
        for wire in (self._pty, self._tcp):
            if wire is not None and self._busy:
                wire.hold()
            elif wire is not None:
                wire.release()

    def _answer(self, data: bytes) -> None:
        if self.silent or self.loses(data):
            return
        if self.answer_delay:
            self._late.append(asyncio.get_running_loop().call_later(self.answer_delay, self.say, data))
        else:
            self.say(data)
