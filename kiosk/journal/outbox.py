"""The outbox sender: tells the centre what became of each slip, until it has taken it or never will.

Each command waits for itself (no order between slips); after a failed try it waits a random time up to a limit that
doubles ("full jitter": https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/), so that a hall of
kiosks does not come back all at once. A command that the centre will never take is parked and blocks nobody.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from kiosk.journal.commands import Command
from kiosk.journal.journal import Journal

LOOK = 30.0
"""Seconds between two looks into the file while nothing is due."""


@dataclass(frozen=True)
class Delivered:
    """The centre has it (again or for the first time)."""


@dataclass(frozen=True)
class Retry:
    """No answer, or one that may be another tomorrow: 408, 429, 5xx, nonsense."""


@dataclass(frozen=True)
class Poison:
    """Refused for good. ``reason``: the problem's code."""

    reason: str


Sent = Delivered | Retry | Poison


@dataclass(frozen=True)
class Backoff:
    """Seconds: the limit of the first wait, and of the longest."""

    first: float = 1.0
    longest: float = 300.0

    def limit(self, tries: int) -> float:
        """Limit of the wait after ``tries`` failed ones (1 …)."""
        return min(self.longest, self.first * 2.0 ** min(tries - 1, 32))


@dataclass(frozen=True)
class _Wait:
    tries: int
    until: float


class OutboxSender:
    """``send`` does one try. ``clock`` gives monotonic seconds, ``uniform(a, b)`` a random number between;
    ``look`` seconds between two looks into the file.
    """

    def __init__(self, journal: Journal, send: Callable[[Command], Awaitable[Sent]], *, clock: Callable[[], float],
                 uniform: Callable[[float, float], float], backoff: Backoff | None = None,
                 look: float = LOOK) -> None:
        self._journal = journal
        self._send = send
        self._clock = clock
        self._uniform = uniform
        self._backoff = backoff or Backoff()
        self._look = look
        self._waits: dict[int, _Wait] = {}

    def wake(self) -> None:
        """The centre was heard of again: try everything now, and count tries anew."""
        self._waits.clear()
        self._journal.outbox_grew.set()

    async def run(self) -> None:
        """Until cancelled. A try that is cut off is repeated by the next run: the centre takes a word twice."""
        while True:
            self._journal.outbox_grew.clear()
            commands = await self._journal.outbox()
            self._waits = {row: wait for row, wait in self._waits.items() if row in {each.row for each in commands}}
            due = [command for command in commands if self._due(command.row)]
            for command in due:
                await self._try(command)
            if not due:
                await self._idle()

    def _due(self, row: int) -> bool:
        wait = self._waits.get(row)
        return wait is None or wait.until <= self._clock()

    async def _try(self, command: Command) -> None:
        match await self._send(command):
            case Delivered():
                await self._journal.delivered(command.row)
            case Poison(reason=reason):
                await self._journal.parked(command.row, reason)
            case Retry():
                known = self._waits.get(command.row)
                tries = known.tries + 1 if known else 1
                pause = self._uniform(0.0, self._backoff.limit(tries))
                self._waits[command.row] = _Wait(tries, self._clock() + pause)

    async def _idle(self) -> None:
        """Until a command is added, somebody wakes us, or the next wait is over; then we look into the file in any
        case, where ``kiosk slip settle`` writes from another program.
        """
        next_due = min((wait.until - self._clock() for wait in self._waits.values()), default=self._look)
        pause = min(self._look, max(0.0, next_due))
        try:
            async with asyncio.timeout(pause):
                await self._journal.outbox_grew.wait()
        except TimeoutError:
            return
