"""The life of a device program: serve until SIGTERM or SIGINT, end at once with what nobody expected.

Who is connected hears the newest of each topic: a slow peer misses values in the middle, never the last.
"""

from __future__ import annotations

import asyncio
import signal
from typing import Any, Protocol

from contract.frames import Channel, ChannelClosed, Topic, surprises


class Peer:
    """The newest value of each topic, sent as fast as this peer reads."""

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self._newest: dict[str, tuple[Topic[Any], Any]] = {}
        self._wake = asyncio.Event()

    def offer(self, topic: Topic[Any], body: object) -> None:
        self._newest.pop(topic.name, None)
        self._newest[topic.name] = (topic, body)
        self._wake.set()

    async def serve(self) -> None:
        """Until the channel closes."""
        telling = asyncio.create_task(self._tell(), name="device-tell")
        await self.channel.wait_closed()
        telling.cancel()
        await asyncio.wait({telling})
        if not telling.cancelled():
            telling.result()

    async def _tell(self) -> None:
        while not self.channel.closed:
            await self._wake.wait()
            self._wake.clear()
            while self._newest:
                topic, body = self._newest.pop(next(iter(self._newest)))
                try:
                    await self.channel.tell(topic, body)
                except ChannelClosed:
                    return


class Service(Protocol):
    """One device on one socket."""

    async def start(self) -> None:
        """Returns when the socket listens."""

    async def failed(self) -> None:
        """Raises what has gone wrong in the driver, if ever."""

    async def stop(self) -> None:
        """The device is left in a safe state, then the socket closes."""


async def serve(service: Service) -> None:
    """:raises Exception: a surprise, in the driver or anywhere in the loop; the service was stopped before"""
    loop = asyncio.get_running_loop()
    ended = surprises()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _told_to_end, ended)
    await service.start()
    failing = asyncio.create_task(service.failed(), name="device-failed")
    await asyncio.wait({ended, failing}, return_when=asyncio.FIRST_COMPLETED)
    if failing.done():
        failing.result()
    failing.cancel()
    await asyncio.wait({failing})
    await service.stop()
    await ended


def _told_to_end(ended: asyncio.Future[None]) -> None:
    if not ended.done():
        ended.set_result(None)
