"""A person's hand: real touches on the window, aimed by the semantic tree, which names actions and tells no values."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from contract.semantics import Node, Tree
from tests.wire.lobby import Lobby

LIMIT = 30.0
"""Seconds until a page that does not come is a failure."""


class NotThere(AssertionError):
    """The page has no such action; what it has is in the message."""


@dataclass
class Hand:
    """One finger in one hall."""

    hall: Lobby

    async def press(self, action: str, on: Tree | None = None) -> Tree:
        """Touch ``action`` and return the next picture. :raises NotThere: :raises TimeoutError: nothing changed"""
        tree = on or await self.hall.tree()
        node = found(tree, action)
        async with asyncio.timeout(LIMIT):
            await asyncio.sleep(max(0.0, tree.deaf_until - time.monotonic()))
            await self.touch(node)
            return await self.hall.tree(tree.sequence + 1)

    async def press_until(self, action: str, template: str) -> Tree:
        """Touch ``action``, then wait for a page of ``template``."""
        tree = await self.press(action)
        while tree.template != template:
            async with asyncio.timeout(LIMIT):
                tree = await self.hall.tree(tree.sequence + 1)
        return tree

    async def type_pin(self, pin: str) -> Tree:
        """Digit by digit, each seen before the next, then OK."""
        for digit in pin:
            await self.press(f"digit:{digit}")
        return await self.press("accept")

    async def touch(self, node: Node) -> None:
        """Press and release in the middle of ``node``."""
        left, top, width, height = node.rect
        await self.touch_at(left + width // 2, top + height // 2)

    async def touch_at(self, x: int, y: int) -> None:
        assert self.hall.display is not None
        process = await asyncio.create_subprocess_exec(
            "xdotool", "mousemove", str(x), str(y), "click", "1",
            env={"DISPLAY": self.hall.display.name}, stdout=asyncio.subprocess.DEVNULL)
        assert await process.wait() == 0


def found(tree: Tree, action: str) -> Node:
    """The node that would send ``action``. :raises NotThere:"""
    for node in tree.nodes:
        if node.action == action and node.enabled:
            return node
    offered = sorted(node.action for node in tree.nodes if node.action)
    raise NotThere(f"{action!r} is not on {tree.template}: {offered}")
