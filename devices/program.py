"""The life of a device program: serve until SIGTERM or SIGINT, end at once with what nobody expected."""

from __future__ import annotations

import asyncio
import signal
from typing import Protocol

from contract.frames import surprises


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
