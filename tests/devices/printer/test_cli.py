"""The bench tool, run as a technician runs it, against a real PTY."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest

from devices.printer.cli import main, sample_slip
from devices.printer.codec import encode
from devices.printer.simulator import PrinterSimulator
from tests.devices.printer.bench import SLIP

ROOT = Path(__file__).parents[3]


@contextlib.asynccontextmanager
async def plugged_in() -> AsyncIterator[tuple[PrinterSimulator, str]]:
    printer = PrinterSimulator(instant=True)
    try:
        yield printer, f"serial://{await printer.start()}"
    finally:
        await printer.stop()


async def run(port: str, *words: str) -> int:
    """In a thread of its own, because it runs a loop of its own."""
    return await asyncio.to_thread(main, [*words, "--port", port])


async def test_status_tells_ready_or_the_cause(capsys: pytest.CaptureFixture[str]) -> None:
    async with plugged_in() as (simulator, port):
        assert await run(port, "status") == 0
        assert capsys.readouterr().out == "ready near_end=False\n"
        simulator.cover_open = True
        assert await run(port, "status") == 1
        assert capsys.readouterr().out == "not_ready cause=cover_open\n"


async def test_test_prints_a_real_slip(capsys: pytest.CaptureFixture[str]) -> None:
    async with plugged_in() as (simulator, port):
        assert await run(port, "test") == 0
    assert "printed" in capsys.readouterr().out
    (slip,) = simulator.slips
    assert slip.text_lines()[0] == "打印机测试"
    assert slip.qr == ["test"]
    assert simulator.unknown == []


async def test_a_slip_cut_short_is_code_3() -> None:
    async with plugged_in() as (simulator, port):
        simulator.cutter_jammed = True
        assert await run(port, "test") == 3


async def test_a_recorded_job_and_a_text_file_are_printed(tmp_path: Path) -> None:
    job, text = tmp_path / "job.json", tmp_path / "lines.txt"
    job.write_bytes(msgspec.json.encode(SLIP))
    text.write_text("第一行\nsecond", "utf-8")
    async with plugged_in() as (simulator, port):
        assert await run(port, "print-file", str(job)) == 0
        assert await run(port, "print-file", str(text)) == 0
    assert simulator.slips[0].text_lines()[0] == "社会保险参保证明"
    assert simulator.slips[1].text_lines() == ["第一行", "second"]


@pytest.mark.parametrize("words", [["status"], ["status", "--port", "lpt1"], ["print-file", "--port", "usb:///x"],
                                   ["explode", "--port", "usb:///x"]])
def test_a_wrong_call_is_code_2(words: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(words)


def test_a_file_that_is_none_is_code_2(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "job.json").write_text("{")
    assert main(["print-file", str(tmp_path / "job.json"), "--port", "usb:///dev/nonexistent-printer"]) == 2
    assert main(["print-file", str(tmp_path / "absent.txt"), "--port", "usb:///dev/nonexistent-printer"]) == 2
    assert "error" in capsys.readouterr().out


async def technician(*words: str) -> tuple[int, str]:
    """``kiosk device printer …`` as it is typed: exit code, and what it printed."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "device", "printer", *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE)
    printed, _ = await process.communicate()
    return await process.wait(), printed.decode()


async def test_the_command_as_it_is_typed_prints_and_tells() -> None:
    async with plugged_in() as (simulator, port):
        assert await technician("status", "--port", port) == (0, "ready near_end=False\n")
        code, printed = await technician("test", "--port", port)
        assert (code, len(simulator.slips)) == (0, 1)
        assert "100.0 %" in printed
        assert "printed ·" in printed
    assert await technician("status", "--port", port) == (4, "disconnected\n")


def test_nobody_there_is_code_4(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["status", "--port", "usb:///dev/nonexistent-printer"]) == 4
    assert capsys.readouterr().out == "disconnected\n"


def test_the_test_slip_fits_narrow_heads_too() -> None:
    for width in (384, 576, 832):
        assert encode(sample_slip(width, "usb:///dev/usb/lp0"), width, None)
