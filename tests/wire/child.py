"""A program started for a rig: its log in a file, its end certain, readiness waited for and never slept for."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.supervisor import tied

ROOT = Path(__file__).parents[2]
POLL = 0.02
"""Seconds between two looks at what announces itself by no event (a socket that begins to listen)."""


class ChildFailed(AssertionError):
    """It ended before it was ready; the end of its log is in the message."""


@dataclass(frozen=True)
class Child:
    """``keep``: file descriptors it inherits. ``farewell``: seconds between SIGTERM and SIGKILL."""

    name: str
    command: tuple[str, ...]
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    keep: tuple[int, ...] = ()
    farewell: float = 10.0


class Running:
    """A started child."""

    def __init__(self, child: Child, process: asyncio.subprocess.Process) -> None:
        self.child, self.process = child, process
        self._gone = asyncio.create_task(process.wait(), name=f"rig-{child.name}")

    @property
    def pid(self) -> int:
        return self.process.pid

    async def ended(self) -> int:
        """Its exit code, when it ends by itself."""
        return await asyncio.shield(self._gone)

    async def stop(self) -> int:
        """SIGTERM, then SIGKILL; returns the exit code."""
        if not self._gone.done():
            self.process.terminate()
            if not (await asyncio.wait([self._gone], timeout=self.child.farewell))[0]:
                self.process.kill()
        return await self._gone

    def kill(self) -> None:
        """End it as a crash would."""
        self.process.kill()

    async def until(self, ready: Callable[[], Any], limit: float, what: str) -> Any:
        """The first true answer of ``ready()``. :raises ChildFailed: it ended first, or ``limit`` seconds passed"""
        try:
            async with asyncio.timeout(limit):
                while not (answer := await _answer(ready)):
                    if self._gone.done():
                        raise ChildFailed(f"{self.child.name} ended with {self._gone.result()}\n{self.tail()}")
                    await asyncio.wait([self._gone], timeout=POLL)
                return answer
        except TimeoutError:
            raise ChildFailed(f"{self.child.name}: no {what} in {limit} s\n{self.tail()}") from None

    def tail(self, lines: int = 30) -> str:
        return "\n".join(self.child.log.read_text("utf-8", "replace").splitlines()[-lines:])


async def _answer(ready: Callable[[], Any]) -> Any:
    answer = ready()
    return await answer if asyncio.iscoroutine(answer) else answer


async def started(child: Child) -> Running:
    """Start it from the checkout's root, in a session of its own, tied to our life."""
    child.log.parent.mkdir(parents=True, exist_ok=True)
    with child.log.open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            *tied(child.command), cwd=ROOT, env={**os.environ, **child.environment}, pass_fds=child.keep,
            stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
        )
    return Running(child, process)
