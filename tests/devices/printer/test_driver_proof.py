"""What is taken for a proof that a slip is printed, and what is not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from devices.errors import Busy, Closed
from devices.printer import codec
from devices.printer.api import (
    Cause,
    NotReady,
    Outcome,
    Printing,
    PrintJob,
    Raster,
    Ready,
    Text,
)
from devices.printer.simulator import PrinterSimulator
from tests.devices.printer.bench import GENEROUS, PATIENT, QUICK, SLIP, bench
from tests.devices.printer.faults import cover

Hand = Callable[[PrinterSimulator], None]
LINES = ["serial", "usb", "tcp"]


async def test_foreign_process_ids_prove_nothing() -> None:
    async with bench() as rig:
        rig.simulator.loses = lambda answer: answer.startswith(b"\x37\x22")
        foreign = b"".join(b"\x37\x22%s\x00" % number for number in (b"    ", b"~~~~", b"0 01", b"abcd"))
        rig.simulator.when_burnt(60, lambda: rig.simulator.say(foreign * 3))
        assert (await rig.printer.print(SLIP)).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize("lost", [0, 1], ids=["after-data", "after-cut"])
async def test_one_of_both_process_ids_is_no_proof(lost: int) -> None:
    async with bench() as rig:
        seen: list[bytes] = []

        def loses(answer: bytes) -> bool:
            if answer.startswith(b"\x37\x22") and answer not in seen:
                seen.append(answer)
                return len(seen) == lost + 1
            return False

        rig.simulator.loses = loses
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, Ready())
        assert "1 proofs missing" in result.detail


async def test_clean_process_ids_under_a_bad_status_are_no_proof() -> None:
    async with bench() as rig:
        cut = len(rig.simulator.slips) + 1

        def last_paper(answer: bytes) -> bool:
            if len(rig.simulator.slips) == cut:
                rig.simulator.roll = 0
            return False

        rig.simulator.loses = last_paper
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, NotReady(Cause.PAPER_END))


async def test_real_time_commands_drawn_in_a_picture_are_not_heard_by_the_printer() -> None:
    row = codec.CLEAR_BUFFER + codec.RECOVER_CLEARED + codec.real_time_status(1) * 8
    async with bench() as rig:
        before = rig.simulator.clears
        picture = Raster(len(row) * 8, 300, row * 300)
        result = await rig.printer.print(PrintJob("picture", (picture, Text("末"))))
        assert result.outcome is Outcome.PRINTED
        assert rig.simulator.clears == before
        assert rig.simulator.slips[0].text_lines() == ["末"]


async def test_a_printer_that_answers_no_clear_is_never_ready_under_this_profile() -> None:
    async with bench(PrinterSimulator(instant=True, process_ids=False)) as rig:
        assert rig.statuses == [NotReady(Cause.OFFLINE)]
        assert (await rig.printer.print(SLIP)).outcome is Outcome.NOT_PRINTED


async def test_a_clone_is_believed_after_its_paper_answer_and_clean_status() -> None:
    async with bench(brand="clone") as rig:
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.unknown == []


async def test_a_paper_answer_before_the_request_has_left_is_no_proof() -> None:
    picture = PrintJob("picture", (Text("首"), Raster(576, 600, b"\xff" * 72 * 600)))
    printer = PrinterSimulator(instant=True, brand="clone", buffer=256)
    async with bench(printer, brand="clone", line="tcp", limits=replace(QUICK, beyond_paper=1.0)) as rig:
        rig.simulator.loses = lambda answer: answer == b"\x00"
        rig.simulator.when_burnt(20, lambda: rig.simulator.say(b"\x00"))
        result = await rig.printer.print(picture)
        assert result.outcome is Outcome.UNKNOWN
        assert f"{result.sent} of {result.sent} bytes taken, 1 proofs missing" in result.detail


async def test_a_clone_that_stops_inside_a_picture_is_filled_up_and_cut_off() -> None:
    picture = PrintJob("picture", (Text("首"), Raster(576, 512, b"\xff" * 72 * 512), Text("末")))
    async with bench(brand="clone") as rig:
        rig.simulator.when_burnt(60, lambda: cover(rig.simulator))
        assert (await rig.printer.print(picture)).outcome is Outcome.UNKNOWN
        rig.simulator.cover_open = False
        await rig.until(Ready())
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.slips[-1].text_lines()[0] == "社会保险参保证明"
        assert rig.simulator.unknown == []


PRESENTERS = ["custom", "star"]


@pytest.mark.parametrize("brand", PRESENTERS)
async def test_a_slip_that_is_taken_from_the_outlet_is_taken(brand: str) -> None:
    async with bench(brand=brand, limits=replace(PATIENT, taken=GENEROUS)) as rig:
        rig.on_progress = lambda progress: progress.presented and rig.simulator.take()
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED_TAKEN
        assert [step.presented for step in rig.progress][-2:] == [False, True]
        assert rig.simulator.retracted == []


@pytest.mark.parametrize("brand", PRESENTERS)
async def test_a_slip_that_nobody_takes_is_drawn_back_in(brand: str) -> None:
    async with bench(brand=brand) as rig:
        assert (await rig.printer.print(SLIP)).outcome is Outcome.RETRACTED
        assert rig.simulator.retracted == rig.simulator.slips


async def test_a_sensor_that_flickers_once_is_no_hand() -> None:
    async with bench(brand="custom") as rig:
        left: list[bytes] = [b"\x10\x0f\x00\x00\x00\x00"]

        def flickers(answer: bytes) -> bool:
            if not (left and answer[:2] == b"\x10\x0f" and rig.progress and rig.progress[-1].presented):
                return False
            rig.simulator.say(left.pop())
            return True

        rig.simulator.loses = flickers
        assert (await rig.printer.print(SLIP)).outcome is Outcome.RETRACTED
        assert left == []


async def test_an_outlet_sensor_that_says_nothing_leaves_it_printed() -> None:
    async with bench(PrinterSimulator(instant=True, brand="custom", outlet=False), brand="custom") as rig:
        result = await rig.printer.print(SLIP)
        assert result.outcome is Outcome.PRINTED
        assert "outlet" in result.detail


async def test_one_job_at_a_time_and_none_after_closing() -> None:
    async with bench() as rig:
        job = asyncio.create_task(rig.printer.print(SLIP))
        await rig.until(Printing())
        assert await rig.printer.status() == Printing()
        with pytest.raises(Busy):
            await rig.printer.print(SLIP)
        await rig.printer.close()
        assert (await job).outcome is Outcome.PRINTED
        with pytest.raises(Closed):
            await rig.printer.print(SLIP)
        with pytest.raises(Closed):
            await rig.printer.status()


async def test_a_job_against_the_rules_sends_not_one_byte() -> None:
    async with bench() as rig:
        with pytest.raises(codec.Unprintable):
            await rig.printer.print(PrintJob("rare", (Text("姓名"), Text("㐱"))))
        assert await rig.printer.status() == Ready()
        assert rig.simulator.hanging.rows == 0


async def test_a_program_killed_in_the_middle_of_a_job_cuts_off_the_remains_when_it_is_back(tmp_path: Path) -> None:
    mark = tmp_path / "unfinished"
    async with bench(unfinished=mark) as rig:
        rig.simulator.when_burnt(60, lambda: cover(rig.simulator))
        assert (await rig.printer.print(SLIP)).outcome is Outcome.UNKNOWN
        assert mark.exists()
    async with bench(unfinished=mark) as rig:
        assert len(rig.simulator.slips) == 1
        assert not mark.exists()
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert not mark.exists()
