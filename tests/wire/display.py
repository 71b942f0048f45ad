"""An X server that is no screen (Xvfb), on a number of its own, for as long as a block runs."""

from __future__ import annotations

import asyncio
import contextlib
import os
import struct
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from tests.wire.child import Child, started

START_LIMIT = 20.0


@dataclass(frozen=True)
class Display:
    """``name`` is for DISPLAY. The frame buffer is a file, so that looking needs no X client."""

    name: str
    buffer: Path
    environment: dict[str, str]

    async def picture(self) -> Image.Image:
        """What stands on the screen now, RGB."""
        data = self.buffer.read_bytes()
        header = struct.unpack_from(">25I", data)
        size, width, height, colours, line = header[0], header[4], header[5], header[19], header[12]
        pixels = data[size + colours * 12 :]
        return Image.frombytes("RGB", (width, height), pixels, "raw", "BGRX", line)


@contextlib.asynccontextmanager
async def display_up(folder: Path, size: str) -> AsyncIterator[Display]:
    """:param size: ``1080x1920`` in pixels, 24 bits deep. The X server chooses its own free number."""
    read_end, write_end = os.pipe()
    try:
        command = (
            "Xvfb", "-displayfd", str(write_end), "-screen", "0", f"{size}x24", "-fbdir", str(folder),
            "-nolisten", "tcp", "-nocursor", "-dpi", "96", "-s", "0", "-noreset", "-ac",
        )
        child = await started(Child("xvfb", command, folder / "xvfb.log", keep=(write_end,)))
    finally:
        os.close(write_end)
    try:
        number = await _number(read_end)
        name = f":{number}"
        yield Display(name, folder / "Xvfb_screen0", {"DISPLAY": name})
    finally:
        await child.stop()


async def _number(descriptor: int) -> int:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
    )
    try:
        async with asyncio.timeout(START_LIMIT):
            return int(await reader.readline())
    finally:
        transport.close()
