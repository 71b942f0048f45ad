"""A device program at the other end of a socket: it may be dead, restarting, or not yet there.

The link connects for ever with a short back-off, passes status events on, and says so the moment the program is gone
or when it has not come for a second or two. A call to a missing or dying program raises the ``contract.frames``
errors; the caller makes a value of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import structlog

from contract.frames import Channel, ChannelClosed, Event, Malformed, Method, Topic, connect

log = structlog.get_logger("links")
Req = TypeVar("Req")
Rep = TypeVar("Rep")
FIRST_WAIT = 0.05
LONGEST_WAIT = 1.0


class DeviceLink:
    """``heard`` gets (topic, body) of each known event in order; ``lost`` is called when there is no program."""

    def __init__(self, path: Path, topics: tuple[Topic[Any], ...], heard: Callable[[Topic[Any], Any], None],
                 lost: Callable[[], None]) -> None:
        self._path = path
        self._topics = {topic.name: topic for topic in topics}
        self._heard = heard
        self._lost = lost
        self._channel: Channel | None = None

    async def run(self) -> None:
        """Until cancelled."""
        wait = FIRST_WAIT
        while True:
            try:
                self._channel = await connect(self._path)
            except OSError:
                await asyncio.sleep(wait)
                wait = min(LONGEST_WAIT, wait * 2)
                if wait == LONGEST_WAIT:
                    self._lost()
                continue
            wait = FIRST_WAIT
            try:
                async for event in self._channel.events():
                    self._pass_on(event)
            except Malformed as error:  # another version, or a program gone mad: left, and met again
                log.warning("malformed", peer=self._path.name, reason=str(error))
            finally:
                channel, self._channel = self._channel, None
                await channel.close()
                self._lost()

    async def call(self, method: Method[Req, Rep], body: Req, deadline: float) -> Rep:
        """:raises contract.frames.FrameError: no program, no answer in time, or a fault"""
        if self._channel is None:
            raise ChannelClosed(method.name)
        return await self._channel.call(method, body, deadline)

    def _pass_on(self, event: Event) -> None:
        if topic := self._topics.get(event.topic):
            self._heard(topic, topic.decode(event))
