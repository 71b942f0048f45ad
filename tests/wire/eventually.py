"""Waiting for what announces itself by no event: a row in another program's file, a pin on the simulated card."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

POLL = 0.02
LIMIT = 30.0


async def eventually(ready: Callable[[], bool], limit: float = LIMIT) -> None:
    """:raises TimeoutError: it did not come to pass"""
    async with asyncio.timeout(limit):
        while not ready():  # noqa: ASYNC110 - nobody would set an event
            await asyncio.sleep(POLL)
