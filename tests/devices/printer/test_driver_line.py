"""The line itself: a peer that stops, noise, late answers, and opening again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from devices.printer.api import (
    Cause,
    Disconnected,
    NotReady,
    Outcome,
    Ready,
    Silent,
)
from devices.printer.simulator import PrinterSimulator
from tests.devices.printer.bench import HUGE, QUICK, SLIP, bench
from tests.devices.printer.faults import NOISE

Hand = Callable[[PrinterSimulator], None]
LINES = ["serial", "usb", "tcp"]


@pytest.mark.parametrize("line", LINES)
async def test_a_printer_that_stops_reading_runs_into_the_write_time_out(line: str) -> None:
    def hold(printer: PrinterSimulator) -> None:
        printer.held = True

    async with bench(PrinterSimulator(instant=True, buffer=256), line=line) as rig:
        rig.simulator.when_burnt(60, lambda: hold(rig.simulator))
        result = await rig.printer.print(HUGE)
        assert result.outcome is Outcome.UNKNOWN
        assert "takes nothing" in result.detail or "proofs missing" in result.detail
        assert result.sent > 0


async def test_the_port_is_opened_again_and_again_until_the_printer_is_back() -> None:
    async with bench() as rig:
        for _ in range(3):
            rig.simulator.unplug()
            await rig.until(Disconnected())
            assert await rig.printer.status() == Disconnected()
            rig.simulator.plug()
            await rig.until(Ready())
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED


async def test_a_change_is_told_without_being_asked() -> None:
    async with bench(limits=replace(QUICK, poll=60.0)) as rig:
        rig.simulator.cover_open = True
        await rig.until(NotReady(Cause.COVER_OPEN))
        rig.simulator.cover_open = False
        await rig.until(Ready())


async def test_a_printer_switched_off_and_on_is_greeted_anew() -> None:
    async with bench() as rig:
        rig.simulator.power = False
        await rig.until(Silent())
        rig.simulator.power = True
        await rig.until(Ready())
        rig.simulator.cover_open = True
        await rig.until(NotReady(Cause.COVER_OPEN))
        assert (await rig.printer.print(SLIP)).outcome is Outcome.NOT_PRINTED


async def test_a_printer_that_lost_power_while_unplugged_tells_its_changes_again() -> None:
    async with bench(limits=replace(QUICK, poll=60.0)) as rig:
        rig.simulator.unplug()
        await rig.until(Disconnected())
        rig.simulator.power = False
        rig.simulator.power = True
        rig.simulator.plug()
        await rig.until(Ready())
        rig.simulator.cover_open = True
        await rig.until(NotReady(Cause.COVER_OPEN))


async def test_noise_while_idle_is_no_status() -> None:
    async with bench() as rig:
        rig.simulator.say(NOISE)
        assert await rig.printer.status() in (Ready(), Silent())
        await rig.until(Ready())
        assert set(map(type, rig.statuses)) <= {Ready, Silent}


async def test_noise_in_the_middle_of_a_job_proves_nothing_and_breaks_nothing() -> None:
    async with bench() as rig:
        rig.simulator.when_burnt(60, lambda: rig.simulator.say(NOISE))
        assert (await rig.printer.print(SLIP)).outcome in (Outcome.PRINTED, Outcome.UNKNOWN)
        rig.simulator.silent = True
        rig.simulator.when_burnt(60, lambda: rig.simulator.say(NOISE))
        assert (await rig.printer.print(SLIP)).outcome is not Outcome.PRINTED


async def test_a_late_answer_is_never_taken_for_the_present_status() -> None:
    """Healthy answers that come late must not hide the open cover."""
    async with bench(limits=replace(QUICK, answer=0.2, poll=60.0)) as rig:
        for delay in (0.3, 0.45):
            rig.simulator.answer_delay = delay
            assert await rig.printer.status() == Silent()
            rig.simulator.answer_delay = 0.0
            rig.simulator.cover_open = True
            assert await rig.printer.status() in (Silent(), NotReady(Cause.COVER_OPEN))
            rig.simulator.cover_open = False
            await rig.until(Ready())
