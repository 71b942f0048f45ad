"""Questions and answers on one open line.

Status answers carry no mark of their question. So one question is open at a time, and after a silence the line
counts as *out of step*: it must fall quiet, then answer the brand's questions (DLE EOT 1–4) with exactly as many
answers, before an answer is believed again. A late or unsolicited byte is never taken for a status. On USB and TCP an
unanswered request may still be under way, and a late *clear* would hit the next job: there the dialogue is
``spoiled`` and wants a new line.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from devices.errors import Broken, Timeout
from devices.printer.api import PrinterStatus
from devices.printer.brand import Brand, Outlet, Wanted
from devices.printer.classifier import Flow, Signal
from devices.printer.pace import PAPER_MM_PER_SECOND
from devices.printer.transport import Line


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
    paper_speed: float = PAPER_MM_PER_SECOND
    """mm/s, of a printer in good order."""
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

    def __init__(self, line: Line, limits: Limits, brand: Brand) -> None:
        self.line = line
        self.answers: tuple[Signal, ...] = ()
        """The last whole set of status answers."""
        self.changed = asyncio.Event()
        self.lost: str | None = None
        self.spoiled = False
        self._limits = limits
        self._brand = brand
        self._listener = brand.listener()
        self._waiting: dict[asyncio.Future[Signal], Wanted] = {}
        self._in_step = False
        self._heard_count = 0
        line.listen(self._heard, self._lost)

    async def ask_all(self) -> PrinterStatus:
        """All of the brand's status questions, and no more answers than questions."""
        if self.spoiled:
            raise Timeout("an earlier request is still under way")
        questions = len(self._brand.status_questions)
        if self._in_step and await self._ask_each() == questions:
            self._in_step = True
            return self._brand.status(self.answers)
        self.line.drop_unsent()
        for _ in range(self._brand.rounds):
            await self._fall_quiet()
            before = self._heard_count
            await self._ask_each()
            await self._speaks()
            if self._heard_count - before == questions:
                self._in_step = True
                return self._brand.status(self.answers)
        raise Timeout("more answers than questions")

    async def _ask_each(self) -> int:
        """How many signals like answers came in all."""
        self._in_step = False
        before = self._heard_count
        self.answers = tuple([await self._ask(question) for question in self._brand.status_questions])
        return self._heard_count - before

    async def clear(self) -> None:
        """Empty the printer's buffers, so that no tail of a job is left in it."""
        with self.expecting(self._brand.is_cleared) as cleared:
            self.line.drop_unsent()
            await self._request(self._brand.clear, cleared)

    async def outlet(self) -> Outlet:
        """What the sensor at the outlet says now."""
        with self.expecting(lambda signal: self._brand.outlet(signal) is not None) as told:
            outlet = self._brand.outlet(await self._request(self._brand.outlet_question, told))
        assert outlet is not None
        return outlet

    async def paper_left(self) -> int:
        """Millimetres on the roll as the printer believes. Only while it is ready and no job is under way."""
        with self.expecting(lambda signal: self._brand.paper_left(signal) is not None) as told:
            self._listener.length_asked()
            await self.line.write(self._brand.length_question, self._limits.stalled)
            left = self._brand.paper_left(await self.answer(told))
        assert left is not None
        return left

    async def cuts(self) -> int:
        """Of the printer's knife, ever, by its own counter. Only while it is ready and no job is under way."""
        with self.expecting(lambda signal: self._brand.cuts(signal) is not None) as told:
            self._listener.cuts_asked()
            await self.line.write(self._brand.cuts_question, self._limits.stalled)
            cuts = self._brand.cuts(await self.answer(told))
        assert cuts is not None
        return cuts

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

    async def _ask(self, question: bytes) -> Signal:
        with self.expecting(self._brand.is_answer) as answered:
            return await self._request(question, answered)

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
        for signal in self._listener.feed(data):
            if isinstance(signal, Flow):
                self.line.flow(signal.stop)
            is_answer = self._brand.is_answer(signal)
            self._heard_count += is_answer
            wanted = self._deliver(signal)
            if self._brand.is_change(signal) and not wanted:
                self.changed.set()
            if is_answer and not wanted:
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
