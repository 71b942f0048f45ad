"""Questions and answers on one open line.

DLE EOT answers carry no mark of their question. So one question is open at a time, and after a silence the line
counts as *out of step*: it must fall quiet, then answer four questions with exactly four bytes, before an answer is
believed again. A late or unsolicited byte is never taken for a status. On USB and TCP an unanswered request may
still be under way, and a late *clear* would hit the next job: there the dialogue is ``spoiled`` and wants a new line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from devices.errors import Broken, Timeout
from devices.printer import codec
from devices.printer.classifier import (
    AutomaticStatus,
    BufferCleared,
    Classifier,
    Flow,
    FullStatus,
    RealTimeAnswer,
    Signal,
    Transmitted,
)
from devices.printer.status import RealTimeStatus
from devices.printer.transport import Line

Wanted = Callable[[Signal], bool]


def is_paper_answer(signal: Signal) -> bool:
    """An answer to ``GS r 1``: near end in bits 0–1, end in bits 2–3."""
    return isinstance(signal, Transmitted) and signal.value & 0xF0 == 0


@dataclass(frozen=True)
class Limits:
    """Seconds, each with its reason; tests shorten them."""

    answer: float = 1.0
    """One real-time answer takes milliseconds; a busy USB stack some hundred."""
    quiet: float = 0.3
    """A line that says nothing for so long has no late answer in it."""
    stalled: float = 5.0
    """No byte accepted for so long: the printer is busy or off line."""
    beyond_paper: float = 5.0
    """Cutter, presenter and slower paper, on top of the expected time."""
    poll: float = 5.0
    """Between two looks at an idle printer."""
    recover: float = 15.0
    """Between two tries to leave a cutter error: each moves the knife."""
    first_retry: float = 0.25
    last_retry: float = 5.0
    """Back-off while the port can't be opened."""
    taken: float = 60.0
    """Before a slip that nobody takes is drawn back in."""
    outlet: float = 0.5
    """Between two looks at the outlet."""


class Dialogue:
    """Owns ``line``; ``changed`` is set when the printer speaks of a change, ``lost`` when the line has failed.

    :raises devices.errors.Broken: from every call once the line has failed
    :raises devices.errors.Timeout: no answer in time
    """

    def __init__(self, line: Line, limits: Limits, *, full_status: bool = False) -> None:
        self.line = line
        self.changed = asyncio.Event()
        self.lost: str | None = None
        self.spoiled = False
        self._limits = limits
        self._classifier = Classifier(full_status)
        self._waiting: dict[asyncio.Future[Signal], Wanted] = {}
        self._in_step = False
        self._heard_count = 0
        line.listen(self._heard, self._lost)

    async def ask_all(self) -> RealTimeStatus:
        """DLE EOT 1–4: four questions, and no more than four answers."""
        if self.spoiled:
            raise Timeout("an earlier request is still under way")
        if self._in_step:
            status, answers = await self._ask_four()
            if answers == 4:
                self._in_step = True
                return status
        self.line.drop_unsent()
        await self._fall_quiet()
        before = self._heard_count
        status, _ = await self._ask_four()
        await self._speaks()
        if self._heard_count - before != 4:
            raise Timeout("more answers than questions")
        self._in_step = True
        return status

    async def _ask_four(self) -> tuple[RealTimeStatus, int]:
        """The status, and how many bytes like answers came in all."""
        self._in_step = False
        before = self._heard_count
        status = RealTimeStatus(*[await self._ask(n) for n in (1, 2, 3, 4)])
        return status, self._heard_count - before

    async def clear(self) -> None:
        """Empty the printer's buffers, so that no tail of a job is left in it."""
        with self.expecting(lambda signal: isinstance(signal, BufferCleared)) as cleared:
            self.line.drop_unsent()
            await self._request(codec.CLEAR_BUFFER, cleared)

    async def full_status(self) -> FullStatus:
        """Custom printers: DLE EOT 20."""
        with self.expecting(lambda signal: isinstance(signal, FullStatus)) as full:
            answer = await self._request(codec.FULL_STATUS, full)
        assert isinstance(answer, FullStatus)
        return answer

    async def answer(self, future: asyncio.Future[Signal], limit: float | None = None) -> Signal:
        """``future``'s signal within ``limit`` seconds (default: one answer)."""
        try:
            async with asyncio.timeout(limit or self._limits.answer):
                return await future
        except TimeoutError:
            raise Timeout("no answer") from None

    @contextmanager
    def expecting(self, wanted: Wanted) -> Iterator[asyncio.Future[Signal]]:
        """The next signal that is ``wanted``; only while the block runs."""
        future: asyncio.Future[Signal] = asyncio.get_running_loop().create_future()
        if self.lost is not None:
            future.set_exception(Broken(self.lost))
        else:
            self._waiting[future] = wanted
        try:
            yield future
        finally:
            self._waiting.pop(future, None)
            if not future.cancel() and not future.cancelled():
                future.exception()  # fetched, so that a failure nobody waits for any more is not reported as lost

    def close(self) -> None:
        """Fail all who wait, close the line."""
        self.line.close()
        self._lost("closed")

    async def _ask(self, n: int) -> int:
        with self.expecting(lambda signal: isinstance(signal, RealTimeAnswer)) as answered:
            answer = await self._request(codec.real_time_status(n), answered)
        assert isinstance(answer, RealTimeAnswer)
        return answer.value

    async def _request(self, request: bytes, answered: asyncio.Future[Signal]) -> Signal:
        try:
            await self.line.write_real_time(request, self._limits.stalled)
            return await self.answer(answered)
        except Timeout:
            self.spoiled = self.line.queues
            raise

    async def _fall_quiet(self) -> None:
        try:
            async with asyncio.timeout(self._limits.answer + 10 * self._limits.quiet):
                while await self._speaks():
                    pass
        except TimeoutError:
            raise Timeout("it never stops talking") from None

    async def _speaks(self) -> bool:
        before = self._heard_count
        await asyncio.sleep(self._limits.quiet)
        if self.lost is not None:
            raise Broken(self.lost)
        return self._heard_count != before

    def _heard(self, data: bytes) -> None:
        for signal in self._classifier.feed(data):
            match signal:
                case Flow(stop=stop):
                    self.line.flow(stop)
                case AutomaticStatus():
                    self.changed.set()
                case RealTimeAnswer():
                    self._heard_count += 1
                case _:
                    pass
            if not self._deliver(signal) and isinstance(signal, RealTimeAnswer):
                self._in_step = False

    def _deliver(self, signal: Signal) -> bool:
        """Whether somebody waited for it."""
        takers = [future for future, wanted in self._waiting.items() if wanted(signal) and not future.done()]
        for future in takers:
            future.set_result(signal)
            del self._waiting[future]
        return bool(takers)

    def _lost(self, reason: str) -> None:
        if self.lost is not None:
            return
        self.lost = reason
        self.changed.set()
        for future in self._waiting:
            if not future.done():
                future.set_exception(Broken(reason))
        self._waiting.clear()
