"""A PC/SC reader as a :class:`devices.card.api.CardReader`.

Two threads: the watch on the reader, and one worker for every command to a card. ``SCardTransmit`` knows no time
limit; a watchdog in the loop does. Past it the caller has its answer (``silent``, or ``busy`` where another program's
transaction holds us up) while the worker is still inside the C library. It comes back when the card is pulled or the
reader gives up, and then all is as before; until then each call is answered at once. A worker that stays away for
``Limits.lost`` is lost: :meth:`PcscCardReader.failed` raises, the program ends and is started again (crash only).
It does not end sooner, because a card left in the reader would stop the new program just as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from devices.card import api
from devices.card.api import CardStatus, CardTrouble, Disconnected, Fault, Mute, Present
from devices.card.dialogue import Failed
from devices.card.held import HeldCard
from devices.card.pcsc import Pulse
from devices.card.watch import Sight, Watch
from devices.card.worker import Worker
from devices.errors import Broken, Busy, Closed

PIN_DIGITS = 6
CHALLENGE = 8
T = TypeVar("T")


@dataclass(frozen=True)
class Limits:
    """Seconds. ``command``: one apdu; the slowest good answer at 9600 baud takes 0.1. ``total``: one call, below the

    kiosk's own patience. ``lost``: after that answer, until the worker is given up.
    """

    command: float = 5.0
    total: float = 12.0
    lost: float = 60.0


@dataclass(eq=False)
class _Call:
    """``back``: the worker's; ``outcome``: the caller's, which the watchdog may give first."""

    back: asyncio.Future[Any]
    outcome: asyncio.Future[Any]
    began: float
    timer: asyncio.TimerHandle | None = None

    @property
    def stuck(self) -> bool:
        return self.outcome.done() and not self.back.done()


class PcscCardReader:
    """``reader``: its name, else the first that contains it. ``told``: each new status, in the loop's thread."""

    def __init__(self, reader: str, told: Callable[[CardStatus], None] = lambda status: None, *,
                 limits: Limits | None = None, ask_tries: bool = True) -> None:
        self._told = told
        self._limits = limits or Limits()
        self._pulse = Pulse()
        self._held = HeldCard(self._pulse, ask_tries=ask_tries)
        self._worker = Worker("card-worker")
        self._watch = Watch(reader, self._saw, self._watch_failed)
        self._sight = Sight(Disconnected())
        self._open = False
        self._running: _Call | None = None

    async def connect(self) -> None:
        """Returns when the first status is known. :raises Busy: connected already"""
        if self._open:
            raise Busy("connected already")
        self._loop = asyncio.get_running_loop()
        self._failure: asyncio.Future[None] = self._loop.create_future()
        self._first: asyncio.Future[None] = self._loop.create_future()
        self._worker.start()
        self._watch.start()
        self._open = True
        await asyncio.wait({self._first, self._failure}, return_when=asyncio.FIRST_COMPLETED)

    async def close(self) -> None:
        """The card is without power and both threads have ended, unless the worker is stuck: that one is left."""
        if not self._open:
            return
        self._open = False
        self._watch.close()
        await self._idle()
        if not self._stuck:
            await self._worker.call(self._held.close)
            self._worker.close()
        if self._running is not None and self._running.timer is not None:
            self._running.timer.cancel()
        self._failure.cancel()

    async def failed(self) -> None:
        """Raises what has gone wrong in the threads, if ever. :raises Broken: the worker is lost"""
        await asyncio.shield(self._failure)

    @property
    def last_status(self) -> CardStatus:
        return self._sight.status

    async def status(self) -> CardStatus:
        self._check_open()
        return self._sight.status

    async def read(self, insertion: int) -> api.ReadResult:
        sight = self._sight
        return await self._call(insertion, "connect", lambda: self._held.read(insertion, sight))

    async def verify(self, insertion: int, pin: str) -> api.PinResult:
        """A PIN that is not six digits is refused here: the card would count it as a try."""
        if len(pin) != PIN_DIGITS or not (pin.isascii() and pin.isdigit()):
            return CardTrouble(Fault.REFUSED, "verify")
        return await self._call(insertion, "verify", lambda: self._held.verify(insertion, pin))

    async def authenticate(self, insertion: int, challenge: bytes) -> api.CryptogramResult:
        if len(challenge) != CHALLENGE:
            return CardTrouble(Fault.REFUSED, "authenticate")
        return await self._call(insertion, "challenge", lambda: self._held.authenticate(insertion, challenge))

    async def release(self) -> api.Released:
        """Waits for a call that is running. A stuck worker unpowers as soon as it is back."""
        self._check_open()
        await self._idle()
        if not self._stuck:
            await self._worker.call(self._held.end)
        return api.Released()

    @property
    def _stuck(self) -> bool:
        return self._running is not None and self._running.stuck

    async def _idle(self) -> None:
        """The running call has its answer."""
        if self._running is not None:
            await asyncio.wait({self._running.outcome})

    async def _call(self, insertion: int, step: str, work: Callable[[], T]) -> T | CardTrouble:
        self._check_open()
        status = self._sight.status
        if not isinstance(status, Present) or status.insertion != insertion:
            return CardTrouble(_absent(status, insertion), step)
        if self._running is not None and self._running.stuck:
            told: CardTrouble = self._running.outcome.result()
            return told
        if self._running is not None and not self._running.outcome.done():
            raise Busy("another call is running")
        self._pulse.given_up = False
        self._pulse.beat(step)
        call = _Call(self._worker.call(work), self._loop.create_future(), self._loop.time())
        self._running = call
        call.back.add_done_callback(lambda _: self._came_back(call))
        call.timer = self._loop.call_later(min(self._limits.command, self._limits.total), self._look, call)
        outcome: T | CardTrouble = await asyncio.shield(call.outcome)
        return outcome

    def _look(self, call: _Call) -> None:
        """The watchdog: is the worker still at the same command?"""
        now = self._loop.time()
        left = min(self._pulse.since + self._limits.command, call.began + self._limits.total) - now
        if left > 0:
            call.timer = self._loop.call_later(left, self._look, call)
            return
        self._pulse.given_up = True
        step = self._pulse.step
        call.timer = self._loop.call_later(self._limits.lost, self._fail, Broken(f"stuck in {step}"))
        call.outcome.set_result(CardTrouble(Fault.BUSY if step == "connect" else Fault.SILENT, step))

    def _came_back(self, call: _Call) -> None:
        if call.timer is not None:
            call.timer.cancel()
        error = call.back.exception()
        if call.outcome.done():  # its caller has been told silent: what came of it is nobody's
            self._keep_house(self._held.end)
            if error is not None and not isinstance(error, Failed):
                self._fail(error)
        elif error is None:
            call.outcome.set_result(call.back.result())
        elif isinstance(error, Failed):
            call.outcome.set_result(CardTrouble(error.fault, error.step, error.status_word))
        else:
            call.outcome.set_exception(error)

    def _keep_house(self, work: Callable[[], None]) -> None:
        """In the worker, when it is free; nobody waits."""
        if self._open:
            self._worker.call(work).add_done_callback(self._kept_house)

    def _kept_house(self, done: asyncio.Future[None]) -> None:
        if (error := done.exception()) is not None:
            self._fail(error)

    def _saw(self, sight: Sight) -> None:
        """In the watch's thread."""
        self._loop.call_soon_threadsafe(self._changed, sight)

    def _watch_failed(self, error: BaseException) -> None:
        """In the watch's thread."""
        self._loop.call_soon_threadsafe(self._fail, error)

    def _changed(self, sight: Sight) -> None:
        before, self._sight = self._sight, sight
        if isinstance(sight.status, Disconnected):
            self._keep_house(self._held.close)
        elif isinstance(before.status, Present):
            self._keep_house(self._held.end)
        if not self._first.done():
            self._first.set_result(None)
        self._told(sight.status)

    def _fail(self, error: BaseException) -> None:
        if not self._failure.done():
            self._failure.set_exception(error)

    def _check_open(self) -> None:
        if not self._open:
            raise Closed("connect first")


def _absent(status: CardStatus, insertion: int) -> Fault:
    match status:
        case Disconnected():
            return Fault.READER_GONE
        case Mute(insertion=present) if present == insertion:
            return Fault.SILENT
    return Fault.REMOVED
