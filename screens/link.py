"""The wire to kiosk-core: pictures come, intents and "drawn" go. It connects again for ever."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Protocol

from contract import frames
from contract.intents import DRAWN, INTENT, SHOWN, Drawn, Intent
from contract.views import Shown

AGAIN = 0.25
"""Seconds between two attempts; the socket is local, so that trying costs nothing."""
WAITING = 64
"""Intents kept for a core that does not read; more than a person can press in the time that it is cut off."""

log = logging.getLogger(__name__)


class Stage(Protocol):
    """What the link drives."""

    def show(self, shown: Shown) -> None: ...

    def show_waiting(self) -> None: ...


class Link:
    """Runs until cancelled."""

    def __init__(self, path: Path, stage: Stage) -> None:
        self._path = path
        self._stage = stage
        self._outgoing: asyncio.Queue[Intent | Drawn] = asyncio.Queue(WAITING)
        self._connected = False

    def send(self, message: Intent | Drawn) -> None:
        """Queued while the core is there; nobody is told of a press on a page that nobody answers for."""
        if self._connected and not self._outgoing.full():
            self._outgoing.put_nowait(message)

    async def run(self) -> None:
        while True:
            try:
                channel = await frames.connect(self._path)
            except OSError:
                await asyncio.sleep(AGAIN)
                continue
            log.info("core connected")
            try:
                await self._talk(channel)
            finally:
                self._connected = False
                await channel.close()
            log.warning("core gone")
            self._stage.show_waiting()
            await asyncio.sleep(AGAIN)

    async def _talk(self, channel: frames.Channel) -> None:
        self._outgoing = asyncio.Queue(WAITING)
        self._connected = True
        sender = asyncio.create_task(self._send(channel), name="link-send")
        try:
            async for event in channel.events():
                if event.topic == SHOWN.name:
                    self._stage.show(SHOWN.decode(event))
        except frames.Malformed as error:
            log.error("core sent what is no picture: %s", error)
        finally:
            sender.cancel()
            await asyncio.gather(sender, return_exceptions=True)

    async def _send(self, channel: frames.Channel) -> None:
        while True:
            message = await self._outgoing.get()
            try:
                if isinstance(message, Drawn):
                    await channel.tell(DRAWN, message)
                else:
                    await channel.tell(INTENT, message)
            except frames.ChannelClosed:
                return


