"""As much of the X11 protocol as one still picture takes: connect, one window over everything, put the picture.

Source: X Window System Protocol, X Version 11 Release 7 (x.org), §8 Connection Setup, §9 Requests, appendix B
(encoding); Xauthority files: the X Authority record of xauth(7). Little-endian throughout.

Errors::

    DisplayError
    ├── NoDisplay     no X server there, or it refused us
    └── StrangeDisplay it draws with other than 24-bit colour in 32-bit words
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import socket
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

COOKIE = b"MIT-MAGIC-COOKIE-1"
CREATE_WINDOW, MAP_WINDOW, CREATE_GC, PUT_IMAGE = 1, 8, 55, 72
ERROR, EXPOSE = 0, 12
BACK_PIXEL, OVERRIDE_REDIRECT, EVENT_MASK = 1 << 1, 1 << 9, 1 << 11
EXPOSURE_EVENTS = 1 << 15
Z_PIXMAP = 2
CONNECT_LIMIT = 5.0


class DisplayError(Exception):
    """Root of this module's tree."""


class NoDisplay(DisplayError):
    """Nobody listens at the display, or it does not let us in."""


class StrangeDisplay(DisplayError):
    """A visual that this module can't fill."""


@dataclass(frozen=True)
class Setup:
    """What of the server's greeting matters: ``size`` in pixels, ``request_limit`` in bytes."""

    first_id: int
    root: int
    size: tuple[int, int]
    depth: int
    request_limit: int


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def request(opcode: int, detail: int, body: bytes) -> bytes:
    """§9: the length counts 4-byte units, header included."""
    body = padded(body)
    return struct.pack("<BBH", opcode, detail, 1 + len(body) // 4) + body


def cookie(display: int, authority: Path, host: str) -> bytes:
    """The cookie for this local display, empty where the file has none."""
    if not authority.is_file():
        return b""
    for address, number, name, data in _entries(authority.read_bytes()):
        if name == COOKIE and number in (b"", str(display).encode()) and address in (b"", host.encode()):
            return data
    return b""


def _entries(content: bytes) -> Iterator[tuple[bytes, bytes, bytes, bytes]]:
    """Records of family (16 bit) and four counted strings, big-endian."""
    at = 0
    while at + 2 <= len(content):
        at += 2
        fields = []
        for _ in range(4):
            (length,) = struct.unpack_from(">H", content, at)
            fields.append(content[at + 2 : at + 2 + length])
            at += 2 + length
        yield fields[0], fields[1], fields[2], fields[3]


def greeting(secret: bytes) -> bytes:
    """§8: byte order ``l``, version 11.0, authorisation."""
    name = COOKIE if secret else b""
    return struct.pack("<BxHHHH2x", ord("l"), 11, 0, len(name), len(secret)) + padded(name) + padded(secret)


def understood(reply: bytes) -> Setup:
    """The additional data of a successful setup reply (appendix B). :raises StrangeDisplay:"""
    _, first_id, _, _, vendor, limit, _, formats = struct.unpack_from("<IIIIHHBB", reply, 0)
    at = 32 + len(padded(bytes(vendor)))
    bits = {}
    for _ in range(formats):
        depth, bits_per_pixel = struct.unpack_from("<BB", reply, at)
        bits[depth] = bits_per_pixel
        at += 8
    (root,) = struct.unpack_from("<I", reply, at)
    width, height = struct.unpack_from("<HH", reply, at + 20)
    depth = reply[at + 38]
    if depth not in (24, 32) or bits.get(depth) != 32:
        raise StrangeDisplay(f"depth {depth} in {bits.get(depth)} bits")
    return Setup(first_id, root, (width, height), depth, limit * 4)


async def connect(display: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, Setup]:
    """:param display: ``:0`` or ``:0.0``; only a local display is meant. :raises NoDisplay: nobody there, or refused"""
    numbered = re.fullmatch(r":(\d+)(\.\d+)?", display)
    if numbered is None:
        raise NoDisplay(f"not a local display: {display!r}")
    number = int(numbered[1])
    authority = Path(os.environ.get("XAUTHORITY", Path.home() / ".Xauthority"))
    try:
        reader, writer = await asyncio.open_unix_connection(f"/tmp/.X11-unix/X{number}")
    except OSError as error:
        raise NoDisplay(f"{display}: {error.strerror}") from error
    try:
        async with asyncio.timeout(CONNECT_LIMIT):
            writer.write(greeting(cookie(number, authority, socket.gethostname())))
            status, units = struct.unpack("<BxHHH", await reader.readexactly(8))[::3]
            reply = await reader.readexactly(units * 4)
    except (OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        writer.close()
        raise NoDisplay(f"{display}: no greeting") from error
    if status != 1:
        writer.close()
        raise NoDisplay(f"{display}: refused")
    return reader, writer, understood(reply)


def window(setup: Setup) -> bytes:
    """A window over everything, with no window manager asked, and a graphics context for it."""
    width, height = setup.size
    window_id, context_id = setup.first_id, setup.first_id + 1
    create = struct.pack(
        "<IIhhHHHHIIIII", window_id, setup.root, 0, 0, width, height, 0, 1, 0,
        BACK_PIXEL | OVERRIDE_REDIRECT | EVENT_MASK, 0xF6F3EC, 1, EXPOSURE_EVENTS,
    )
    return (
        request(CREATE_WINDOW, 0, create)
        + request(CREATE_GC, 0, struct.pack("<III", context_id, window_id, 0))
        + request(MAP_WINDOW, 0, struct.pack("<I", window_id))
    )


def strips(setup: Setup, picture: Image.Image) -> Iterator[bytes]:
    """PutImage requests, as many rows at a time as the server takes."""
    width, height = picture.size
    rows = max(1, (setup.request_limit - 24) // (width * 4))
    data = picture.convert("RGB").tobytes("raw", "BGRX")
    for top in range(0, height, rows):
        count = min(rows, height - top)
        place = struct.pack(
            "<IIHHhhBBxx", setup.first_id, setup.first_id + 1, width, count, 0, top, 0, setup.depth
        )
        yield request(PUT_IMAGE, Z_PIXMAP, place + data[top * width * 4 : (top + count) * width * 4])


async def show(display: str, draw: Callable[[tuple[int, int]], Image.Image]) -> None:
    """Cover ``display`` with ``draw(size)`` and repaint whenever the server asks; returns never by itself.

    :raises NoDisplay: no server, or it went away. :raises StrangeDisplay: it can't show the picture
    """
    reader, writer, setup = await connect(display)
    picture = draw(setup.size)
    try:
        writer.write(window(setup))
        while True:
            event = await reader.readexactly(32)
            if event[0] == ERROR:
                raise StrangeDisplay(f"X error {event[1]} to request {event[10]}")
            if event[0] & 0x7F == EXPOSE and struct.unpack_from("<H", event, 16)[0] == 0:
                for strip in strips(setup, picture):
                    writer.write(strip)
                    await writer.drain()
    except (OSError, asyncio.IncompleteReadError) as error:
        raise NoDisplay(f"{display}: gone") from error
    finally:
        writer.close()
        with contextlib.suppress(OSError):  # the server was first: nothing is left to flush
            await writer.wait_closed()
