"""Card present, as pcscd reports it, → PIN page; against the very same apdus sent bare.

The virtual card takes the time of a T=0 line at 9600 baud in both cases. "Present" is taken from a second PC/SC
client that only watches, so that no part of ours starts the watch.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

from contract.views import Attract, Keypad
from devices.card.simulator import CardProfile, CardSlot, VirtualCard
from tests.bench.figures import Row, medians
from tests.wire.glass import glass
from tests.wire.lobby import Plan, lobby
from tests.wire.pcscd import Pcscd, pcscd_up

RUNS = 7
BAUD = 9600
WATCH = """
import time
from smartcard import scard
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
state = scard.SCARD_STATE_UNAWARE
while True:
    result, states = scard.SCardGetStatusChange(context, 60000, [("Virtual PCD 00 00", state)])
    state = states[0][1]
    if state & scard.SCARD_STATE_PRESENT:
        print("present", time.monotonic(), flush=True)
    else:
        print("empty", time.monotonic(), flush=True)
"""
BARE = """
import sys, time
from smartcard import scard
apdus = [list(bytes.fromhex(line)) for line in sys.argv[1].split(",")]
_, context = scard.SCardEstablishContext(scard.SCARD_SCOPE_SYSTEM)
state = scard.SCARD_STATE_UNAWARE
def until(wanted):
    global state
    while not state & wanted:
        result, states = scard.SCardGetStatusChange(context, 60000, [("Virtual PCD 00 00", state)])
        state = states[0][1]
until(scard.SCARD_STATE_EMPTY)
print("watching", flush=True)
until(scard.SCARD_STATE_PRESENT)
began = time.monotonic()
result, card, protocol = scard.SCardConnect(context, "Virtual PCD 00 00", scard.SCARD_SHARE_EXCLUSIVE, 3)
assert result == scard.SCARD_S_SUCCESS
for apdu in apdus:
    result, answer = scard.SCardTransmit(card, protocol, apdu)
    assert not result and answer
print(time.monotonic() - began, flush=True)
scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
"""


class Recorded(VirtualCard):
    """Keeps whole commands."""

    def __init__(self, profile: CardProfile) -> None:
        super().__init__(profile)
        self.apdus: list[bytes] = []

    def transmit(self, apdu: bytes) -> bytes:
        self.apdus.append(apdu)
        return super().transmit(apdu)


@dataclass
class Measured:
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


@contextlib.asynccontextmanager
async def _script(code: str, pcscd: Pcscd, *arguments: str) -> AsyncIterator[asyncio.StreamReader]:
    program = await asyncio.create_subprocess_exec(sys.executable, "-c", code, *arguments, env=pcscd.environment,
                                                   stdout=asyncio.subprocess.PIPE)
    assert program.stdout is not None
    try:
        yield program.stdout
    finally:
        with contextlib.suppress(ProcessLookupError):
            program.kill()
        await program.wait()


async def _told(watch: asyncio.StreamReader, what: bytes) -> float:
    """When the watcher first saw that; who uses the card changes the reader's state too, and is passed over."""
    while True:
        seen, at = (await watch.readline()).split()
        if seen == what:
            return float(at)


async def measure(folder: Path) -> Row:
    """Medians of :data:`RUNS` insertions each."""
    measured = Measured()
    async with lobby(Plan(folder / "hall", screen=None, card_baud=BAUD)) as hall:
        profile = hall.card("plain")
        card = Recorded(profile)
        async with glass(hall.settings.screen_socket) as screen, _script(WATCH, hall.pcscd) as watch:
            await screen.page(Attract)
            await _told(watch, b"empty")
            for _ in range(RUNS):
                card = Recorded(profile)
                await hall.slot.insert(card)
                present = await _told(watch, b"present")
                await screen.page(Keypad)
                measured.ours.append(asyncio.get_running_loop().time() - present)
                await hall.remove()
                await screen.page(Attract)
                await _told(watch, b"empty")
    async with pcscd_up(folder / "bare") as pcscd, CardSlot("127.0.0.1", pcscd.port, BAUD) as slot:
        sent = ",".join(apdu.hex() for apdu in card.apdus)
        for _ in range(RUNS):
            async with _script(BARE, pcscd, sent) as output:
                assert await output.readline() == b"watching\n"
                await slot.insert(Recorded(profile))
                measured.bare.append(float(await output.readline()))
                await slot.remove()
    return medians("card present -> PIN page / the same apdus bare", measured.ours, measured.bare, "s", 1.3)
