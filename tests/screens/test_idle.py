"""The loop sleeps until somebody has something: X, the core, a clock."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from screens.idle import LONGEST, Sleep


@dataclass
class Clock:
    """What of Kivy's clock is used; ``due`` is its next event."""

    now: float = 50.0
    due: float = 1e300
    _last_tick: float = 50.0
    _dt: float = 0.0

    def time(self) -> float:
        return self.now

    def get_min_timeout(self) -> float:
        return self.due


@dataclass
class Canvas:
    needs_redraw: bool = False


@dataclass
class Window:
    canvas: Canvas = field(default_factory=Canvas)
    polled: int = 0

    def mainloop(self) -> None:
        self.polled += 1


@pytest.fixture
def x_server() -> Iterator[tuple[socket.socket, socket.socket]]:
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_nothing_due_sleeps_the_longest() -> None:
    sleep = Sleep(Clock(now=50.1), Window(), -1, 60, lambda: None)
    assert sleep.seconds() == pytest.approx(LONGEST)


def test_a_clock_event_is_not_slept_over() -> None:
    assert Sleep(Clock(now=50.1, due=50.3), Window(), -1, 60, lambda: None).seconds() == pytest.approx(0.2)
    assert Sleep(Clock(now=50.1, due=0.0), Window(), -1, 60, lambda: None).seconds() == 0.0


def test_a_picture_to_be_drawn_waits_for_the_frame_only() -> None:
    sleep = Sleep(Clock(now=50.004), Window(Canvas(True)), -1, 60, lambda: None)
    assert sleep.seconds() == pytest.approx(1 / 60 - 0.004)


async def test_x_wakes_the_loop_and_is_read_in_the_same_pass(x_server: tuple[socket.socket, socket.socket]) -> None:
    ours, theirs = x_server
    clock, window = Clock(), Window()
    sleep = Sleep(clock, window, ours.fileno(), 60, lambda: None)
    sleep.install()
    idle = asyncio.create_task(sleep.idle())
    await asyncio.sleep(0)
    assert not idle.done()
    theirs.send(b"x")
    await asyncio.wait_for(idle, 0.9)
    assert window.polled == 1
    sleep.remove()


async def test_our_own_side_wakes_it_too_and_what_was_drawn_is_told_first() -> None:
    told: list[str] = []
    window = Window()
    sleep = Sleep(Clock(), window, -1, 60, lambda: told.append("passed"))
    idle = asyncio.create_task(sleep.idle())
    await asyncio.sleep(0)
    assert told == ["passed"]
    sleep.wake()
    await asyncio.wait_for(idle, 0.9)
    assert window.polled == 1
