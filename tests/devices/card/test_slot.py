"""vpcd's wire byte by byte: what a reader driver says to a card, and what the card says back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import pytest

from devices.card.simulator import CardSlot, VirtualCard, mute_card
from devices.card.simulator.slot import UNFIT_ATR
from tests.devices.card.profiles import PROFILE, SELECT

GENEROUS = 10.0
ATR = bytes.fromhex("0011 3B6D0000 00814E43238697159900BF7C7A")
SELECTION = b"\x00\x14" + SELECT


class Reader:
    """vpcd's end of one connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def asks(self, message: str | bytes, answer: int = 0) -> bytes:
        """Send it, and read ``answer`` bytes."""
        self._writer.write(bytes.fromhex(message) if isinstance(message, str) else message)
        await self._writer.drain()
        return await self._reader.readexactly(answer)

    async def ended(self) -> bool:
        return await self._reader.read(1) == b""

    def close(self) -> None:
        self._writer.close()


@contextlib.asynccontextmanager
async def laid(card: VirtualCard, baud: int | None = None) -> AsyncIterator[tuple[Reader, CardSlot]]:
    """A card in a slot, seen once and powered."""
    met: asyncio.Queue[Reader] = asyncio.Queue()
    server = await asyncio.start_server(lambda reader, writer: met.put_nowait(Reader(reader, writer)), "127.0.0.1", 0)
    async with asyncio.timeout(GENEROUS), CardSlot("127.0.0.1", server.sockets[0].getsockname()[1], baud) as slot:
        await slot.insert(card)
        line = await met.get()
        assert await line.asks("0001 04", len(ATR)) == (ATR if not card.manners.mute else b"\x00\x11" + card.atr)
        await line.asks("0001 01")
        try:
            yield line, slot
        finally:
            line.close()
            server.close()
    await server.wait_closed()


async def test_the_atr_comes_behind_its_length_and_power_has_no_answer() -> None:
    async with laid(VirtualCard(PROFILE)) as (line, _):
        for control in ("0001 00", "0001 01", "0001 02"):
            await line.asks(control)
        assert await line.asks("0001 04", len(ATR)) == ATR


async def test_a_command_is_answered_behind_a_length_and_in_whatever_pieces_it_comes() -> None:
    async with laid(VirtualCard(PROFILE)) as (line, slot):
        assert await line.asks(SELECTION, 4) == bytes.fromhex("0002 611E")
        await line.asks(SELECTION[:1])
        await line.asks(SELECTION[1:9])
        assert await line.asks(SELECTION[9:], 4) == bytes.fromhex("0002 611E")
        assert await line.asks("0005 00C000001E", 34) == b"\x00\x20" + bytes.fromhex("6F1C840F") + SELECT[5:] + (
            bytes.fromhex("A5099F0C86010000000000" "9000"))
        assert slot.commands == 3


@pytest.mark.parametrize("control", ["0001 00", "0001 01", "0001 02"])
async def test_power_and_reset_forget_what_was_selected_and_verified(control: str) -> None:
    card = VirtualCard(PROFILE)
    async with laid(card) as (line, _):
        await line.asks(SELECTION, 4)
        assert await line.asks("0008 0020000003135790", 4) == bytes.fromhex("0002 9000")
        assert card.verified
        await line.asks(control)
        assert await line.asks("0007 00A4020002EF05", 4) == bytes.fromhex("0002 6A82")
        assert not card.verified


async def test_a_card_pulled_closes_the_line_and_one_to_be_pulled_gives_no_answer() -> None:
    async with laid(VirtualCard(PROFILE)) as (line, slot):
        slot.pull_at = 0
        await line.asks(SELECTION)
        assert await line.ended()
    async with laid(VirtualCard(PROFILE)) as (line, slot):
        await slot.remove()
        assert await line.ended()


async def test_a_mute_card_gives_no_fit_atr_when_it_is_powered() -> None:
    async with laid(mute_card(PROFILE)) as (line, _):
        assert await line.asks("0001 04", 2 + len(UNFIT_ATR)) == b"\x00\x40" + UNFIT_ATR


async def test_at_9600_baud_an_answer_takes_its_bytes() -> None:
    """T=0: twelve bit times a byte, command, procedure byte and answer."""
    async with laid(VirtualCard(PROFILE), baud=9600) as (line, _):
        clock = asyncio.get_running_loop().time
        began = clock()
        await line.asks(SELECTION, 4)
        assert clock() - began >= (20 + 1 + 2) * 12 / 9600
