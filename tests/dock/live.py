"""The live, touchable screen: x11vnc on the X server, websockify before it, so that a browser can reach it."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

from tests.wire.centre import listens
from tests.wire.child import Child, started
from tests.wire.display import Display
from tests.wire.relay import free_port

START_LIMIT = 20.0


@contextlib.asynccontextmanager
async def live_screen(display: Display, port: int, logs: Path) -> AsyncIterator[int]:
    """Serve ``display`` as VNC over WebSocket on 127.0.0.1:``port``, as long as the block runs."""
    plain = free_port()
    server = Child("x11vnc", (
        "x11vnc", "-display", display.name, "-rfbport", str(plain), "-localhost", "-forever", "-shared", "-nopw",
        "-noxdamage", "-wait", "30", "-defer", "10", "-noxrecord", "-nosel", "-quiet",
    ), logs / "x11vnc.log")
    gate = Child("websockify", ("websockify", f"127.0.0.1:{port}", f"127.0.0.1:{plain}"), logs / "websockify.log")
    async with contextlib.AsyncExitStack() as stack:
        for child, place in ((server, plain), (gate, port)):
            running = await started(child)
            stack.push_async_callback(running.stop)
            await running.until(lambda place=place: listens(place), START_LIMIT, "open port")  # type: ignore[misc]
        yield port
