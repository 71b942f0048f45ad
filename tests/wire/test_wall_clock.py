"""Only the wall clock moves, at once, and only for the program that was started with it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.wire.wall_clock import WallClock

TELL = """
import sys, time
for _ in sys.stdin:
    before = time.monotonic()
    time.sleep(0.01)
    slept = time.monotonic() - before
    print(time.time(), time.monotonic(), 0.01 <= slept < 1, flush=True)
"""


@pytest.mark.parametrize("offset", [7200, -86400 * 400])
def test_only_the_wall_clock_is_moved(tmp_path: Path, offset: int) -> None:
    clock = WallClock(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-S", "-c", TELL], env={**os.environ, **clock.environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for wanted in (0, offset, 0):
            clock.set(wanted)
            program.stdin.write("\n")
            program.stdin.flush()
            wall, monotonic, sleeps = program.stdout.readline().split()
            assert float(wall) - time.time() == pytest.approx(wanted, abs=2)
            assert float(monotonic) == pytest.approx(time.monotonic(), abs=2)
            assert sleeps == "True"
        program.stdin.close()
