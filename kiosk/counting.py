"""The printer's own totals, read once a day: before the first slip gets its number, or at the report after midnight.

The day's count is what lies between its reading and the next one, so each reading ends one day and begins another.
It is kept in the journal; a day on which the printer did not answer in time has none, and its neighbour's end is open.
"""

from __future__ import annotations

from collections.abc import Callable

from contract.civil_time import day_of
from contract.frames import FrameError
from devices.printer import api as printer
from kiosk.journal import UNREAD, Journal, Reading
from kiosk.links.device import DeviceLink

LIMIT = 5.0


class PrinterCounts:
    """``now`` epoch seconds."""

    def __init__(self, journal: Journal, link: DeviceLink, now: Callable[[], float]) -> None:
        self._journal = journal
        self._link = link
        self._now = now

    async def before_slip(self) -> None:
        """Before a number is asked for. A printer that does not tell keeps nobody waiting for a slip."""
        day = day_of(self._now())
        if not await self._journal.has_reading(day):
            await self._journal.counted(day, await self._read())

    async def after_midnight(self) -> bool:
        """Ends the last day. False: a slip of it may still be under way, or the printer does not tell."""
        day = day_of(self._now())
        if await self._journal.has_reading(day):
            return True
        if await self._journal.unsettled():
            return False
        reading = await self._read()
        if reading == UNREAD:
            return False
        await self._journal.counted(day, reading)
        return True

    async def _read(self) -> Reading:
        try:
            told = await self._link.call(printer.COUNTERS, printer.CountersWanted(), LIMIT)
        except FrameError:
            return UNREAD
        return Reading(told.cuts, told.paper_mm, told.strips, told.by_printer)
