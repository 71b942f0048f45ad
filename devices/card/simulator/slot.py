"""vpcd's wire, card side: each message both ways is a 2-byte big-endian length and data.

vpcd listens, the card connects. One-byte messages from vpcd are controls: 00 power off, 01 power on, 02 reset (no
answer to these), 04 get ATR, which is also how pcscd looks every 400 ms whether the card is still there.
Source: vsmartcard, virtualsmartcard/src/vpcd.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from typing import Self

from devices.card.simulator.card import SILENCE, VirtualCard

ETU_PER_BYTE = 12
"""T=0: start, eight, parity and two guard bits."""
PROCEDURE_BYTE = 1
UNFIT_ATR = bytes(64)
"""Longer than any ATR may be (33): vpcd's way of failing to power a card, which pcscd then calls mute."""
RECONNECT = 0.05
EMPTY = 0.5
"""Seconds that a slot stays empty at least: a hand is not quicker, and pcscd, which looks every 0.4, must see it."""
TAKEN_UP = 0.3
"""Seconds after the first look in which pcscd powers a card that it takes for a new one; its next look comes later."""


class CardSlot:
    """The slot of a virtual reader: ``insert`` and ``remove`` as a hand does, and pcscd cannot miss either.

    ``baud``: answers take as long as on a real T=0 line of that speed; None: at once. A card stays in while pcscd is
    away, and is there again when it comes back.
    """

    def __init__(self, host: str, port: int, baud: int | None = None) -> None:
        self._host, self._port = host, port
        self._seconds_per_byte = ETU_PER_BYTE / baud if baud else 0.0
        self._task: asyncio.Task[None] | None = None
        self._pulled = asyncio.Event()
        self._emptied = -EMPTY
        self.card: VirtualCard | None = None
        self.commands = 0
        """Since the insertion."""
        self.pull_at: int | None = None
        """The card is pulled in the middle of this command (0: the first after insertion)."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.remove()

    async def insert(self, card: VirtualCard) -> None:
        """Any card that was in is out first. :raises OSError: no reader there"""
        await self.remove()
        await self._stay_empty()
        line = await self._connected()
        card.power_off()
        self.card, self.commands = card, 0
        self._pulled.clear()
        self._task = asyncio.create_task(self._stay(card, line), name="simulator-card-slot")

    async def remove(self) -> None:
        """At once, also in the middle of a command."""
        task, self._task = self._task, None
        self.card = None
        if task is not None:
            self._pulled.set()
            await task

    async def _stay_empty(self) -> None:
        await asyncio.sleep(self._emptied + EMPTY - asyncio.get_running_loop().time())

    async def _connected(self) -> _Line:
        reader, writer = await asyncio.open_connection(self._host, self._port)
        return _Line(reader, writer)

    async def _stay(self, card: VirtualCard, line: _Line) -> None:
        """Until pulled; through restarts of pcscd."""
        serving = asyncio.create_task(self._lie(card, line), name="simulator-card-lies")
        pulled = asyncio.create_task(self._pulled.wait(), name="simulator-card-pulled")
        await asyncio.wait({serving, pulled}, return_when=asyncio.FIRST_COMPLETED)
        for task in (serving, pulled):
            task.cancel()
        await asyncio.wait({serving, pulled})
        if not serving.cancelled():
            serving.result()
        self._emptied = asyncio.get_running_loop().time()

    async def _lie(self, card: VirtualCard, line: _Line) -> None:
        """Serve line after line; returns when the card pulls itself out of a command."""
        while True:
            try:
                if await self._taken_up(card, line) and await self._serve(card, line):
                    return
            except (asyncio.IncompleteReadError, ConnectionError):
                card.power_off()  # pcscd has gone
            finally:
                await line.close()
            line = await self._again()

    async def _again(self) -> _Line:
        await asyncio.sleep(RECONNECT)
        while True:
            with contextlib.suppress(OSError):  # not yet back
                return await self._connected()
            await asyncio.sleep(RECONNECT)

    async def _taken_up(self, card: VirtualCard, line: _Line) -> bool:
        """False: pcscd was too busy to see the slot empty and takes this card for the last one; lay it anew."""
        while await line.receive() != b"\x04":
            card.reset()
        await line.send(card.atr)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(TAKEN_UP):  # wait_for would swallow a pull at the moment of arrival (3.11)
                await line.arrived()
            return True
        await line.close()
        await asyncio.sleep(EMPTY)
        return False

    async def _serve(self, card: VirtualCard, line: _Line) -> bool:
        """True: pulled in the middle of a command."""
        powering = False
        while True:
            message = await line.receive()
            if len(message) > 1:
                if self.commands == self.pull_at:
                    return True
                self.commands += 1
                await line.send(await self._answered(card, message))
            elif message == b"\x04":
                await line.send(UNFIT_ATR if card.manners.mute and powering else card.atr)
            else:
                card.reset()
            powering = message in (b"\x01", b"\x02")

    async def _answered(self, card: VirtualCard, apdu: bytes) -> bytes:
        answer = card.transmit(apdu)
        if answer == SILENCE:
            await asyncio.Event().wait()
        if self._seconds_per_byte:
            await asyncio.sleep((len(apdu) + PROCEDURE_BYTE + len(answer)) * self._seconds_per_byte)
        return answer


class _Line:
    """One connection. vpcd sends length and data apart and waits for our ACK in between, so we don't delay it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._socket: socket.socket = writer.get_extra_info("socket")
        self._length: int | None = None

    async def arrived(self) -> None:
        """A message begins. :raises asyncio.IncompleteReadError: the other side has closed. :raises ConnectionError:"""
        if self._length is None:
            self._length = int.from_bytes(await self._reader.readexactly(2), "big")
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)

    async def receive(self) -> bytes:
        """A whole message. :raises asyncio.IncompleteReadError: :raises ConnectionError:"""
        await self.arrived()
        length, self._length = self._length or 0, None
        return await self._reader.readexactly(length)

    async def send(self, data: bytes) -> None:
        self._writer.write(len(data).to_bytes(2, "big") + data)
        await self._writer.drain()

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):  # pcscd was first
            await self._writer.wait_closed()
