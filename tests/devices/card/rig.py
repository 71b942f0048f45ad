"""The real pcscd, a virtual card, the device program, and a socket to it."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from contract.frames import Channel, connect
from devices.card import api
from devices.card.simulator import CardSlot
from tests.wire.pcscd import Pcscd, pcscd_up

LIMIT = 20.0
LOOK = 0.02
S = TypeVar("S", bound=api.CardStatus)


class Seat:
    """One connection to the device program, remembering every status."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.statuses: list[api.CardStatus] = []
        self._changed = asyncio.Condition()
        self._listening = asyncio.create_task(self._listen(), name="seat")

    async def _listen(self) -> None:
        async for event in self.channel.events():
            async with self._changed:
                self.statuses.append(api.STATUS.decode(event))
                self._changed.notify_all()

    async def until(self, kind: type[S], after: int = 0) -> S:
        """The newest status once it is of ``kind`` (and its insertion later than ``after``)."""
        def there() -> bool:
            newest = self.statuses[-1] if self.statuses else None
            return isinstance(newest, kind) and getattr(newest, "insertion", after + 1) > after

        async with asyncio.timeout(LIMIT), self._changed:
            await self._changed.wait_for(there)
        newest = self.statuses[-1]
        assert isinstance(newest, kind)
        return newest

    async def read(self, insertion: int) -> api.ReadResult:
        return await self.channel.call(api.READ, api.Read(insertion), LIMIT)

    async def verify(self, insertion: int, pin: str) -> api.PinResult:
        return await self.channel.call(api.VERIFY, api.Verify(insertion, pin), LIMIT)

    async def authenticate(self, insertion: int, challenge: bytes) -> api.CryptogramResult:
        return await self.channel.call(api.AUTHENTICATE, api.Authenticate(insertion, challenge), LIMIT)

    async def release(self) -> api.Released:
        return await self.channel.call(api.RELEASE, api.Release(), LIMIT)

    async def close(self) -> None:
        await self.channel.close()
        await asyncio.gather(self._listening, return_exceptions=True)


class Device:
    """``kiosk-device card`` as it runs in a lobby."""

    def __init__(self, folder: Path, program: asyncio.subprocess.Process) -> None:
        self._folder = folder
        self.program = program

    @property
    def log(self) -> str:
        return (self._folder / "card.log").read_text("utf-8")

    async def ended(self) -> int:
        async with asyncio.timeout(LIMIT):
            return await self.program.wait()

    async def seat(self) -> Seat:
        """One more connection, once it listens."""
        async with asyncio.timeout(LIMIT):
            while True:
                assert self.program.returncode is None, self.log
                try:
                    return Seat(await connect(self._folder / "card.sock"))
                except OSError:
                    await asyncio.sleep(LOOK)


class Rig:
    """What a card test plays with."""

    def __init__(self, pcscd: Pcscd, slot: CardSlot, device: Device, seat: Seat) -> None:
        self.pcscd, self.slot, self.device, self.seat = pcscd, slot, device, seat


@contextlib.asynccontextmanager
async def rig(folder: Path, *options: str, ends: int = 0) -> AsyncIterator[Rig]:
    """Everything up and an empty reader reported. ``ends``: the exit code that the device program must leave."""
    async with (pcscd_up(folder) as pcscd, CardSlot("127.0.0.1", pcscd.port) as slot,
                device_up(folder, pcscd, *options, ends=ends) as device):
        seat = await device.seat()
        try:
            await seat.until(api.Empty)
            yield Rig(pcscd, slot, device, seat)
        finally:
            await seat.close()


@contextlib.asynccontextmanager
async def device_up(folder: Path, pcscd: Pcscd, *options: str, ends: int = 0) -> AsyncIterator[Device]:
    """It must end as it should, by itself or by SIGTERM."""
    with (folder / "card.log").open("ab") as log:
        program = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "devices", "card", "--socket", str(folder / "card.sock"), "--reader", pcscd.reader,
            *options, env=pcscd.environment, stdout=log, stderr=log)
    device = Device(folder, program)
    try:
        yield device
    finally:
        if program.returncode is None:
            program.terminate()
        code = await device.ended()
    assert code == ends, device.log


async def eventually(happened: Callable[[], bool]) -> None:
    """What announces itself by no event: pcscd does some things in its own time."""
    async with asyncio.timeout(LIMIT):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(LOOK)
