"""How often was cut and how much paper was used: by the printer's own counter, else by ours, and never reset."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract import frames
from devices.errors import Busy
from devices.printer import api
from devices.printer.api import Cause, Counters, CountersWanted, NotReady, Outcome, Ready
from devices.printer.brands import BRANDS
from devices.printer.classifier import Classifier, CutCount, Garbage, RealTimeAnswer
from devices.printer.pace import DOTS_PER_MM
from devices.printer.profile import Profile, able
from devices.printer.roll import TO_KNIFE_MM, Roll, RollMeter
from devices.printer.service import PrinterService
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import parse_port
from tests.devices.printer.bench import GENEROUS, LONG, PATIENT, QUICK, SLIP, bench

OWN = able(BRANDS["epson"], profile=Profile("epson", cut_counter=False))


async def test_the_printers_own_counter_is_told_where_it_keeps_one() -> None:
    async with bench(before=lambda simulator: setattr(simulator, "cuts", 7_700)) as rig:
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        told = await rig.printer.counters()
        assert (told.cuts, told.by_printer, rig.simulator.unknown) == (7_701, True, [])
        rig.simulator.cuts += 2
        assert (await rig.printer.counters()).cuts == 7_703, "what another program has cut counts too"


@pytest.mark.parametrize("brand", ["clone", "custom", "star", "epson"])
async def test_else_our_count_of_cuts_is_told(brand: str) -> None:
    capabilities = OWN if brand == "epson" else able(BRANDS[brand])
    limits = replace(PATIENT, taken=QUICK.taken)
    async with bench(brand=brand, capabilities=capabilities, limits=limits) as rig:
        assert (await rig.printer.counters()).cuts == 0
        assert (await rig.printer.print(SLIP)).outcome in (Outcome.PRINTED, Outcome.RETRACTED)
        told = await rig.printer.counters()
        assert (told.cuts, told.strips, told.by_printer) == (1, 0, False)
        assert rig.simulator.unknown == []


async def test_a_printer_that_does_not_tell_its_counter_is_counted_by_us() -> None:
    async with bench() as rig:
        rig.simulator.loses = lambda answer: answer.startswith(b"\x5f")
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert (await rig.printer.counters()).cuts == 1
        rig.simulator.cuts = 50
        rig.simulator.loses = lambda answer: False
        assert (await rig.printer.counters()).cuts == 50
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED


@pytest.mark.parametrize("capabilities", [OWN, able(BRANDS["epson"])], ids=["ours", "the printer's"])
async def test_a_torn_slips_rest_is_a_cut_and_told_as_a_strip(capabilities: api.Capabilities) -> None:
    async with bench(capabilities=capabilities) as rig:
        rig.simulator.when_burnt(100, lambda: setattr(rig.simulator, "cover_open", True))
        assert (await rig.printer.print(LONG)).outcome is Outcome.UNKNOWN
        await rig.until(NotReady(Cause.COVER_OPEN))
        rig.simulator.cover_open = False
        await rig.until(Ready())
        told = await rig.printer.counters()
        assert (told.cuts, told.strips) == (len(rig.simulator.slips), 1)


async def test_paper_is_a_running_total_that_neither_a_new_roll_nor_a_restart_resets(tmp_path: Path) -> None:
    file = tmp_path / "roll.json"
    async with bench(capabilities=OWN, meter=RollMeter(Roll(), file)) as rig:
        for _ in range(2):
            assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
            rig.simulator.roll = 0
            await rig.until(NotReady(Cause.PAPER_END))
            rig.simulator.new_roll()
            await rig.until(Ready())
        told = await rig.printer.counters()
        cut = rig.simulator.slips[0].rows / DOTS_PER_MM + TO_KNIFE_MM
        assert told.paper_mm is not None
        assert abs(told.paper_mm - 2 * cut) <= 4
    assert RollMeter(Roll(), file).counters() == told == Counters(2, told.paper_mm)


def test_a_count_of_before_is_read_and_its_totals_begin_at_nothing(tmp_path: Path) -> None:
    file = tmp_path / "roll.json"
    file.write_bytes(b'{"used_mm":500,"low_mm":400,"ended":false}')
    meter = RollMeter(Roll(), file)
    assert meter.paper(100).left_mm == 1_600
    assert meter.counters() == Counters(0, 0)


async def test_while_a_slip_prints_nothing_is_counted() -> None:
    async with bench(PrinterSimulator(speed=500.0), limits=PATIENT) as rig:
        job = asyncio.create_task(rig.printer.print(SLIP))
        await rig.until(api.Printing())
        with pytest.raises(Busy):
            await rig.printer.counters()
        assert (await job).outcome is Outcome.PRINTED


async def test_the_counters_are_asked_for_over_the_socket(tmp_path: Path) -> None:
    simulator = PrinterSimulator(instant=True)
    port = parse_port(f"serial://{await simulator.start()}")
    simulator.cuts = 12
    service = PrinterService(tmp_path / "printer.sock", port, able(BRANDS["epson"]), limits=QUICK)
    await service.start()
    channel = await frames.connect(tmp_path / "printer.sock")
    try:
        assert await channel.call(api.COUNTERS, CountersWanted(), GENEROUS) == Counters(12, 0, by_printer=True)
    finally:
        await channel.close()
        await service.stop()
        await simulator.stop()


@given(st.integers(0, 10**10 - 1), st.integers(0, 12))
def test_a_counter_is_read_only_where_it_was_asked_for(cuts: int, piece: int) -> None:
    block = b"\x5f%d\x00" % cuts
    asked = Classifier()
    asked.cuts_asked()
    assert [*asked.feed(block[:piece]), *asked.feed(block[piece:])] == [CutCount(cuts)]
    assert asked.feed(b"\x5f") == Classifier().feed(b"\x5f") == [Garbage(0x5F)]


@pytest.mark.parametrize("noise", [b"\x5f", b"\x5f77", b"\x5f" + b"1" * 10])
def test_a_counter_that_is_cut_short_hides_no_status(noise: bytes) -> None:
    asked = Classifier()
    asked.cuts_asked()
    assert asked.feed(noise + b"\x12")[-1] == RealTimeAnswer(0x12)
