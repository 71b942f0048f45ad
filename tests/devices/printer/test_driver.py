"""A whole print over real lines, and the right outcome and status for each trouble."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from devices.printer.api import (
    Cause,
    Disconnected,
    NotReady,
    Outcome,
    PrinterStatus,
    Printing,
    Ready,
    Silent,
)
from devices.printer.simulator import PrinterSimulator
from tests.devices.printer.bench import GENEROUS, LONG, QUICK, SLIP, URL, bench
from tests.devices.printer.faults import broken, cover, feeding, hot, mended, mute, no_paper, off, unplugged

Hand = Callable[[PrinterSimulator], None]
LINES = ["serial", "usb", "tcp"]


def scanned(slip_png: Path) -> str:
    return subprocess.run(["zbarimg", "-q", "--raw", str(slip_png)], capture_output=True, check=True,
                          timeout=GENEROUS).stdout.decode().strip()


@pytest.mark.parametrize("line", LINES)
async def test_a_whole_slip_is_printed_once_and_proven(line: str, tmp_path: Path) -> None:
    async with bench(line=line) as rig:
        result = await rig.printer.print(SLIP)
        (slip,) = rig.simulator.slips
    assert (result.outcome, result.status) == (Outcome.PRINTED, Ready())
    assert slip.text_lines() == ["社会保险参保证明", "姓名 王小明    社保电脑号 0012345678",
                                 "2024-01  养老 8000.00  医疗 8000.00", "代码 7K3M 9QXA 42"]
    assert result.sent == len(slip.data)
    assert slip.data.startswith(b"\x1b@")
    assert rig.simulator.unknown == []
    assert rig.simulator.overruns == 0
    slip.picture().save(tmp_path / "slip.png")
    assert slip.picture().width == 576
    assert slip.qr == [URL]
    assert await asyncio.to_thread(scanned, tmp_path / "slip.png") == URL
    assert rig.statuses == [Ready(), Printing(), Ready()]
    assert rig.progress[-1].permille == 1000
    assert [step.permille for step in rig.progress] == sorted({step.permille for step in rig.progress})


async def test_a_long_slip_flows_through_a_small_buffer_without_loss() -> None:
    async with bench(PrinterSimulator(instant=True, buffer=512)) as rig:
        result = await rig.printer.print(LONG)
    assert result.outcome is Outcome.PRINTED
    assert len(rig.simulator.slips[0].text_lines()) == 300
    assert rig.simulator.overruns == 0
    assert len(rig.progress) > 20


async def test_slips_follow_each_other_each_with_its_own_bytes() -> None:
    async with bench() as rig:
        first, second = await rig.printer.print(SLIP), await rig.printer.print(SLIP)
    assert first.outcome is second.outcome is Outcome.PRINTED
    one, two = (slip.data for slip in rig.simulator.slips)
    assert one != two, "process IDs never repeat"
    assert one.startswith(b"\x1b@")
    assert two.startswith(b"\x1b@")


@pytest.mark.parametrize(("trouble", "status"), [
    pytest.param(cover, NotReady(Cause.COVER_OPEN), id="cover open"),
    pytest.param(no_paper, NotReady(Cause.PAPER_END), id="out of paper"),
    pytest.param(hot, NotReady(Cause.HEAD_HOT), id="head hot"),
    pytest.param(broken, NotReady(Cause.UNRECOVERABLE), id="broken"),
    pytest.param(feeding, NotReady(Cause.OFFLINE), id="feed button held"),
    pytest.param(off, Silent(), id="switched off"),
    pytest.param(mute, Silent(), id="never answering"),
    pytest.param(unplugged, Disconnected(), id="unplugged"),
])
async def test_trouble_before_the_first_byte_prints_nothing(trouble: Hand, status: PrinterStatus) -> None:
    async with bench(before=trouble) as rig:
        assert await rig.printer.status() == status
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status, result.sent) == (Outcome.NOT_PRINTED, status, 0)
        assert rig.simulator.slips == []
        assert rig.simulator.hanging.rows == 0


async def test_a_low_roll_still_prints() -> None:
    async with bench() as rig:
        rig.simulator.near_end = True
        await rig.until(Ready(near_end=True))
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED


@pytest.mark.parametrize(("trouble", "cause"), [(cover, Cause.COVER_OPEN), (no_paper, Cause.PAPER_END),
                                                (broken, Cause.UNRECOVERABLE)])
@pytest.mark.parametrize("line", LINES)
async def test_trouble_in_the_middle_is_unknown_and_the_tail_never_comes_out(trouble: Hand, cause: Cause,
                                                                             line: str) -> None:
    async with bench(line=line) as rig:
        rig.simulator.when_burnt(90, lambda: trouble(rig.simulator))
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, NotReady(cause))
        assert cause.value in result.detail
        assert result.sent > 0
        mended(rig.simulator)
        await rig.until(Ready())
        (remains,) = rig.simulator.slips
        assert URL not in remains.qr
        assert "代码 7K3M 9QXA 42" not in remains.text_lines()
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.slips[1].text_lines()[0] == "社会保险参保证明"
        assert rig.simulator.unknown == []


@pytest.mark.parametrize("line", LINES)
async def test_a_printer_that_stops_with_a_full_buffer_is_cleared_past_flow_control(line: str) -> None:
    """More bytes wait in host and printer than the buffer holds; TCP has no way past, and says so."""
    async with bench(PrinterSimulator(instant=True, buffer=256), line=line) as rig:
        rig.simulator.when_burnt(60, lambda: cover(rig.simulator))
        result = await rig.printer.print(LONG)
        assert result.outcome is Outcome.UNKNOWN
        assert result.status == (NotReady(Cause.COVER_OPEN) if line == "serial" else Silent())
        rig.simulator.cover_open = False
        await rig.until(Ready())
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.slips[-1].text_lines()[0] == "社会保险参保证明"
        assert not any("0299" in line for slip in rig.simulator.slips[-1:] for line in slip.text_lines())


async def test_a_jammed_cutter_is_unknown_and_is_left_again_when_the_knife_is_free() -> None:
    async with bench() as rig:
        rig.simulator.cutter_jammed = True
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, NotReady(Cause.CUTTER))
        rig.simulator.cutter_jammed = False
        await rig.until(Ready())
        assert len(rig.simulator.slips) == 1, "what hung on the knife is cut off by itself"
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED


async def test_a_hot_head_only_delays() -> None:
    async with bench(limits=replace(QUICK, beyond_paper=5.0)) as rig:
        def too_hot() -> None:
            rig.simulator.head_hot = True
            asyncio.get_running_loop().call_later(0.1, mended, rig.simulator)

        rig.simulator.when_burnt(60, too_hot)
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED


async def test_unplugged_in_the_middle_is_unknown_and_the_remains_are_cut_off_after_plugging_in() -> None:
    async with bench() as rig:
        rig.simulator.when_burnt(90, rig.simulator.unplug)
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, Disconnected())
        rig.simulator.plug()
        await rig.until(Ready())
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.slips[-1].text_lines()[0] == "社会保险参保证明"
        assert rig.simulator.hanging.rows == 0


async def test_switched_off_in_the_middle_is_unknown_and_silent() -> None:
    async with bench() as rig:
        rig.simulator.when_burnt(90, lambda: off(rig.simulator))
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, Silent())
        rig.simulator.power = True
        await rig.until(Ready())
        assert (await rig.printer.print(SLIP)).outcome is Outcome.PRINTED
        assert rig.simulator.slips[-1].text_lines()[0] == "社会保险参保证明"


async def test_answers_that_stop_in_the_middle_leave_it_unknown() -> None:
    async with bench() as rig:
        rig.simulator.when_burnt(90, lambda: mute(rig.simulator))
        result = await rig.printer.print(SLIP)
        assert (result.outcome, result.status) == (Outcome.UNKNOWN, Silent())
        assert "proofs missing" in result.detail
