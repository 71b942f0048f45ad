"""What is left on the roll, from what sensors and printers say and from what was printed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from devices.printer.api import Cause, NotReady, Outcome, Paper, PrinterStatus, Ready, Silent
from devices.printer.brands import BRANDS
from devices.printer.pace import DOTS_PER_MM
from devices.printer.profile import Profile, able
from devices.printer.roll import TO_KNIFE_MM, Count, Roll, RollMeter, heard, paper, printed
from tests.devices.printer.bench import GENEROUS, QUICK, SLIP, bench

ROLL = Roll(length_mm=80_000, near_end_mm=2_000)
BLIND = Roll(length_mm=80_000, near_end_mm=2_000, sensor=False)
END, COVER, LOW = NotReady(Cause.PAPER_END), NotReady(Cause.COVER_OPEN), Ready(near_end=True)

statuses = st.sampled_from([Ready(), LOW, END, COVER, Silent(), NotReady(Cause.HEAD_HOT)])
lives = st.lists(statuses | st.integers(1, 3_000), max_size=30)
rolls = st.sampled_from([ROLL, BLIND])


def lived(roll: Roll, life: list[PrinterStatus | int]) -> Count:
    count = Count()
    for each in life:
        count = printed(count, each) if isinstance(each, int) else heard(count, each, roll)
    return count


@given(rolls, lives, st.integers(1, 3_000))
def test_only_a_low_roll_refuses_and_only_what_is_longer_than_its_rest(roll: Roll, life: list[PrinterStatus | int],
                                                                       length: int) -> None:
    count = lived(roll, life)
    told = paper(count, roll, length)
    assert told.left_mm is not None
    assert 0 <= told.left_mm <= roll.length_mm
    low = count.low_mm is not None or not roll.sensor
    assert told.enough == (not low or told.left_mm >= length + TO_KNIFE_MM)


@given(rolls, lives)
def test_after_the_end_of_the_paper_a_ready_printer_has_a_new_roll(roll: Roll, life: list[PrinterStatus | int]) -> None:
    assert lived(roll, [*life, END, Ready()]) == Count()


@given(lives)
def test_a_low_roll_counts_down_from_what_the_sensor_leaves(life: list[PrinterStatus | int]) -> None:
    count = lived(ROLL, [*life, Ready(), LOW, 500, LOW, 700])
    assert paper(count, ROLL, 700) == Paper(True, 800)
    assert paper(count, ROLL, 800) == Paper(False, 800)


def test_a_sensor_that_is_content_again_means_a_new_roll_and_an_opened_cover_does_not() -> None:
    assert lived(ROLL, [5_000, LOW, 100, COVER, LOW]) == Count(5_100, 100)
    assert lived(ROLL, [5_000, LOW, 100, COVER, Ready()]) == Count()
    assert lived(ROLL, [5_000, COVER, Ready()]) == Count(5_000)


def test_without_a_sensor_an_opened_cover_may_have_been_a_new_roll() -> None:
    assert not paper(lived(BLIND, [79_900]), BLIND, 300).enough
    assert paper(lived(BLIND, [79_900, COVER, Ready()]), BLIND, 300).enough


def test_the_count_outlives_the_program_and_a_torn_file_is_a_new_roll(tmp_path: Path) -> None:
    file = tmp_path / "roll.json"
    meter = RollMeter(ROLL, file)
    meter.heard(LOW)
    meter.printed(1_900)
    assert RollMeter(ROLL, file).paper(300) == Paper(False, 100)
    file.write_bytes(file.read_bytes()[:9])
    assert RollMeter(ROLL, file).paper(300).enough


async def test_the_driver_counts_what_it_prints_and_refuses_what_does_not_fit() -> None:
    async with bench() as rig:
        assert (await rig.printer.paper(10_000_000)).enough
        rig.simulator.near_end = True
        await rig.until(LOW)
        before = await rig.printer.paper(300)
        assert before.left_mm == 2_000
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        after = await rig.printer.paper(1_999)
        assert after.left_mm is not None
        slip = rig.simulator.slips[0].rows / DOTS_PER_MM + TO_KNIFE_MM
        assert abs(2_000 - after.left_mm - slip) <= 2
        assert not after.enough


async def test_a_printer_that_knows_its_roll_is_believed_before_the_count() -> None:
    async with bench(brand="custom", limits=replace(QUICK, taken=GENEROUS)) as rig:
        rig.simulator.roll = round(400 * DOTS_PER_MM)
        rig.simulator.near_end = True
        await rig.until(LOW)
        assert await rig.printer.paper(300) == Paper(True, 400)
        assert await rig.printer.paper(390) == Paper(False, 400)


async def test_a_printer_whose_word_about_its_roll_is_switched_off_is_counted() -> None:
    capabilities = able(BRANDS["custom"], profile=Profile("custom", paper_length=False))
    async with bench(brand="custom", capabilities=capabilities) as rig:
        rig.simulator.near_end = True
        await rig.until(LOW)
        assert await rig.printer.paper(300) == Paper(True, 2_000)
