"""The screen program connects to us; the newest picture is all it ever needs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import structlog

from contract.frames import Channel, ChannelClosed, Malformed, serve
from contract.intents import DRAWN, INTENT, SHOWN, Drawn, Intent
from contract.views import Shown

log = structlog.get_logger("links")


class ScreenLink:
    """Keeps the newest :class:`Shown`; a slow screen skips pictures instead of queueing them."""

    def __init__(self, path: Path, intended: Callable[[Intent], None], drawn: Callable[[Drawn], None]) -> None:
        self._path = path
        self._intended = intended
        self._drawn = drawn
        self._newest: Shown | None = None
        self._changed = asyncio.Condition()

    async def run(self) -> None:
        """Until cancelled."""
        server = await serve(self._path, self._welcome)
        try:
            await asyncio.Event().wait()
        finally:
            server.close()

    async def show(self, shown: Shown) -> None:
        """Replace the picture."""
        async with self._changed:
            self._newest = shown
            self._changed.notify_all()

    async def _welcome(self, channel: Channel) -> None:
        sending = asyncio.create_task(self._send(channel), name="screen-send")
        try:
            async for event in channel.events():
                if event.topic == INTENT.name:
                    self._intended(INTENT.decode(event))
                elif event.topic == DRAWN.name:
                    self._drawn(DRAWN.decode(event))
        except Malformed as error:  # another version, or a program gone mad: left, and met again
            log.warning("malformed", peer="screen", reason=str(error))
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _send(self, channel: Channel) -> None:
        sent: Shown | None = None
        while True:
            async with self._changed:
                await self._changed.wait_for(lambda sent=sent: self._newest is not sent)  # type: ignore[misc]
                sent = self._newest
            assert sent is not None
            try:
                await channel.tell(SHOWN, sent)
            except ChannelClosed:
                return
