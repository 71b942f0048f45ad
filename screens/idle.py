"""Sleep until the X server, the core or a clock has something; Kivy's own loop polls sixty times a second.

Kivy decides once a tick how long to sleep, then polls SDL, then handles what it found one tick later. Here one
asyncio future wakes the tick: X has written on its socket, somebody in our loop has changed the page
(:meth:`Sleep.wake`), or the next Kivy clock event is due. What X wrote is fetched in the same pass, so that a press
is handled at once. Touches ``Clock._last_tick``: Kivy is pinned, ``tests/screens`` covers it.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
from collections.abc import Callable
from typing import Any

LONGEST = 1.0
"""Seconds; the ceiling for anything that schedules on Kivy's clock without waking us."""


class Sleep:
    """Replaces ``Clock.async_idle``. Make it when the window exists."""

    def __init__(self, clock: Any, window: Any, connection: int, fps: int,
                 passed: Callable[[], None]) -> None:
        """:param passed: called first in every pass, when what the last one drew has been handed over"""
        self._clock = clock
        self._window = window
        self._connection = connection
        self._frame = 1 / fps
        self._passed = passed
        self._woken: asyncio.Event = asyncio.Event()

    def install(self) -> None:
        asyncio.get_running_loop().add_reader(self._connection, self._woken.set)
        self._clock.async_idle = self.idle

    def remove(self) -> None:
        asyncio.get_running_loop().remove_reader(self._connection)

    def wake(self) -> None:
        """Something has changed on our side of the loop."""
        self._woken.set()

    async def idle(self) -> float:
        """Sleep, fetch what X wrote, and tell Kivy the time as its own ``async_idle`` does."""
        self._passed()
        await asyncio.sleep(0)
        seconds = self.seconds()
        if seconds > 0 and not self._woken.is_set():
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
        if self._woken.is_set():
            self._woken.clear()
            await self._keep_the_frame_rate()
        self._window.mainloop()
        now: float = self._clock.time()
        self._clock._dt = now - self._clock._last_tick
        self._clock._last_tick = now
        return now

    def seconds(self) -> float:
        """How long nothing of Kivy's is due."""
        now: float = self._clock.time()
        next_frame: float = self._clock._last_tick + self._frame
        if self._window.canvas.needs_redraw:
            return max(0.0, next_frame - now)
        due: float = self._clock.get_min_timeout()
        if due:
            next_frame = max(next_frame, due)
        return max(0.0, min(LONGEST, next_frame - now))

    async def _keep_the_frame_rate(self) -> None:
        """A finger that moves writes hundreds of events a second; one picture a frame is enough for all of them."""
        early = self._clock._last_tick + self._frame / 4 - self._clock.time()
        if early > 0:
            await asyncio.sleep(early)


def x_connection(window_info: Any) -> int:
    """The file descriptor of SDL's own connection to the X server.

    :raises OSError: no libX11 on this machine
    """
    library = ctypes.CDLL("libX11.so.6")
    library.XConnectionNumber.argtypes = [ctypes.c_void_p]
    return int(library.XConnectionNumber(ctypes.c_void_p(window_info.display)))
