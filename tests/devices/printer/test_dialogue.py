"""Questions and answers against a peer that answers by script: late, twice, or not at all."""

from __future__ import annotations

import asyncio
import os
import pty
import tty
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from devices.errors import Broken, Timeout
from devices.printer.api import Cause, NotReady, Ready
from devices.printer.brands import BRANDS
from devices.printer.dialogue import Dialogue, Limits
from devices.printer.simulator import PrinterSimulator
from devices.printer.transport import SerialPort, open_line, parse_port
from tests.devices.printer.bench import QUICK

OPEN = bytes.fromhex("1a161212")
COVER_OPEN = NotReady(Cause.COVER_OPEN)
EACH_ITS_OWN = [bytes((byte,)) for byte in OPEN]


class Peer:
    """Answers the n-th question with the n-th piece of ``script``; afterwards with nothing."""

    def __init__(self, master: int, script: list[bytes]) -> None:
        self.master = master
        self.script = script
        self.asked = 0
        asyncio.get_running_loop().add_reader(master, self._read)

    def _read(self) -> None:
        for _ in range(len(os.read(self.master, 64)) // 3):
            answer = self.script[self.asked] if self.asked < len(self.script) else b""
            self.asked += 1
            if answer:
                os.write(self.master, answer)


@asynccontextmanager
async def scripted(*script: bytes, limits: Limits = QUICK) -> AsyncIterator[tuple[Dialogue, Peer]]:
    master, slave = pty.openpty()
    tty.setraw(slave)
    dialogue = Dialogue(await open_line(SerialPort(os.ttyname(slave))), limits, BRANDS["epson"])
    peer = Peer(master, list(script))
    try:
        yield dialogue, peer
    finally:
        dialogue.close()
        asyncio.get_running_loop().remove_reader(master)
        os.close(master)
        os.close(slave)


async def test_four_questions_have_four_answers() -> None:
    async with scripted(*EACH_ITS_OWN) as (dialogue, peer):
        assert await dialogue.ask_all() == COVER_OPEN
        assert peer.asked == 4


async def test_an_answer_that_comes_after_its_time_is_waited_out() -> None:
    async with scripted(b"", *EACH_ITS_OWN) as (dialogue, peer):
        with pytest.raises(Timeout):
            await dialogue.ask_all()
        asyncio.get_running_loop().call_later(QUICK.quiet / 2, os.write, peer.master, b"\x12")
        assert await dialogue.ask_all() == COVER_OPEN


async def test_an_answer_that_comes_later_still_makes_five_for_four_and_none_is_believed() -> None:
    async with scripted(b"", b"\x12" + OPEN[:1], *EACH_ITS_OWN[1:]) as (dialogue, _):
        with pytest.raises(Timeout):
            await dialogue.ask_all()
        with pytest.raises(Timeout, match="more answers than questions"):
            await dialogue.ask_all()


async def test_after_a_byte_that_nobody_asked_for_answers_are_counted_again() -> None:
    async with scripted(*[b"\x12"] * 4, b"\x12" + OPEN[:1], *EACH_ITS_OWN[1:]) as (dialogue, peer):
        assert await dialogue.ask_all() == Ready()
        dialogue.changed.clear()
        os.write(peer.master, b"\x12\x10\x00\x00\x00")
        await asyncio.wait_for(dialogue.changed.wait(), 10)
        with pytest.raises(Timeout, match="more answers than questions"):
            await dialogue.ask_all()


async def test_one_answer_too_many_while_in_step_is_asked_again() -> None:
    async with scripted(*[b"\x12"] * 4, b"\x12" + OPEN[:1], *EACH_ITS_OWN[1:], *EACH_ITS_OWN) as (dialogue, peer):
        await dialogue.ask_all()
        assert await dialogue.ask_all() == COVER_OPEN
        assert peer.asked == 12


async def test_a_peer_that_never_stops_talking_is_not_believed() -> None:
    async with scripted(limits=replace(QUICK, answer=0.1, quiet=0.02)) as (dialogue, peer):
        async def talk() -> None:
            while True:
                os.write(peer.master, b"\x12")
                await asyncio.sleep(0.002)

        talking = asyncio.create_task(talk())
        with pytest.raises(Timeout):
            await dialogue.ask_all()
        talking.cancel()


@pytest.mark.parametrize("ask", [Dialogue.ask_all, Dialogue.clear, Dialogue.paper_left])
async def test_whoever_waits_when_the_line_is_lost_hears_so(
        ask: Callable[[Dialogue], Coroutine[None, None, object]]) -> None:
    async with scripted(limits=replace(QUICK, answer=10)) as (dialogue, _):
        waiting = asyncio.create_task(ask(dialogue))
        await asyncio.sleep(0)
        dialogue.close()
        with pytest.raises(Broken):
            await waiting


@pytest.mark.parametrize("line", ["usb", "tcp"])
async def test_a_request_that_may_still_be_under_way_spoils_the_line(line: str) -> None:
    """A clear that arrives late would hit the next job."""
    printer = PrinterSimulator(instant=True)
    url = f"tcp://127.0.0.1:{await printer.start_tcp()}" if line == "tcp" else f"usb://{await printer.start(usb=True)}"
    dialogue = Dialogue(await open_line(parse_port(url)), QUICK, BRANDS["epson"])
    printer.held = True
    with pytest.raises(Timeout):
        await dialogue.clear()
    printer.held = False
    with pytest.raises(Timeout, match="under way"):
        await dialogue.ask_all()
    dialogue.close()
    await printer.stop()
