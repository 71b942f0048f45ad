"""A loop whose clock stands still while anything happens, and jumps to the next deadline when nothing does.

What only time tells (a printer that never answers) costs no time, and no deadline passes because this machine is busy.
For everything that lives in one loop without threads: driver and simulator on a PTY do.
"""

from __future__ import annotations

import asyncio
import math
import selectors

TICK = 0.05
"""Seconds of the clock's grid: deadlines that lie close together pass together."""
GRACE = 0.01
"""Real seconds without an event before the clock jumps: the kernel hands a PTY's bytes on a little later."""


class _Selector(selectors.EpollSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        ready = super().select(GRACE)
        if not ready:
            self.now = math.ceil((self.now + timeout) / TICK) * TICK
        return ready


class StillLoop(asyncio.SelectorEventLoop):
    """``time`` is its own: seconds that have been waited for."""

    def __init__(self) -> None:
        self._clock = _Selector()
        super().__init__(self._clock)

    def time(self) -> float:
        return self._clock.now
