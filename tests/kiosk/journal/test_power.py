"""A program killed in the middle of writing: what was answered is there, and the file opens."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from kiosk.journal import Journal, Outcome
from tests.kiosk.journal.reading import outbox_in, phases_in

WRITER = """
import asyncio, sys
from pathlib import Path
from kiosk.journal import Journal, Number, Outcome

async def write():
    journal = await Journal.open(Path(sys.argv[1]), lambda: 1.0)
    number = int(sys.argv[2])
    while True:
        op = f"op{number}"
        for phase, step in (
            ("intended", lambda: journal.intend(op, "asked")),
            ("reserved", lambda: journal.reserved(op, Number(f"slip{number}", "frozen", 9))),
            ("printing", lambda: journal.print_started(op)),
            ("printed", lambda: journal.settled(op, Outcome.PRINTED)),
        ):
            await step()
            sys.stdout.write(f"{op} {phase}\\n")
            sys.stdout.flush()
        number += 1

asyncio.run(write())
"""
ORDER = ("intended", "reserved", "printing", "printed")


@pytest.mark.parametrize("answers", [1, 7, 50, 201])
async def test_a_kill_loses_nothing_that_was_answered(tmp_path: Path, answers: int) -> None:
    file = tmp_path / "journal.sqlite"
    told: dict[str, str] = {}
    for start in (0, 1000):
        told |= await _written_until_killed(file, start, answers)
    stored = phases_in(file)
    for op_id, phase in told.items():
        assert ORDER.index(stored[op_id]) >= ORDER.index(phase)
    confirmed = {op_id for op_id, kind, _, _ in outbox_in(file) if kind == "confirm"}
    assert confirmed == {op_id for op_id, phase in stored.items() if phase == "printed"}, "both or neither"
    journal = await Journal.open(file, lambda: 2.0)
    try:
        left = await journal.unsettled()
        assert {slip.op_id for slip in left} == {op_id for op_id, phase in stored.items() if phase != "printed"}
        for slip in left:
            assert (slip.outcome is Outcome.UNCERTAIN) == (slip.phase == "printing")
            await journal.settled(slip.op_id, slip.outcome, "SLP-601")
        assert len(await journal.outbox()) == len(stored)
    finally:
        await journal.close()


async def _written_until_killed(file: Path, start: int, answers: int) -> dict[str, str]:
    """What the writer had told when it was killed with SIGKILL, at whatever it was doing then."""
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", WRITER, str(file), str(start),
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3])
    assert writer.stdout is not None
    lines = [await writer.stdout.readline() for _ in range(answers)]
    writer.send_signal(signal.SIGKILL)
    lines += (await writer.stdout.read()).splitlines()
    assert await writer.wait() == -signal.SIGKILL
    return {op_id: phase for line in lines for op_id, phase in [line.decode().split()]}
