"""kiosk-screen as a black box: its own X server, a core that sends pictures, a finger, and a camera.

Nothing of the program is imported: what is seen comes from the X server's frame buffer, what is pressed goes
through xdotool, what is said goes over the two sockets.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import struct
import sys
import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from assets import built
from assets.build_fonts import build
from contract import frames
from contract.intents import DRAWN, INTENT, Drawn, Intent
from contract.intents import SHOWN as SHOWN_TOPIC
from contract.semantics import TREE, Node, Tree, TreeWanted
from contract.views import Shown

ROOT = Path(__file__).parents[2]
LIMIT = 20.0
XWD_HEADER = struct.Struct(">25I")


@dataclass
class Core:
    """The other end of ``screen.sock``."""

    path: Path
    intents: asyncio.Queue[Intent] = field(default_factory=asyncio.Queue)
    drawn: asyncio.Queue[Drawn] = field(default_factory=asyncio.Queue)

    def __post_init__(self) -> None:
        self._server: asyncio.Server | None = None
        self._channel: frames.Channel | None = None
        self._met = asyncio.Event()
        self._gone = asyncio.Event()

    async def start(self) -> None:
        self._server = await frames.serve(self.path, self._welcome)

    async def _welcome(self, channel: frames.Channel) -> None:
        self._channel = channel
        self._gone.clear()
        self._met.set()
        async for event in channel.events():
            if event.topic == INTENT.name:
                self.intents.put_nowait(INTENT.decode(event))
            elif event.topic == DRAWN.name:
                self.drawn.put_nowait(DRAWN.decode(event))
        self._met.clear()
        self._gone.set()

    async def met(self) -> None:
        """The screen program is connected."""
        async with asyncio.timeout(LIMIT):
            await self._met.wait()

    async def gone(self) -> None:
        """The screen program has left."""
        async with asyncio.timeout(LIMIT):
            await self._gone.wait()

    async def send_raw(self, data: bytes) -> None:
        """Bytes as they are."""
        assert self._channel is not None
        self._gone.clear()
        self._channel.writer.write(data)
        await self._channel.writer.drain()

    async def send(self, shown: Shown) -> None:
        await self.met()
        assert self._channel is not None
        await self._channel.tell(SHOWN_TOPIC, shown)

    async def show(self, shown: Shown) -> Drawn:
        """Send a picture and wait until it stands on the display."""
        await self.send(shown)
        async with asyncio.timeout(LIMIT):
            while True:
                drawn = await self.drawn.get()
                if drawn.sequence == shown.sequence:
                    return drawn

    async def intent(self) -> Intent:
        async with asyncio.timeout(LIMIT):
            return await self.intents.get()

    async def stop(self) -> None:
        """As if the core had been killed."""
        if self._server is not None:
            self._server.close()
        if self._channel is not None:
            await self._channel.close()
        self._server = self._channel = None
        self._met.clear()


@dataclass
class Rig:
    """A running screen program with everything around it."""

    core: Core
    display: str
    screen: asyncio.subprocess.Process
    frame_buffer: Path
    semantics: Path
    size: tuple[int, int]
    log: Path
    _channel: frames.Channel | None = None
    _hand: asyncio.subprocess.Process | None = None

    async def tree(self, sequence: int = 0) -> Tree:
        """The semantic tree of a picture with at least ``sequence``."""
        if self._channel is None or self._channel.closed:
            self._channel = await frames.connect(self.semantics)
        return await self._channel.call(TREE, TreeWanted(sequence), LIMIT)

    async def node(self, action: str) -> Node:
        return next(node for node in (await self.tree()).nodes if node.action == action)

    async def until_template(self, template: str) -> Tree:
        """Asks until that template stands there; the core is away, so that no sequence can be waited for."""
        async with asyncio.timeout(LIMIT):
            while (tree := await self.tree()).template != template:
                pass
        return tree

    def said(self) -> str:
        """Everything the program wrote."""
        return self.log.read_text()

    def photograph(self) -> Image.Image:
        """What the X server holds."""
        data = self.frame_buffer.read_bytes()
        header = XWD_HEADER.unpack_from(data)
        width, height, stride, colours = header[4], header[5], header[12], header[19]
        pixels = data[header[0] + colours * 12:]
        return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", stride)

    async def hand(self, *commands: str) -> None:
        """Lines for xdotool, which stays; starting one takes longer than a person needs to press."""
        if self._hand is None:
            self._hand = await asyncio.create_subprocess_exec(
                "xdotool", "-", stdin=asyncio.subprocess.PIPE, env={**os.environ, "DISPLAY": self.display})
        assert self._hand.stdin is not None
        self._hand.stdin.write("".join(f"{command}\n" for command in commands).encode())
        await self._hand.stdin.drain()

    async def press(self, action: str) -> None:
        x, y = centre(await self.node(action))
        await self.hand(f"mousemove {x} {y}", "click 1")

    def processor_seconds(self) -> float:
        fields = Path(f"/proc/{self.screen.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Resident bytes."""
        return int(Path(f"/proc/{self.screen.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    async def close(self) -> None:
        if self._channel is not None:
            await self._channel.close()
        if self._hand is not None:
            await _end(self._hand)


def centre(node: Node) -> tuple[int, int]:
    x, y, width, height = node.rect
    return x + width // 2, y + height // 2


@contextlib.asynccontextmanager
async def running(size: tuple[int, int]) -> AsyncIterator[Rig]:
    """Everything up, and everything gone afterwards."""
    build(built("fonts"))
    with tempfile.TemporaryDirectory(prefix="kiosk-screen-") as directory:
        place = Path(directory)
        async with _x_server(place, size) as display:
            core = Core(place / "screen.sock")
            await core.start()
            semantics = place / "semantics.sock"
            log = place / "log"
            with log.open("wb") as stream:
                screen = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "screens", "--core", str(core.path), "--semantics", str(semantics),
                    "--size", f"{size[0]}x{size[1]}", cwd=ROOT, env={**os.environ, "DISPLAY": display, "TZ": "UTC"},
                    stdout=stream, stderr=stream)
            rig = Rig(core, display, screen, place / "Xvfb_screen0", semantics, size, log)
            try:
                await _first(core.met(), screen, log)
                yield rig
            finally:
                await rig.close()
                await core.stop()
                await _end(screen)


async def _first(ready: object, screen: asyncio.subprocess.Process, log: Path) -> None:
    """:raises AssertionError: the program died before it connected, with what it said"""
    met = asyncio.ensure_future(ready)  # type: ignore[call-overload]
    died = asyncio.ensure_future(screen.wait())
    await asyncio.wait({met, died}, return_when=asyncio.FIRST_COMPLETED)
    died.cancel()
    await asyncio.gather(died, return_exceptions=True)
    assert met.done(), _text(log)
    await met


def _text(log: Path) -> str:
    return log.read_text()


@contextlib.asynccontextmanager
async def _x_server(place: Path, size: tuple[int, int]) -> AsyncIterator[str]:
    told, telling = os.pipe()
    process = await asyncio.create_subprocess_exec(
        "Xvfb", "-displayfd", str(telling), "-screen", "0", f"{size[0]}x{size[1]}x24", "-fbdir", str(place),
        "-nolisten", "tcp", "-noreset", pass_fds=(telling,), stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL)
    os.close(telling)
    try:
        with os.fdopen(told, "rb") as pipe:
            number = (await asyncio.to_thread(pipe.readline)).decode().strip()
        assert number, "Xvfb found no display number"
        yield f":{number}"
    finally:
        await _end(process)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
        try:
            async with asyncio.timeout(5):
                await process.wait()
        except TimeoutError:
            process.kill()
    await process.wait()
