"""Once a day the centre gets the signed books of each day that is over, until it has taken them.

Its answer heals both ends: what a restored backup has forgotten is told again, what a person has settled at the
centre is settled here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from contract.civil_time import begin_of, day_after, day_of
from contract.messages import REPORT_DAY, DayTaken
from contract.signed_words import DayReport
from kiosk.centre.client import CentreClient
from kiosk.journal import Backoff, Journal, OutOfOrder, UnknownSlip, between
from kiosk.reconciliation import day_report
from kiosk.signing import MachineKey

LOOK = 3600.0
"""Seconds between two looks at the calendar: the wall clock may be set."""
SPREAD = 1800.0
"""A hall of kiosks does not report at the same moment after midnight."""
BACKOFF = Backoff(60.0, 3600.0)
UNCOUNTED = 3
"""So many tries wait for the printer's count before a day is reported without it."""
AT_THE_CENTRE = "centre"
"""Who settled a slip that was settled there: the name stands in the centre's books."""


class Reporter:
    """``now`` epoch seconds; ``uniform(a, b)`` a random number between.

    :param count: reads the printer's totals, which end the last day; False: not now
    """

    def __init__(self, machine: str, journal: Journal, centre: CentreClient, key: MachineKey,
                 now: Callable[[], float], uniform: Callable[[float, float], float],
                 count: Callable[[], Awaitable[bool]]) -> None:
        self._machine = machine
        self._journal = journal
        self._centre = centre
        self._key = key
        self._now = now
        self._uniform = uniform
        self._count = count
        self._uncounted = 0

    async def run(self) -> None:
        """Until cancelled."""
        failed = 0
        while True:
            failed = 0 if await self.report() else failed + 1
            pause = self._uniform(0.0, BACKOFF.limit(failed)) if failed else LOOK + self._uniform(0.0, SPREAD)
            await asyncio.sleep(pause)

    async def report(self) -> bool:
        """Every day that is over and was not reported, oldest first. False: the centre did not take one, or the
        printer has not told its count yet.
        """
        due = await self._due()
        if due and not await self._count() and self._uncounted < UNCOUNTED:
            self._uncounted += 1
            return False
        self._uncounted = 0
        for day in due:
            if not await self.report_day(day):
                return False
        return True

    async def report_day(self, day: int) -> bool:
        """One day, again or for the first time. False: no answer, or a refusal, which may be another tomorrow."""
        signed = self._key.sign(await self.books(day))
        answer = await self._centre.ask(REPORT_DAY, signed)
        if not isinstance(answer, DayTaken):
            return False
        for settled in answer.settled:
            try:
                await self._journal.settled_by_person(settled.op, settled.outcome, AT_THE_CENTRE, told=True)
            except (OutOfOrder, UnknownSlip):
                continue  # settled here too; the centre compares both words
        await self._journal.day_reported(day, answer.again)
        return True

    async def books(self, day: int) -> DayReport:
        """The day's report as the journal has it now."""
        entries = await self._journal.entries(begin_of(day), begin_of(day_after(day)))
        used = between(*await self._journal.readings(day))
        return day_report(self._machine, day, int(self._now()), entries, used)

    async def _due(self) -> list[int]:
        last = await self._journal.last_reported()
        first = await self._journal.first_moment()
        if first is None:
            return []
        day = day_of(first) if last is None else day_after(last)
        today = day_of(self._now())
        days: list[int] = []
        while day < today:
            days.append(day)
            day = day_after(day)
        return days
