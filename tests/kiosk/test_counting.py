"""The printer's totals are read before the first slip of a day and after its midnight, and the journal keeps them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from contract.civil_time import begin_of, day_after
from devices.printer import api as printer
from devices.printer.brands import BRANDS
from devices.printer.profile import able
from devices.printer.service import PrinterService
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import parse_port
from kiosk.counting import PrinterCounts
from kiosk.journal import UNREAD, Journal, Reading, Used, between
from kiosk.links.device import DeviceLink
from tests.devices.printer.bench import GENEROUS, PATIENT, SLIP

MONDAY = 20261123
TUESDAY = day_after(MONDAY)
READ = Reading(10, 500, 1, True)


@dataclass
class Lobby:
    """A printer program over the simulator, a link to it, and the wall clock."""

    folder: Path
    simulator: PrinterSimulator
    link: DeviceLink
    now: float = float(begin_of(MONDAY) + 9 * 3600)

    @contextlib.asynccontextmanager
    async def core(self, *, linked: bool = True) -> AsyncIterator[tuple[PrinterCounts, Journal]]:
        """One life of kiosk-core; without ``linked`` no printer program is there for it."""
        journal = await Journal.open(self.folder / "journal.sqlite", lambda: self.now)
        nobody = DeviceLink(self.folder / "nobody.sock", (), lambda topic, body: None, lambda: None)
        try:
            yield PrinterCounts(journal, self.link if linked else nobody, lambda: self.now), journal
        finally:
            await journal.close()

    async def slip(self) -> None:
        assert (await self.link.call(printer.PRINT, SLIP, GENEROUS)).outcome is printer.Outcome.PRINTED

    def tomorrow(self) -> None:
        self.now += 86400


@contextlib.asynccontextmanager
async def lobby(folder: Path) -> AsyncIterator[Lobby]:
    simulator = PrinterSimulator(instant=True)
    port = parse_port(f"serial://{await simulator.start()}")
    simulator.cuts = 400
    service = PrinterService(folder / "printer.sock", port, able(BRANDS["epson"]), limits=PATIENT)
    await service.start()
    there = asyncio.Event()
    link = DeviceLink(folder / "printer.sock", (printer.STATUS,), lambda topic, body: there.set(), lambda: None)
    running = asyncio.create_task(link.run())
    try:
        async with asyncio.timeout(GENEROUS):
            await there.wait()
        yield Lobby(folder, simulator, link)
    finally:
        running.cancel()
        await asyncio.wait({running})
        await service.stop()
        await simulator.stop()


async def test_a_days_count_lies_between_its_first_slip_and_the_night_and_outlives_a_restart(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there:
        async with there.core() as (counts, _):
            await counts.before_slip()
            await there.slip()
        async with there.core() as (counts, journal):
            await counts.before_slip()
            await there.slip()
            assert between(*await journal.readings(MONDAY)) == Used(), "the day is not over"
            there.tomorrow()
            assert await counts.after_midnight()
            await there.slip()
            await counts.before_slip()
            assert await counts.after_midnight()
            used = between(*await journal.readings(MONDAY))
        assert (used.slips, used.strips) == (2, 0)
        assert used.paper_mm is not None
        assert used.paper_mm > 0


async def test_the_first_slip_of_the_next_day_ends_a_day_that_nobody_has_ended(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there, there.core() as (counts, journal):
        await counts.before_slip()
        await there.slip()
        there.tomorrow()
        there.tomorrow()
        await counts.before_slip()
        await there.slip()
        assert between(*await journal.readings(MONDAY)).slips == 1
        assert between(*await journal.readings(TUESDAY)) == Used(), "a day without a slip has no reading"


async def test_another_printer_with_a_lower_count_is_no_count(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there, there.core() as (counts, journal):
        await counts.before_slip()
        await there.slip()
        there.simulator.cuts = 3
        there.tomorrow()
        assert await counts.after_midnight()
        used = between(*await journal.readings(MONDAY))
        assert used.slips is None
        assert used.paper_mm is not None


async def test_a_printer_that_does_not_tell_holds_up_no_slip_and_ends_no_day(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there, there.core(linked=False) as (counts, journal):
        await counts.before_slip()
        there.tomorrow()
        assert not await counts.after_midnight()
        assert await journal.readings(MONDAY) == (UNREAD, None)
        assert not await journal.has_reading(TUESDAY)


async def test_while_a_slip_is_under_way_no_day_ends(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there, there.core() as (counts, journal):
        await journal.intend("op1", "asked")
        there.tomorrow()
        assert not await counts.after_midnight()
        await journal.refused("op1")
        assert await counts.after_midnight()


async def test_a_reading_after_a_days_first_slip_tells_nothing_of_that_day(tmp_path: Path) -> None:
    async with lobby(tmp_path) as there, there.core() as (counts, journal):
        await journal.intend("op1", "asked")
        await journal.refused("op1")
        await counts.before_slip()
        assert await journal.readings(MONDAY) == (UNREAD, None)


async def test_of_two_readings_at_once_the_first_stays(tmp_path: Path) -> None:
    journal = await Journal.open(tmp_path / "journal.sqlite", lambda: 1.0)
    for reading in (READ, Reading(99, 999, 9, True), UNREAD):
        await journal.counted(MONDAY, reading)
    assert await journal.readings(MONDAY) == (READ, None)
    await journal.close()


readings = st.builds(Reading, st.none() | st.integers(0, 99), st.none() | st.integers(0, 99), st.integers(0, 9),
                     st.booleans())


@given(st.none() | readings, st.none() | readings)
def test_no_count_is_ever_negative_or_made_of_two_sources(before: Reading | None, after: Reading | None) -> None:
    used = between(before, after)
    for count in (used.slips, used.paper_mm, used.strips):
        assert count is None or count >= 0
    if before is None or after is None or before.by_printer != after.by_printer:
        assert used.slips is None


def test_what_lies_between_two_readings_is_their_difference() -> None:
    assert between(READ, Reading(15, 1_700, 3, True)) == Used(5, 1_200, 2)
    assert between(READ, Reading(15, 499, 1, True)) == Used(5, None, 0)
    assert between(READ, Reading(15, 1_700, 1, False)) == Used(None, 1_200, 0)
