"""``make demo``: a whole machine with simulated hardware; prints one address and runs until Ctrl-C."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import uvicorn
from litestar import Litestar

from tests.dock.api import application
from tests.dock.hall import Hall
from tests.dock.live import live_screen
from tests.wire.centre import Population
from tests.wire.lobby import Plan, lobby
from tests.wire.relay import free_port
from tests.wire.wall_clock import WallClock


def main() -> int:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8800, help="of the dock's page, on 127.0.0.1")
    parser.add_argument("--size", default="1080x1920", help="or 1920x1080")
    parser.add_argument("--people", type=int, default=2000, help="invented people at the centre")
    given = parser.parse_args()
    try:
        listener = bound(given.port)
    except OSError as error:
        print(f"port {given.port}: {error.strerror}. Another demo? ARGS='--port N' chooses another.", file=sys.stderr)
        return 1
    with listener, tempfile.TemporaryDirectory(prefix="kiosk-demo-") as folder:
        plan = Plan(Path(folder), given.size, Population(given.people))
        asyncio.run(demo(plan, listener))
    return 0


def bound(port: int) -> socket.socket:
    """:raises OSError: somebody else has it"""
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


async def demo(plan: Plan, listener: socket.socket) -> None:
    """Until SIGINT or SIGTERM, whichever moment of the start it comes in."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    running = asyncio.create_task(_demo(plan, listener, stop), name="demo")
    stopped = asyncio.create_task(stop.wait(), name="stop-wanted")
    await asyncio.wait([running, stopped], return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    if not running.done():
        print("== stopping", flush=True)
        running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def _demo(plan: Plan, listener: socket.socket, stop: asyncio.Event) -> None:
    print("== bringing up card reader, printer, centre and kiosk (the first time also inventing people)", flush=True)
    clock = WallClock(plan.folder)
    live_port = free_port()
    plan.environment.update(clock.environment)
    async with lobby(plan) as hall, served(application(Hall(hall, clock), live_port, plan.screen or ""), listener):
        assert hall.display is not None
        async with live_screen(hall.display, live_port, hall.logs):
            print(f"== logs of every program: {hall.logs}")
            print(f"\n   http://127.0.0.1:{listener.getsockname()[1]}/\n\n   Ctrl-C ends it.", flush=True)
            await asyncio.wait([asyncio.create_task(stop.wait()), asyncio.create_task(hall.kiosk.ended())],
                               return_when=asyncio.FIRST_COMPLETED)


class Quiet(uvicorn.Server):
    """Leaves the signals to the demo, which has more to stop than this server."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@contextlib.asynccontextmanager
async def served(app: Litestar, listener: socket.socket) -> AsyncIterator[None]:
    """Answer on ``listener`` as long as the block runs."""
    server = Quiet(uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve([listener]), name="dock")
    try:
        yield
    finally:
        server.should_exit = True
        await serving


if __name__ == "__main__":
    sys.exit(main())
