"""Kivy's part: the window, one widget to paint on, the finger, and the loop around it."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path

from kivy.app import App
from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.core.window import Window
from kivy.uix.widget import Widget

from contract.frames import until_surprised
from screens.fonts import load_coverage
from screens.idle import Sleep, x_connection
from screens.link import Link
from screens.painting import Fonts, Painter
from screens.semantics import Semantics
from screens.setting import Typesetter
from screens.stage import Stage
from screens.theme import Theme
from screens.touch import Touch

LET_GO = 0.15
"""Seconds that a released control looks pressed when no picture follows."""


FINGER = "left"
"""X hands touches on as this button; every other one is somebody's mouse."""


class Program(App):  # type: ignore[misc]
    """kiosk-screen."""

    use_kivy_settings = False
    title = "kiosk-screen"

    def __init__(self, core: Path, semantics: Path, theme: Theme, fps: int) -> None:
        super().__init__()
        self._semantics_path = semantics
        self._fps = fps
        self._semantics = Semantics()
        self._touch = Touch()
        self._sleep: Sleep | None = None
        self._flips = False
        fonts = Fonts()
        self._surface = Widget()
        painter = Painter(self._surface.canvas, self._surface.canvas.after, theme.height, fonts)
        self._stage = Stage(theme, Typesetter(fonts, load_coverage()), painter, self._touch, self._wake,
                            time.time, time.monotonic)
        self._painter = painter
        self._link = Link(core, self._stage)

    def build(self) -> Widget:
        return self._surface

    def open_settings(self, *_: object) -> bool:
        """F1 would open Kivy's panel; a false answer would make it close one."""
        return True

    def on_start(self) -> None:
        Window.bind(on_request_close=lambda *_, **__: True, on_flip=self._flipping,
                    on_mouse_down=self._went_down, on_mouse_up=self._went_up)
        connection = x_connection(Window.get_window_info())
        self._sleep = Sleep(Clock, Window, connection, self._fps, self._passed)
        self._sleep.install()
        self._stage.show_waiting()

    async def run_all(self) -> None:
        """Until the window or one of the tasks ends; whichever fails ends all."""
        async with await self._semantics.listen(self._semantics_path), asyncio.TaskGroup() as group:
            kivy = group.create_task(self.async_run(async_lib="asyncio"), name="kivy")
            others = [group.create_task(self._link.run(), name="link"),
                      group.create_task(self._stage.beat(), name="beat"),
                      group.create_task(until_surprised(), name="surprises")]
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._end)
            await kivy
            for task in others:
                task.cancel()

    def on_stop(self) -> None:
        if self._sleep is not None:
            self._sleep.remove()
            self._sleep = None

    def _end(self) -> None:
        """The supervisor wants us gone: leave the loop in an ordinary way."""
        EventLoop.quit = True
        self._wake()

    def _wake(self) -> None:
        if self._sleep is not None:
            self._sleep.wake()

    def _flipping(self, *_: object) -> None:
        """Bound handlers run before the buffers are swapped; the swap is over when the next pass begins."""
        self._flips = True

    def _passed(self) -> None:
        if not self._flips:
            return
        self._flips = False
        drawn = self._stage.flipped()
        self._semantics.drawn(self._stage.tree())
        if drawn is not None:
            self._link.send(drawn)

    def _went_down(self, window: object, x: float, y: float, button: str, modifiers: object) -> None:
        """Straight from SDL, with the place where it happened: Kivy's own touches are dispatched a batch later, and
        by then have the place of the last movement."""
        if button == FINGER:
            self._touch.down(button, x, y, time.monotonic())
            self._painter.press(self._touch.pressed)

    def _went_up(self, window: object, x: float, y: float, button: str, modifiers: object) -> None:
        """The control stays pressed until the answer's picture, or for a moment: the answer is worth more than a
        frame that only lets it go."""
        intent = self._stage.released(self._touch.up(button, x, y, time.monotonic()))
        if intent is not None:
            self._link.send(intent)
        asyncio.get_running_loop().call_later(LET_GO if intent else 0, self._let_go)

    def _let_go(self) -> None:
        self._painter.press(self._touch.pressed)
        self._wake()
